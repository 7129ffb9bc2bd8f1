import { getGroup as contract } from '../../contracts/getGroup';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { getGroup } from './getGroup';

export const main = serve('getGroup', contract, getGroup, cloudRuntime);
