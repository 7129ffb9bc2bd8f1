import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serveCallback } from '../_shared/runtime/serveSystem';
import { refundNotify } from './refundNotify';

export const main = serveCallback('refundNotify', refundNotify, cloudRuntime);
