import { listOrders as contract } from '../../contracts/listOrders';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { listOrders } from './listOrders';

export const main = serve('listOrders', contract, listOrders, cloudRuntime);
