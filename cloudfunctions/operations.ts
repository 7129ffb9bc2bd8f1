import type { Contracts } from '../contracts';
import { adminGroups } from './adminGroups/adminGroups';
import { adminIssues } from './adminIssues/adminIssues';
import { adminOrders } from './adminOrders/adminOrders';
import { applyToGroup } from './applyToGroup/applyToGroup';
import { approveMember } from './approveMember/approveMember';
import { cancelOrder } from './cancelOrder/cancelOrder';
import { resolveSecurityEvent } from './resolveSecurityEvent/resolveSecurityEvent';
import { createOrder } from './createOrder/createOrder';
import { moderateGroup } from './moderateGroup/moderateGroup';
import { getEarnings } from './getEarnings/getEarnings';
import { getGroup } from './getGroup/getGroup';
import { getMyGroup } from './getMyGroup/getMyGroup';
import { getOrder } from './getOrder/getOrder';
import { getTicket } from './getTicket/getTicket';
import { listApplications } from './listApplications/listApplications';
import { listMemberships } from './listMemberships/listMemberships';
import { listGroups } from './listGroups/listGroups';
import { listMyGroups } from './listMyGroups/listMyGroups';
import { listOrders } from './listOrders/listOrders';
import { login } from './login/login';
import { refundOrder } from './refundOrder/refundOrder';
import { requestRefund } from './requestRefund/requestRefund';
import { saveGroupQr } from './saveGroupQr/saveGroupQr';
import { saveGroup } from './saveGroup/saveGroup';
import { saveProfile } from './saveProfile/saveProfile';
import { withdrawApplication } from './withdrawApplication/withdrawApplication';
import type { Operation } from './_shared/runtime/operation';

/** Every contract's implementation: one that is missing, or does something else, does not compile. */
export const operations = {
  adminGroups,
  adminIssues,
  adminOrders,
  applyToGroup,
  approveMember,
  cancelOrder,
  resolveSecurityEvent,
  createOrder,
  moderateGroup,
  getEarnings,
  getGroup,
  getMyGroup,
  getOrder,
  getTicket,
  listApplications,
  listMemberships,
  listGroups,
  listMyGroups,
  listOrders,
  login,
  refundOrder,
  requestRefund,
  saveGroupQr,
  saveGroup,
  saveProfile,
  withdrawApplication,
} as const satisfies { readonly [Name in keyof Contracts]: Operation<Contracts[Name]> };
