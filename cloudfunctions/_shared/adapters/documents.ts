import { command, database, type Fields } from './sdk';

/** The collections; `database.json` has their indexes. */
export type CollectionName =
  | 'users'
  | 'groups'
  | 'groupQrs'
  | 'memberships'
  | 'orders'
  | 'ledger'
  | 'days'
  | 'reconciliations'
  | 'differences'
  | 'securityEvents'
  | 'audit'
  | 'rateLimits'
  | 'settings';

/** The SDK loses the code of a document call's error: only the text tells a taken id or unique field. */
function isDuplicate(error: unknown): boolean {
  const parts = error as { errMsg?: unknown; message?: unknown };
  return /E11000|duplicate/i.test(String(parts.errMsg ?? parts.message));
}

export async function add(name: CollectionName, document: object): Promise<boolean> {
  try {
    await database.collection(name).add({ data: document as Fields });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

export async function get<Document>(name: CollectionName, id: string): Promise<Document | null> {
  const { data } = await database.collection(name).doc(id).get();
  return (data ?? null) as Document | null;
}

interface Versioned {
  readonly _id: string;
  readonly rev: number;
  readonly state: string;
}

/** Writes the fields in which `after` differs, only if the document is still `before` and meets `also`. Returns whether it did. */
export async function save<Document extends Versioned>(
  name: CollectionName,
  before: Document,
  after: Document,
  also: Fields = {},
  besides: Fields = {},
): Promise<boolean> {
  const was = before as unknown as Fields;
  const changed = Object.entries(after).filter(([key, value]) => key !== '_id' && value !== was[key]);
  // `set` keeps objects whole: a plain object would be taken apart into dotted paths, an empty one dropped.
  const data = Object.fromEntries(changed.map(([key, value]) => [key, command.set(value)]));
  const condition = { _id: before._id, state: before.state, rev: before.rev, ...also };
  return (await updateWhere(name, condition, { ...data, ...besides })) === 1;
}

export const updateWhere = async (name: CollectionName, condition: Fields, data: Fields): Promise<number> =>
  (await database.collection(name).where(condition).update({ data })).stats.updated;

export const first = <Value>(list: readonly Value[] | undefined): Value | null => list?.[0] ?? null;
