import { platform } from '../_shared/cloud/platform';
import { serveTimer } from '../_shared/serveSystem';
import { closeDay } from './closeDay';

export const main = serveTimer('closeDay', closeDay, platform);
