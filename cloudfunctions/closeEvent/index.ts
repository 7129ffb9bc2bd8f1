import { closeEvent as contract } from '../../contracts/closeEvent';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { closeEvent } from './closeEvent';

export const main = serve('closeEvent', contract, closeEvent, platform);
