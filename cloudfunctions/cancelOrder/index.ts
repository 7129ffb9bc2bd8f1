import { cancelOrder as contract } from '../../contracts/cancelOrder';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { cancelOrder } from './cancelOrder';

export const main = serve('cancelOrder', contract, cancelOrder, platform);
