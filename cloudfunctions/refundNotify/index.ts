import { platform } from '../_shared/cloud/platform';
import { serveCallback } from '../_shared/serveSystem';
import { refundNotify } from './refundNotify';

export const main = serveCallback('refundNotify', refundNotify, platform);
