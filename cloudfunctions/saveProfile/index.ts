import { saveProfile as contract } from '../../contracts/saveProfile';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { saveProfile } from './saveProfile';

export const main = serve('saveProfile', contract, saveProfile, cloudRuntime);
