import { listApplications as contract } from '../../contracts/listApplications';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { listApplications } from './listApplications';

export const main = serve('listApplications', contract, listApplications, cloudRuntime);
