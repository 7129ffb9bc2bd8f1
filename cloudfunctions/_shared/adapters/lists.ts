import type { Group } from '../../../domain/group';
import type { NeedingAttention, PageStart } from '../ports';
import { first } from './documents';
import { command, database, type Fields } from './sdk';

/** The condition for everything after a page's end, in the order of `field` and then `_id`. Lists page by key, because a `skip` reads what it skips. */
export function beyond(field: string, after: PageStart | null, ascending: boolean, isTime: boolean): Fields | null {
  if (!after) return null;
  const value = isTime ? new Date(after.value) : after.value;
  const past = (limit: unknown): unknown => (ascending ? command.gt(limit) : command.lt(limit));
  return command.or([{ [field]: past(value) }, { [field]: value, _id: past(after.id) }]);
}

/** Every condition that is there; at least one is. */
export function allOf(conditions: readonly (Fields | null)[]): Fields {
  const [only, ...others] = conditions.filter((condition) => condition !== null);
  return others.length === 0 ? (only ?? {}) : command.and([only ?? {}, ...others]);
}

export const both = (condition: Fields, more: Fields | null): Fields => allOf([condition, more]);

/** Documents of a collection with an effect that is due, longest overdue first. */
export const withDueEffects =
  <Document>(name: 'memberships' | 'groups' | 'groupQrs') =>
  async (now: Date, limit: number): Promise<readonly Document[]> => {
    const due = database.collection(name).where({ dueAt: command.lte(now) });
    return (await due.orderBy('dueAt', 'asc').limit(limit).get()).data as Document[];
  };

/** Documents of a collection that need an operator's attention. */
export const needingAttention =
  <Document>(name: 'orders' | 'memberships' | 'groupQrs') =>
  async (limit: number): Promise<readonly NeedingAttention<Document>[]> => {
    const { list } = await database
      .collection(name)
      .aggregate()
      .match({ needsAttentionAt: command.gt(new Date(0)) })
      .sort({ needsAttentionAt: 1, _id: 1 })
      .limit(limit)
      .lookup({ from: 'groups', localField: 'groupId', foreignField: '_id', as: 'group' })
      .end();
    return (list as (Document & { group: Group[] })[]).map(({ group, ...document }) => ({
      document: document as Document,
      groupName: first(group)?.name ?? '',
    }));
  };
