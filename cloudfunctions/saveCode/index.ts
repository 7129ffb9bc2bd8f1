import { saveCode as contract } from '../../contracts/saveCode';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { saveCode } from './saveCode';

export const main = serve('saveCode', contract, saveCode, platform);
