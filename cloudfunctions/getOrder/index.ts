import { getOrder as contract } from '../../contracts/getOrder';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { getOrder } from './getOrder';

export const main = serve('getOrder', contract, getOrder, cloudRuntime);
