import { approveMember as contract } from '../../contracts/approveMember';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { approveMember } from './approveMember';

export const main = serve('approveMember', contract, approveMember, cloudRuntime);
