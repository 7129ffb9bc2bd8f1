import { getTicket as contract } from '../../contracts/getTicket';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { getTicket } from './getTicket';

export const main = serve('getTicket', contract, getTicket, cloudRuntime);
