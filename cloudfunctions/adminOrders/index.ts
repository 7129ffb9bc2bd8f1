import { adminOrders as contract } from '../../contracts/adminOrders';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { adminOrders } from './adminOrders';

export const main = serve('adminOrders', contract, adminOrders, platform);
