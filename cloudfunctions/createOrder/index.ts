import { createOrder as contract } from '../../contracts/createOrder';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { createOrder } from './createOrder';

export const main = serve('createOrder', contract, createOrder, cloudRuntime);
