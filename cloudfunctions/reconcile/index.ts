import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serveTimer } from '../_shared/runtime/serveSystem';
import { reconcile } from './reconcile';

export const main = serveTimer('reconcile', reconcile, cloudRuntime);
