import { getEarnings as contract } from '../../contracts/getEarnings';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { getEarnings } from './getEarnings';

export const main = serve('getEarnings', contract, getEarnings, platform);
