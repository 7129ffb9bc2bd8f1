import type { Acl, CollectionRules, DatabaseDescription } from '../database/contract';
import { readExpression, UnreadableRule, type Expression } from './expression';

/** The operations of clients that rules distinguish. */
export type Operation = 'read' | 'create' | 'update' | 'delete';

/** `true`, `false`, or the condition for allowing the operation. */
export type Rule = boolean | Expression;

/** A collection's access: one of the four presets, or its own rules. */
type Access =
  | { readonly kind: 'preset'; readonly acl: Acl }
  | { readonly kind: 'rules'; readonly of: (operation: Operation) => Rule };

/**
 * The four presets (docs.cloudbase.net/api-reference/manager/node/rule), which allow everybody, only the creator, or nobody; functions and the
 * console always have access.
 */
export const presets: Readonly<Record<Acl, { readonly read: Reach; readonly write: Reach }>> = {
  READONLY: { read: 'everybody', write: 'creator' },
  PRIVATE: { read: 'creator', write: 'creator' },
  ADMINWRITE: { read: 'everybody', write: 'nobody' },
  ADMINONLY: { read: 'nobody', write: 'nobody' },
};

export type Reach = 'everybody' | 'creator' | 'nobody';

/** The preset of a new collection in WeChat's console. */
const defaultAcl: Acl = 'PRIVATE';

/** A collection's access; an unreadable rule allows nothing. */
export function accessOf(description: DatabaseDescription, collection: string): Access {
  const described = Object.hasOwn(description.collections, collection)
    ? description.collections[collection]
    : undefined;
  const { rule, acl = defaultAcl } = described ?? {};
  if (rule !== undefined) return { kind: 'rules', of: (operation) => ruleOf(rule, operation) };
  return { kind: 'preset', acl: Object.hasOwn(presets, acl) ? acl : 'ADMINONLY' };
}

/** "如果开发者没有详细指定写操作具体类型的规则时，默认读取 write 的规则"; a missing rule is false (cloud.tencent.com/document/product/876/41802). */
function ruleOf(rules: CollectionRules, operation: Operation): Rule {
  const rule = operation === 'read' ? rules.read : (rules[operation] ?? rules.write);
  if (typeof rule !== 'string') return rule === true;
  try {
    return readExpression(rule);
  } catch (error) {
    if (error instanceof UnreadableRule) return false;
    throw error;
  }
}

const operations: readonly string[] = ['read', 'write', 'create', 'update', 'delete'];

/** Sentences about rules that the console would refuse. */
export function inspectCollectionRules({ collections }: DatabaseDescription): readonly string[] {
  return Object.entries(collections).flatMap(([name, { rule, acl }]) => {
    const warnings = Object.entries(rule ?? {}).flatMap(([operation, value]) => warningOf(name, operation, value));
    const unknown = acl !== undefined && !Object.hasOwn(presets, acl);
    const twice = rule !== undefined && acl !== undefined;
    if (unknown)
      warnings.push(`collection ${name}: acl is one of ${Object.keys(presets).join(', ')}; this one allows nothing`);
    if (twice) warnings.push(`collection ${name}: it has a rule and an acl; the rule counts`);
    return warnings;
  });
}

function warningOf(collection: string, operation: string, rule: unknown): string[] {
  const place = `collection ${collection}: the rule for ${operation}`;
  if (!operations.includes(operation)) return [`${place} is for nothing; there are ${operations.join(', ')}`];
  if (typeof rule === 'boolean') return [];
  if (typeof rule !== 'string') return [`${place} is neither a boolean nor an expression, and allows nothing`];
  try {
    readExpression(rule);
    return [];
  } catch (error) {
    if (error instanceof UnreadableRule) return [`${place} cannot be read, and allows nothing: ${error.message}`];
    throw error;
  }
}
