import type { InputOf, Contracts } from '../../../contracts';
import { categoryNames } from '../../services/words';

type ListInput = InputOf<Contracts['listGroups']>;
export type Sort = NonNullable<ListInput['sort']>;
export type CategoryChoice = NonNullable<ListInput['category']> | 'all';

/** What a person is looking for. */
export interface Looking {
  readonly query: string;
  readonly category: CategoryChoice;
  readonly sort: Sort;
}

export const categoryChoices: { label: string; value: string }[] = [
  { label: '全部', value: 'all' },
  ...Object.entries(categoryNames).map(([value, label]) => ({ label, value })),
];

/** Orders by price are only offered where prices may be shown. */
export function sortChoices(selling: boolean): { label: string; value: Sort }[] {
  const newest = { label: '最新', value: 'newest' } as const;
  if (!selling) return [newest];
  return [newest, { label: '价格从低到高', value: 'priceUp' }, { label: '价格从高到低', value: 'priceDown' }];
}

export function inputFor({ query, category, sort }: Looking, after: string | undefined): ListInput {
  const words = query.trim();
  return {
    sort,
    ...(words === '' ? {} : { query: words }),
    ...(category === 'all' ? {} : { category }),
    ...(after === undefined ? {} : { after }),
  };
}
