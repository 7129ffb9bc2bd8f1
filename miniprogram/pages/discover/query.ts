import type { InputOf, Contracts } from '../../../contracts';
import { categoryLabels, choicesOf } from '../../services/labels';

type ListInput = InputOf<Contracts['listGroups']>;
export type Sort = NonNullable<ListInput['sort']>;
export type CategoryChoice = NonNullable<ListInput['category']> | 'all';

/** The person's search. */
export interface Search {
  readonly query: string;
  readonly category: CategoryChoice;
  readonly sort: Sort;
}

export const categoryChoices = choicesOf<CategoryChoice>({ all: '全部', ...categoryLabels });

/** Sorting by price is only offered where prices may be shown. */
export function sortChoices(maySell: boolean): { label: string; value: Sort }[] {
  const newest = { label: '最新', value: 'newest' } as const;
  if (!maySell) return [newest];
  return [newest, { label: '价格从低到高', value: 'priceUp' }, { label: '价格从高到低', value: 'priceDown' }];
}

export function toInput({ query, category, sort }: Search, after: string | undefined): ListInput {
  const text = query.trim();
  return {
    sort,
    ...(text === '' ? {} : { query: text }),
    ...(category === 'all' ? {} : { category }),
    ...(after === undefined ? {} : { after }),
  };
}
