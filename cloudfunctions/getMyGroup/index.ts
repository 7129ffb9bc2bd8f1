import { getMyGroup as contract } from '../../contracts/getMyGroup';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { getMyGroup } from './getMyGroup';

export const main = serve('getMyGroup', contract, getMyGroup, platform);
