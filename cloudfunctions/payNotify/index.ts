import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serveCallback } from '../_shared/runtime/serveSystem';
import { payNotify } from './payNotify';

export const main = serveCallback('payNotify', payNotify, cloudRuntime);
