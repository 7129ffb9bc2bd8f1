import { getGroup as contract } from '../../contracts/getGroup';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { getGroup } from './getGroup';

export const main = serve('getGroup', contract, getGroup, platform);
