import { listMemberships as contract } from '../../contracts/listMemberships';
import { cloudRuntime } from '../_shared/adapters/cloudRuntime';
import { serve } from '../_shared/runtime/serve';
import { listMemberships } from './listMemberships';

export const main = serve('listMemberships', contract, listMemberships, cloudRuntime);
