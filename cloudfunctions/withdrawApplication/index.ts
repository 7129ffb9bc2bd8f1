import { withdrawApplication as contract } from '../../contracts/withdrawApplication';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { withdrawApplication } from './withdrawApplication';

export const main = serve('withdrawApplication', contract, withdrawApplication, cloudRuntime);
