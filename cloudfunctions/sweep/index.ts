import { platform } from '../_shared/cloud/platform';
import { serveTimer } from '../_shared/serveSystem';
import { sweep } from './sweep';

export const main = serveTimer('sweep', sweep, platform);
