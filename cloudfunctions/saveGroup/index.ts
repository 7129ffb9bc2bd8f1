import { saveGroup as contract } from '../../contracts/saveGroup';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { saveGroup } from './saveGroup';

export const main = serve('saveGroup', contract, saveGroup, cloudRuntime);
