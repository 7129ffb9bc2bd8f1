import { adminIssues as contract } from '../../contracts/adminIssues';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { adminIssues } from './adminIssues';

export const main = serve('adminIssues', contract, adminIssues, platform);
