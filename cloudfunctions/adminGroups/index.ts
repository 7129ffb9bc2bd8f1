import { adminGroups as contract } from '../../contracts/adminGroups';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { adminGroups } from './adminGroups';

export const main = serve('adminGroups', contract, adminGroups, cloudRuntime);
