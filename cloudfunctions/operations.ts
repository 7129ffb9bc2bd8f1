import type { Contracts } from '../contracts';
import { applyToGroup } from './applyToGroup/applyToGroup';
import { approveMember } from './approveMember/approveMember';
import { cancelOrder } from './cancelOrder/cancelOrder';
import { createOrder } from './createOrder/createOrder';
import { getEarnings } from './getEarnings/getEarnings';
import { getGroup } from './getGroup/getGroup';
import { getMyGroup } from './getMyGroup/getMyGroup';
import { getOrder } from './getOrder/getOrder';
import { getTicket } from './getTicket/getTicket';
import { listApplications } from './listApplications/listApplications';
import { listEntries } from './listEntries/listEntries';
import { listGroups } from './listGroups/listGroups';
import { listMyGroups } from './listMyGroups/listMyGroups';
import { listOrders } from './listOrders/listOrders';
import { login } from './login/login';
import { requestRefund } from './requestRefund/requestRefund';
import { saveCode } from './saveCode/saveCode';
import { saveGroup } from './saveGroup/saveGroup';
import { saveProfile } from './saveProfile/saveProfile';
import { withdrawApplication } from './withdrawApplication/withdrawApplication';
import type { Operation } from './_shared/operation';

/** Every contract's implementation: one that is missing, or does something else, does not compile. */
export const operations = {
  applyToGroup,
  approveMember,
  cancelOrder,
  createOrder,
  getEarnings,
  getGroup,
  getMyGroup,
  getOrder,
  getTicket,
  listApplications,
  listEntries,
  listGroups,
  listMyGroups,
  listOrders,
  login,
  requestRefund,
  saveCode,
  saveGroup,
  saveProfile,
  withdrawApplication,
} as const satisfies { readonly [Name in keyof Contracts]: Operation<Contracts[Name]> };
