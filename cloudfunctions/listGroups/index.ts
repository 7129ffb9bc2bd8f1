import { listGroups as contract } from '../../contracts/listGroups';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { listGroups } from './listGroups';

export const main = serve('listGroups', contract, listGroups, platform);
