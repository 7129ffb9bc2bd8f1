import { createOrder as contract } from '../../contracts/createOrder';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { createOrder } from './createOrder';

export const main = serve('createOrder', contract, createOrder, platform);
