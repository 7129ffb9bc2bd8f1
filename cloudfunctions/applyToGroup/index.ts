import { applyToGroup as contract } from '../../contracts/applyToGroup';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { applyToGroup } from './applyToGroup';

export const main = serve('applyToGroup', contract, applyToGroup, cloudRuntime);
