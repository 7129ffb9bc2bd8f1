import { decideGroup as contract } from '../../contracts/decideGroup';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { decideGroup } from './decideGroup';

export const main = serve('decideGroup', contract, decideGroup, platform);
