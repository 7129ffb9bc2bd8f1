import { listGroups as contract } from '../../contracts/listGroups';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { listGroups } from './listGroups';

export const main = serve('listGroups', contract, listGroups, cloudRuntime);
