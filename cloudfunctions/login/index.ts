import { login as contract } from '../../contracts/login';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { login } from './login';

export const main = serve('login', contract, login, cloudRuntime);
