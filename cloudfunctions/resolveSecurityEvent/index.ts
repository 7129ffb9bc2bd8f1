import { resolveSecurityEvent as contract } from '../../contracts/resolveSecurityEvent';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { resolveSecurityEvent } from './resolveSecurityEvent';

export const main = serve('resolveSecurityEvent', contract, resolveSecurityEvent, cloudRuntime);
