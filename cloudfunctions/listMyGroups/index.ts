import { listMyGroups as contract } from '../../contracts/listMyGroups';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { listMyGroups } from './listMyGroups';

export const main = serve('listMyGroups', contract, listMyGroups, cloudRuntime);
