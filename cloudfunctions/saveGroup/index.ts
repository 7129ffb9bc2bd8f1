import { saveGroup as contract } from '../../contracts/saveGroup';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { saveGroup } from './saveGroup';

export const main = serve('saveGroup', contract, saveGroup, platform);
