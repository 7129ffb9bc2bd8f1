import { platform } from '../_shared/cloud/platform';
import { serveTimer } from '../_shared/serveSystem';
import { reconcile } from './reconcile';

export const main = serveTimer('reconcile', reconcile, platform);
