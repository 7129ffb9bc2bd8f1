import { listEntries as contract } from '../../contracts/listEntries';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { listEntries } from './listEntries';

export const main = serve('listEntries', contract, listEntries, platform);
