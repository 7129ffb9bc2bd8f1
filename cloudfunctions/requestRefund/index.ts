import { requestRefund as contract } from '../../contracts/requestRefund';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { requestRefund } from './requestRefund';

export const main = serve('requestRefund', contract, requestRefund, platform);
