import { cancelOrder as contract } from '../../contracts/cancelOrder';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { cancelOrder } from './cancelOrder';

export const main = serve('cancelOrder', contract, cancelOrder, cloudRuntime);
