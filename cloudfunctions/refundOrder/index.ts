import { refundOrder as contract } from '../../contracts/refundOrder';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { refundOrder } from './refundOrder';

export const main = serve('refundOrder', contract, refundOrder, platform);
