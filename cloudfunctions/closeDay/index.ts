import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serveTimer } from '../_shared/runtime/serveSystem';
import { closeDay } from './closeDay';

export const main = serveTimer('closeDay', closeDay, cloudRuntime);
