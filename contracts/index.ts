import { adminGroups } from './adminGroups';
import { adminIssues } from './adminIssues';
import { adminOrders } from './adminOrders';
import { applyToGroup } from './applyToGroup';
import { approveMember } from './approveMember';
import { cancelOrder } from './cancelOrder';
import { resolveSecurityEvent } from './resolveSecurityEvent';
import { createOrder } from './createOrder';
import { moderateGroup } from './moderateGroup';
import { getEarnings } from './getEarnings';
import { getGroup } from './getGroup';
import { getMyGroup } from './getMyGroup';
import { getOrder } from './getOrder';
import { getTicket } from './getTicket';
import { listApplications } from './listApplications';
import { listMemberships } from './listMemberships';
import { listGroups } from './listGroups';
import { listMyGroups } from './listMyGroups';
import { listOrders } from './listOrders';
import { login } from './login';
import { refundGroup } from './refundGroup';
import { refundOrder } from './refundOrder';
import { requestRefund } from './requestRefund';
import { saveGroupQr } from './saveGroupQr';
import { saveGroup } from './saveGroup';
import { saveProfile } from './saveProfile';
import { settleRefund } from './settleRefund';
import { withdrawApplication } from './withdrawApplication';

/** Every function that the mini-program may call. */
export const contracts = {
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
  refundGroup,
  refundOrder,
  requestRefund,
  saveGroupQr,
  saveGroup,
  saveProfile,
  settleRefund,
  withdrawApplication,
} as const;

export type Contracts = typeof contracts;
export type FunctionName = keyof Contracts;

export type { AnswerOf, CodeOf, Contract, InputOf, OutputOf, ReplyOf } from './contract';
