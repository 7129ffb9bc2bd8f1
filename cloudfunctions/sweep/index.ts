import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serveTimer } from '../_shared/runtime/serveSystem';
import { sweep } from './sweep';

export const main = serveTimer('sweep', sweep, cloudRuntime);
