import { requestRefund as contract } from '../../contracts/requestRefund';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { requestRefund } from './requestRefund';

export const main = serve('requestRefund', contract, requestRefund, cloudRuntime);
