import { refundOrder as contract } from '../../contracts/refundOrder';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { refundOrder } from './refundOrder';

export const main = serve('refundOrder', contract, refundOrder, cloudRuntime);
