import * as v from 'valibot';
import { contract } from './contract';
import { CategoryName, Cursor, GroupCard } from './shapes';

/** Listed groups, a page at a time. One database call. */
export const listGroups = contract({
  input: v.strictObject({
    /** Text to find in name, introduction and owner's name. */
    query: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(30))),
    category: v.optional(CategoryName),
    sort: v.optional(v.picklist(['newest', 'priceUp', 'priceDown'])),
    after: v.optional(Cursor),
  }),
  output: v.strictObject({ groups: v.array(GroupCard), next: v.nullable(v.string()) }),
  errors: [],
});
