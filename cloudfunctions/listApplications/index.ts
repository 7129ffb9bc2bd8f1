import { listApplications as contract } from '../../contracts/listApplications';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { listApplications } from './listApplications';

export const main = serve('listApplications', contract, listApplications, platform);
