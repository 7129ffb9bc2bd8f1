import { getMyGroup as contract } from '../../contracts/getMyGroup';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { getMyGroup } from './getMyGroup';

export const main = serve('getMyGroup', contract, getMyGroup, cloudRuntime);
