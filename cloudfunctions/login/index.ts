import { login as contract } from '../../contracts/login';
import { platform } from '../_shared/cloud/platform';
import { serve } from '../_shared/serve';
import { login } from './login';

export const main = serve('login', contract, login, platform);
