import { listOrders as contract } from '../../contracts/listOrders';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { listOrders } from './listOrders';

export const main = serve('listOrders', contract, listOrders, platform);
