import type { Contracts, Contract } from '../contracts';
import { adminGroups } from './adminGroups/adminGroups';
import { adminIssues } from './adminIssues/adminIssues';
import { adminOrders } from './adminOrders/adminOrders';
import { applyToGroup } from './applyToGroup/applyToGroup';
import { approveMember } from './approveMember/approveMember';
import { cancelOrder } from './cancelOrder/cancelOrder';
import { closeDay } from './closeDay/closeDay';
import { createOrder } from './createOrder/createOrder';
import { getEarnings } from './getEarnings/getEarnings';
import { getGroup } from './getGroup/getGroup';
import { getMyGroup } from './getMyGroup/getMyGroup';
import { getOrder } from './getOrder/getOrder';
import { getTicket } from './getTicket/getTicket';
import { listApplications } from './listApplications/listApplications';
import { listGroups } from './listGroups/listGroups';
import { listMemberships } from './listMemberships/listMemberships';
import { listMyGroups } from './listMyGroups/listMyGroups';
import { listOrders } from './listOrders/listOrders';
import { login } from './login/login';
import { moderateGroup } from './moderateGroup/moderateGroup';
import { payNotify } from './payNotify/payNotify';
import { reconcile } from './reconcile/reconcile';
import { refundNotify } from './refundNotify/refundNotify';
import { refundGroup } from './refundGroup/refundGroup';
import { refundOrder } from './refundOrder/refundOrder';
import { requestRefund } from './requestRefund/requestRefund';
import { resolveSecurityEvent } from './resolveSecurityEvent/resolveSecurityEvent';
import { saveGroup } from './saveGroup/saveGroup';
import { saveGroupQr } from './saveGroupQr/saveGroupQr';
import { saveProfile } from './saveProfile/saveProfile';
import { settleRefund } from './settleRefund/settleRefund';
import { sweep } from './sweep/sweep';
import { withdrawApplication } from './withdrawApplication/withdrawApplication';
import type { Operation } from './_shared/runtime/operation';
import type { Ports, Store } from './_shared/ports';

/** The deployment of a cloud function: the build writes its `index.js` and `config.json` from this. */
interface Deployment {
  /** CloudBase ends a call after so many seconds. A function that may call WeChat Pay gets 20, because WeChat Pay may take 15 to answer. */
  readonly timeoutSeconds: number;
  /** It reads QRs in pictures: its bundle carries the reader. */
  readonly readsQrs?: true;
  /** The WeChat APIs it may call through `cloud.openapi`. */
  readonly openapi?: readonly string[];
}

/** A function that people call from the mini-program. */
interface ClientFunction<C extends Contract> extends Deployment {
  /** It reads only what everybody may see, so that WeChat's indexing may call it. */
  readonly isPublic?: true;
  readonly operation: Operation<C, Store>;
}

/** A function that WeChat Pay calls. It returns whether everything necessary has been written. */
interface CallbackFunction extends Deployment {
  readonly receive: (ports: Ports<Store>, event: unknown) => Promise<boolean>;
}

/** A function that a timer calls. */
interface TimerFunction extends Deployment {
  readonly run: (ports: Ports<Store>) => Promise<unknown>;
  /** `cron` is CloudBase's: seconds to years, seven fields, in Beijing time. */
  readonly timer: { readonly name: string; readonly cron: string };
}

/** One function per contract; a missing or mismatched one does not compile. */
export const clientFunctions = {
  adminGroups: { operation: adminGroups, timeoutSeconds: 5 },
  adminIssues: { operation: adminIssues, timeoutSeconds: 5 },
  adminOrders: { operation: adminOrders, timeoutSeconds: 5 },
  applyToGroup: { operation: applyToGroup, timeoutSeconds: 20, openapi: ['security.msgSecCheck'] },
  approveMember: { operation: approveMember, timeoutSeconds: 20, openapi: ['security.msgSecCheck'] },
  cancelOrder: { operation: cancelOrder, timeoutSeconds: 20 },
  createOrder: { operation: createOrder, timeoutSeconds: 20, openapi: ['security.msgSecCheck'] },
  getEarnings: { operation: getEarnings, timeoutSeconds: 10 },
  getGroup: { operation: getGroup, timeoutSeconds: 5, isPublic: true },
  getMyGroup: { operation: getMyGroup, timeoutSeconds: 5 },
  getOrder: { operation: getOrder, timeoutSeconds: 20 },
  getTicket: { operation: getTicket, timeoutSeconds: 5 },
  listApplications: { operation: listApplications, timeoutSeconds: 5 },
  listGroups: { operation: listGroups, timeoutSeconds: 5, isPublic: true },
  listMemberships: { operation: listMemberships, timeoutSeconds: 5 },
  listMyGroups: { operation: listMyGroups, timeoutSeconds: 5 },
  listOrders: { operation: listOrders, timeoutSeconds: 5 },
  login: { operation: login, timeoutSeconds: 5 },
  // An owner who keeps changing the group makes it try again.
  moderateGroup: { operation: moderateGroup, timeoutSeconds: 10 },
  refundGroup: { operation: refundGroup, timeoutSeconds: 10 },
  refundOrder: { operation: refundOrder, timeoutSeconds: 20 },
  requestRefund: { operation: requestRefund, timeoutSeconds: 20 },
  resolveSecurityEvent: { operation: resolveSecurityEvent, timeoutSeconds: 5 },
  saveGroup: { operation: saveGroup, timeoutSeconds: 10, openapi: ['security.msgSecCheck'] },
  // It downloads a photograph and reads it, a second of work on a whole core.
  saveGroupQr: { operation: saveGroupQr, timeoutSeconds: 20, readsQrs: true },
  saveProfile: { operation: saveProfile, timeoutSeconds: 10, openapi: ['security.msgSecCheck'] },
  settleRefund: { operation: settleRefund, timeoutSeconds: 20 },
  withdrawApplication: { operation: withdrawApplication, timeoutSeconds: 20 },
} as const satisfies { readonly [Name in keyof Contracts]: ClientFunction<Contracts[Name]> };

export const callbackFunctions = {
  payNotify: { receive: payNotify, timeoutSeconds: 20 },
  refundNotify: { receive: refundNotify, timeoutSeconds: 20 },
} as const satisfies Readonly<Record<string, CallbackFunction>>;

export const timerFunctions = {
  closeDay: { run: closeDay, timeoutSeconds: 50, timer: { name: 'afterMidnight', cron: '0 20 0 * * * *' } },
  reconcile: { run: reconcile, timeoutSeconds: 50, timer: { name: 'onceBillsAreReady', cron: '0 30 10 * * * *' } },
  sweep: { run: sweep, timeoutSeconds: 50, timer: { name: 'everyMinute', cron: '0 * * * * * *' } },
} as const satisfies Readonly<Record<string, TimerFunction>>;

type Operations = {
  readonly [Name in keyof typeof clientFunctions]: (typeof clientFunctions)[Name]['operation'];
};

/** The operations alone, for running them without a deployment. */
export const operations = Object.fromEntries(
  Object.entries(clientFunctions).map(([name, { operation }]) => [name, operation]),
) as unknown as Operations;
