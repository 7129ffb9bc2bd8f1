import { getEarnings as contract } from '../../contracts/getEarnings';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { getEarnings } from './getEarnings';

export const main = serve('getEarnings', contract, getEarnings, cloudRuntime);
