import { adminIssues as contract } from '../../contracts/adminIssues';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { adminIssues } from './adminIssues';

export const main = serve('adminIssues', contract, adminIssues, cloudRuntime);
