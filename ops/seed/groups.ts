import { homeGroups } from './listed/home';
import { learningGroups } from './listed/learning';
import type { Listing } from './listed/listing';
import { makingGroups } from './listed/making';
import { oliviasGroups } from './listed/olivia';
import { outdoorGroups } from './listed/outdoors';
import { waitingGroups } from './listed/waiting';

export type { Listing } from './listed/listing';

/** Every group there is on the first day: things decent people would pay for. */
export const listings: readonly Listing[] = [
  ...oliviasGroups,
  ...learningGroups,
  ...outdoorGroups,
  ...homeGroups,
  ...makingGroups,
  ...waitingGroups,
];
