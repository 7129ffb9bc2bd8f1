import { approveMember as contract } from '../../contracts/approveMember';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { approveMember } from './approveMember';

export const main = serve('approveMember', contract, approveMember, platform);
