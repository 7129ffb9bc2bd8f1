import { platform } from '../_shared/cloud/platform';
import { serveCallback } from '../_shared/serveSystem';
import { payNotify } from './payNotify';

export const main = serveCallback('payNotify', payNotify, platform);
