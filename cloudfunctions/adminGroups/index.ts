import { adminGroups as contract } from '../../contracts/adminGroups';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { adminGroups } from './adminGroups';

export const main = serve('adminGroups', contract, adminGroups, platform);
