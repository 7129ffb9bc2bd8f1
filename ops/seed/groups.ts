import { homeGroups } from './groups/home';
import { learningGroups } from './groups/learning';
import { makingGroups } from './groups/making';
import { oliviasGroups } from './groups/olivia';
import { outdoorGroups } from './groups/outdoors';
import { pendingGroups } from './groups/pendingReview';
import type { SeedGroup } from './groups/seedGroup';

export type { SeedGroup } from './groups/seedGroup';

/** Every group of a first start: honest groups that people would pay for. */
export const seedGroups: readonly SeedGroup[] = [
  ...oliviasGroups,
  ...learningGroups,
  ...outdoorGroups,
  ...homeGroups,
  ...makingGroups,
  ...pendingGroups,
];
