import type { Contracts } from '../contracts';
import { adminGroups } from './adminGroups/adminGroups';
import { adminIssues } from './adminIssues/adminIssues';
import { adminOrders } from './adminOrders/adminOrders';
import { applyToGroup } from './applyToGroup/applyToGroup';
import { approveMember } from './approveMember/approveMember';
import { cancelOrder } from './cancelOrder/cancelOrder';
import { closeEvent } from './closeEvent/closeEvent';
import { createOrder } from './createOrder/createOrder';
import { decideGroup } from './decideGroup/decideGroup';
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
import { refundOrder } from './refundOrder/refundOrder';
import { requestRefund } from './requestRefund/requestRefund';
import { saveCode } from './saveCode/saveCode';
import { saveGroup } from './saveGroup/saveGroup';
import { saveProfile } from './saveProfile/saveProfile';
import { withdrawApplication } from './withdrawApplication/withdrawApplication';
import type { Operation } from './_shared/operation';

/** Every contract's implementation: one that is missing, or does something else, does not compile. */
export const operations = {
  adminGroups,
  adminIssues,
  adminOrders,
  applyToGroup,
  approveMember,
  cancelOrder,
  closeEvent,
  createOrder,
  decideGroup,
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
  refundOrder,
  requestRefund,
  saveCode,
  saveGroup,
  saveProfile,
  withdrawApplication,
} as const satisfies { readonly [Name in keyof Contracts]: Operation<Contracts[Name]> };
