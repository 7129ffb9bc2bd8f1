import { applyToGroup as contract } from '../../contracts/applyToGroup';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { applyToGroup } from './applyToGroup';

export const main = serve('applyToGroup', contract, applyToGroup, platform);
