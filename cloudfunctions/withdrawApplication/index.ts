import { withdrawApplication as contract } from '../../contracts/withdrawApplication';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { withdrawApplication } from './withdrawApplication';

export const main = serve('withdrawApplication', contract, withdrawApplication, platform);
