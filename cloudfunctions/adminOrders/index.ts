import { adminOrders as contract } from '../../contracts/adminOrders';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { adminOrders } from './adminOrders';

export const main = serve('adminOrders', contract, adminOrders, cloudRuntime);
