import { getOrder as contract } from '../../contracts/getOrder';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { getOrder } from './getOrder';

export const main = serve('getOrder', contract, getOrder, platform);
