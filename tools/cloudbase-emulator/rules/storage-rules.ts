import { holds, type EvaluationContext } from './evaluate';
import { readExpression, UnreadableRule, type Expression } from './expression';

/**
 * The bucket's one rule in the console's form: each of the two operations is allowed or not, or has a condition
 * (docs.cloudbase.net/storage/security-rules). Functions and the console are never bound.
 */
export interface StorageRules {
  readonly read?: boolean | string;
  readonly write?: boolean | string;
}

export type StorageOperation = keyof StorageRules;

/** A file as rules see it: `path` begins without a slash, `openid` is its creator's, and the uploader's for a new file. */
export interface StorageResource {
  readonly path: string;
  readonly openid: string | null;
}

/** "默认为所有用户可读，仅创建者可读写" (cloud.tencent.com/document/product/876/41766). */
export const defaultStorageRules: StorageRules = { read: true, write: 'resource.openid == auth.openid' };

/** Tells whether the rule lets a person do this; `null` is somebody who is not signed in. A missing or unreadable rule allows nothing. */
export function allowsFile(
  rules: StorageRules,
  operation: StorageOperation,
  openid: string | null,
  resource: StorageResource,
): boolean {
  const rule = readRule(rules[operation]);
  return typeof rule === 'boolean' ? rule : holds(rule, contextOf(openid, resource));
}

const none = { kind: 'known', value: undefined } as const;

const contextOf = (openid: string | null, { path, openid: creator }: StorageResource): EvaluationContext => ({
  ...{ openid, nowMs: 0, doc: () => none, data: () => none, get: () => null },
  resource: { path, openid: creator },
});

function readRule(rule: boolean | string | undefined): boolean | Expression {
  if (typeof rule !== 'string') return rule === true;
  try {
    return readExpression(rule, 'storage');
  } catch (error) {
    if (error instanceof UnreadableRule) return false;
    throw error;
  }
}

/** Sentences about rules that the console would refuse. */
export function inspectStorageRules(rules: StorageRules): readonly string[] {
  return Object.entries(rules).flatMap(([operation, rule]: [string, unknown]) => {
    if (operation !== 'read' && operation !== 'write') return [`storage: there is no rule for ${operation}`];
    if (typeof rule === 'boolean') return [];
    if (typeof rule !== 'string') return [`storage: the rule for ${operation} is neither a boolean nor an expression`];
    try {
      readExpression(rule, 'storage');
      return [];
    } catch (error) {
      if (!(error instanceof UnreadableRule)) throw error;
      return [`storage: the rule for ${operation} cannot be read, and allows nothing: ${error.message}`];
    }
  });
}
