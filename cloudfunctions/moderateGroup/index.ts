import { moderateGroup as contract } from '../../contracts/moderateGroup';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { moderateGroup } from './moderateGroup';

export const main = serve('moderateGroup', contract, moderateGroup, cloudRuntime);
