import { getTicket as contract } from '../../contracts/getTicket';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { getTicket } from './getTicket';

export const main = serve('getTicket', contract, getTicket, platform);
