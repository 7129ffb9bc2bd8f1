import * as v from 'valibot';
import { contract } from './contract';
import { CategoryName, Cursor, GroupCard, OptionalLine } from './shapes';

/** Listed groups, a page at a time. One database call. */
export const listGroups = contract({
  input: v.strictObject({
    /**
     * Words, each of which the name, introduction or owner's name contains, in any order. Width, case, accents and punctuation don't
     * matter. Of punctuation alone nothing is found.
     */
    query: v.optional(OptionalLine(30)),
    category: v.optional(CategoryName),
    sort: v.optional(v.picklist(['newest', 'priceUp', 'priceDown'])),
    after: v.optional(Cursor),
  }),
  output: v.strictObject({ groups: v.array(GroupCard), next: v.nullable(v.string()) }),
  errors: [],
});
