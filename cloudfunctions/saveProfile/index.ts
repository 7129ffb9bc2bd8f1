import { saveProfile as contract } from '../../contracts/saveProfile';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { saveProfile } from './saveProfile';

export const main = serve('saveProfile', contract, saveProfile, platform);
