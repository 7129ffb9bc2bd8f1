import { listMyGroups as contract } from '../../contracts/listMyGroups';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { listMyGroups } from './listMyGroups';

export const main = serve('listMyGroups', contract, listMyGroups, platform);
