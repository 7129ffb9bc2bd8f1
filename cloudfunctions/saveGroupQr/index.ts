import { saveGroupQr as contract } from '../../contracts/saveGroupQr';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { saveGroupQr } from './saveGroupQr';

export const main = serve('saveGroupQr', contract, saveGroupQr, cloudRuntime);
