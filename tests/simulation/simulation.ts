import { createHash } from 'node:crypto';
import type { AnswerOf, Contracts } from '../../contracts';
import { closeDay } from '../../cloudfunctions/closeDay/closeDay';
import { operations } from '../../cloudfunctions/registry';
import { payNotify } from '../../cloudfunctions/payNotify/payNotify';
import { reconcile } from '../../cloudfunctions/reconcile/reconcile';
import { refundNotify } from '../../cloudfunctions/refundNotify/refundNotify';
import { finishDue, sweep } from '../../cloudfunctions/sweep/sweep';
import type { Caller } from '../../cloudfunctions/_shared/runtime/operation';
import type { Payments, Ports, Store } from '../../cloudfunctions/_shared/ports';
import { secretsOf } from '../../cloudfunctions/_shared/adapters/secrets';
import { createGroupQr, currentQrState } from '../../domain/groupQr';
import type { MembershipEvent } from '../../domain/membership';
import { admissionRules, createGroup, type GroupTerms } from '../../domain/group';
import { Chance } from './chance';
import { breaches, breachesAtRest, type Acknowledged } from './invariants';
import { LyingPay, type Notice } from './lying-pay';
import { Documents, memoryStore } from './memory-store';
import type { Pair } from './tables';
import { callInWords, fatesInWords, resultInWords, withoutIdleSweeps } from './words';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const start = Date.UTC(2026, 10, 22, 2);

/** One run of a function: it goes on call by call, and may die at any of them. */
interface Run {
  /** The step it began in, and which of that step's it is. */
  readonly no: string;
  readonly name: string;
  dead: boolean;
}

/** A call to the store or to WeChat Pay that waits for its turn. */
interface WaitingCall {
  readonly run: Run;
  /** Whose and what, the same in every telling. */
  readonly key: string;
  readonly target: 'store' | 'payments';
  /** What it is about, in words. */
  readonly words: string;
  readonly perform: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly steps: number;
  /** Steps left out: how a story is made shorter. */
  readonly leftOut?: ReadonlySet<number>;
  /** Changes the ports that operations get: how a planted bug comes in. */
  readonly sabotage?: (ports: Ports, documents: Documents) => Ports;
  /** Replaces the receiver of payment callbacks. */
  readonly receivePayment?: (ports: Ports, event: unknown) => Promise<boolean>;
}

export interface Outcome {
  readonly breaches: readonly string[];
  /** In words, what happened, step by step. */
  readonly story: readonly string[];
  readonly faults: ReadonlyMap<string, number>;
  /** Steps taken: each did something. */
  readonly steps: number;
  /** `order AwaitingPayment paymentConfirmed`, … as written in the documents' histories. */
  readonly history: ReadonlySet<Pair>;
  /** Pairs of a state and an event that somebody put to an operation while the document was in that state, whatever came of it. */
  readonly put: ReadonlySet<Pair>;
}

const buyers = ['ann', 'ben', 'cai', 'dan'] as const;
const owner: Caller = { openid: 'olivia', clientIp: '127.0.0.1' };
const groups: Readonly<Record<string, GroupTerms>> = {
  instant: { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 2 },
  open: { priceFen: 100, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: null },
  reviewed: { priceFen: 1990, admission: 'payThenReview', reviewHours: 24, refundDays: 7, capacity: 1 },
  // Applied for, decided, and only then paid.
  chosen: { priceFen: 700, admission: 'reviewThenPay', reviewHours: 3, refundDays: 2, capacity: 1 },
  salon: { priceFen: 300, admission: 'reviewThenPay', reviewHours: 24, refundDays: 7, capacity: 2 },
  club: { priceFen: 500, admission: 'payThenReview', reviewHours: 2, refundDays: 7, capacity: 3 },
  draft: { priceFen: 300, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 2 },
};

const names: Readonly<Record<string, string>> = {
  ann: 'Ann',
  ben: 'Ben',
  cai: 'Cai',
  dan: 'Dan',
  instant: '“Morning English”',
  open: '“Open Evening”',
  reviewed: '“Writers”',
  draft: '“Cooks”',
  chosen: '“Chosen Few”',
  salon: '“Salon”',
  club: '“Chess Club”',
};

const name = (id: string): string => names[id] ?? id;

const idOf = (document: { readonly _id: string }): string => document._id;

/** The id of the document that a call is about. */
function subjectOf([first]: readonly unknown[]): string {
  if (typeof first === 'string') return first;
  const { _id, outTradeNo } = (first ?? {}) as { readonly _id?: string; readonly outTradeNo?: string };
  return _id ?? outTradeNo ?? '';
}

/** Chances to find something to do in one step, until the step counts as impossible. */
const attemptsPerStep = 200;

const durations = {
  second: 'a second passes',
  minutes: 'three minutes pass',
  quarter: 'sixteen minutes pass',
  hours: 'three hours pass',
  day: 'a day and an hour pass',
} as const;

/** Groups whose rule and size the owner may change. */
const changing: readonly string[] = ['club', 'instant', 'salon'];

const keys = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Everything that may go wrong here, as it is withCallBudget. */
export const faults = [
  ...(['store', 'payments'] as const).flatMap((target) =>
    (['crashBefore', 'crashAfter', 'failsBefore', 'answerLost'] as const).map((fate) => `${target} ${fate}`),
  ),
  'a buyer reinstalls',
  'a notice comes late',
  'a notice comes never',
  'a notice comes twice',
  'a notice is forged',
  'a notice lies about amounts',
  'a notice overtakes another',
  'a refund fails',
  'a refund is not found when asked for',
  'another amount is paid',
  'the clock jumps',
  'two sweeps at once',
];

/** People, owners, timers and a treacherous WeChat Pay, one call at a time in an order that chance decides. */
export class Simulation {
  readonly #chance: Chance;
  readonly #documents = new Documents();
  readonly #pay: LyingPay;
  readonly #waiting: WaitingCall[] = [];
  readonly #story: string[] = [];
  readonly #faults = new Map<string, number>();
  readonly #acknowledged: Acknowledged[] = [];
  readonly #requests = new Map<string, string>();
  readonly #put = new Set<Pair>();
  readonly #people: readonly string[];
  readonly #groupIds: readonly string[];
  /** How often calls fail, against what is usual. */
  readonly #roughness: number;
  #stepNo = 0;
  #runsOfStep = 0;
  #nowMs = start;
  #faulty = true;

  constructor(private readonly options: SimulationOptions) {
    this.#chance = new Chance(options.seed);
    const now = (): number => this.#nowMs;
    const fired = (fault: string): void => this.#fired(fault);
    this.#pay = new LyingPay(this.#chance, now, fired, () => this.#faulty);
    this.#pay.silentRefunds = this.#chance.happens(0.2);
    // Few people at few groups meet often, many seldom; where little fails, more comes to its end.
    this.#people = this.#some(buyers);
    this.#groupIds = this.#some(Object.keys(groups));
    this.#roughness = this.#chance.pick([0.2, 1, 2.5]);
    this.#furnish();
  }

  async run(): Promise<Outcome> {
    let found: readonly string[] = [];
    let steps = 0;
    for (let step = 0; step < this.options.steps && found.length === 0; step += 1) {
      if (this.options.leftOut?.has(step)) continue;
      this.#chance.turnTo(step);
      [this.#stepNo, this.#runsOfStep] = [step, 0];
      await this.#step();
      steps += 1;
      found = this.#breaches();
    }
    if (found.length === 0) found = await this.#comeToRest();
    return {
      breaches: found.map((breach) => this.#withNames(breach)),
      story: withoutIdleSweeps(this.#story),
      faults: this.#faults,
      steps,
      history: this.#moves(),
      put: this.#put,
    };
  }

  /** At least one of these. */
  #some<Value>(values: readonly Value[]): readonly Value[] {
    const left = [...values];
    for (let count = this.#chance.below(values.length); count > 0; count -= 1)
      left.splice(this.#chance.below(left.length), 1);
    return left;
  }

  #furnish(): void {
    const now = new Date(this.#nowMs);
    const text = {
      name: '群',
      intro: '',
      description: '',
      benefits: [],
      ownerIntro: '',
      category: 'study',
      coverFileId: '',
    };
    for (const [id, terms] of Object.entries(groups)) {
      const draft = createGroup({ id, openid: 'olivia', ownerName: 'O', ownerAvatarFileId: '', text, terms }, now);
      const expiresAt = new Date(this.#nowMs + 1000 * hourMs);
      this.#documents.groups.add({ ...draft, state: id === 'draft' ? 'Draft' : 'Listed', qrValidUntil: expiresAt });
      const qr = createGroupQr({ _id: `code-${id}`, groupId: id, fileId: 'f', quota: 190, expiresAt }, now);
      this.#documents.groupQrs.add({ ...qr, effects: [], dueAt: null });
    }
  }

  #breaches(): readonly string[] {
    return breaches(this.#documents, this.#acknowledged, this.#pay);
  }

  /** RateLimitWindow until something happens: a step in which nothing did is none. */
  async #step(): Promise<void> {
    for (let attempt = 0; attempt < attemptsPerStep; attempt += 1) if (await this.#happens()) return;
    throw new Error('nothing can happen any more');
  }

  /** Whether anything happened: there may be no call waiting, no notice due, no order to look at. */
  async #happens(): Promise<boolean> {
    switch (this.#chance.weighted({ call: 56, person: 28, notice: 9, sweep: 4, time: 6 })) {
      case 'call':
        return this.#letOneGoOn();
      case 'notice':
        return this.#deliver();
      case 'sweep':
        return this.#sweep();
      case 'time':
        return this.#passTime();
      case 'person':
        return this.#somebodyActs();
    }
  }

  // --- Calls: each waits for its turn, and each may be where the function dies.

  async #letOneGoOn(): Promise<boolean> {
    if (this.#waiting.length === 0) return false;
    const call = this.#chance.pickByName(this.#waiting, ({ key }) => key);
    this.#waiting.splice(this.#waiting.indexOf(call), 1);
    const fate = this.#faulty ? this.#fate() : 'well';
    const tell = (end: string): void => this.#tell(`[${call.run.no}] ${call.run.name} ${call.words}${end}`);
    if (fate !== 'well') {
      this.#fired(`${call.target} ${fate}`);
      tell(`, ${fatesInWords[fate]}`);
    }
    if (fate === 'crashBefore') this.#kill(call.run);
    else if (fate === 'failsBefore') await this.#fail(call, 'not reached');
    else {
      const value = await call.perform();
      if (fate === 'crashAfter') this.#kill(call.run);
      else if (fate === 'answerLost') await this.#fail(call, 'answer lost');
      else {
        tell(resultInWords(value));
        call.resolve(value);
        await settled();
      }
    }
    return true;
  }

  #fate(): 'well' | keyof typeof fatesInWords {
    const each = 2 * this.#roughness;
    return this.#chance.weighted({
      well: 100 - 4 * each,
      crashBefore: each,
      crashAfter: each,
      failsBefore: each,
      answerLost: each,
    });
  }

  /** What waits for a dead process waits for ever. */
  #kill(run: Run): void {
    run.dead = true;
    for (let index = this.#waiting.length - 1; index >= 0; index -= 1) {
      if (this.#waiting[index]?.run === run) this.#waiting.splice(index, 1);
    }
  }

  async #fail(call: WaitingCall, why: string): Promise<void> {
    if (call.target === 'payments') call.resolve({ kind: 'unknown', why });
    else call.reject(new Error(why));
    await settled();
  }

  /** Ports whose every call goes through the gate. */
  #ports(run: Run): Ports {
    const gate = <Target extends object>(target: 'store' | 'payments', real: Target): Target =>
      new Proxy(real, {
        get: (methods, name) => {
          const method = Reflect.get(methods, name) as (...parameters: unknown[]) => Promise<unknown>;
          return (...parameters: unknown[]) =>
            new Promise((resolve, reject) => {
              if (run.dead) return;
              const perform = (): Promise<unknown> => method(...parameters);
              const words = callInWords(String(name), parameters);
              const key = `${run.no} ${String(name)} ${subjectOf(parameters)}`;
              this.#waiting.push({ run, key, target, words, perform, resolve, reject });
            });
        },
      });
    const ports: Ports = {
      store: gate<Store>('store', memoryStore(this.#documents)),
      payments: gate<Payments>('payments', this.#pay.payments),
      content: { check: async () => 'fine' },
      secrets: secretsOf(() => keys),
      files: { temporaryUrls: async (ids) => ids.map(() => 'http://code') },
      clock: { now: () => new Date(this.#nowMs) },
      hash,
      log: { warn: () => undefined },
      settings: { subMchId: '1900000109', commissionPermyriad: 333, admins: ['adam'] },
    };
    return this.options.sabotage?.(ports, this.#documents) ?? ports;
  }

  /** Begins a run of a function; it goes on as its calls get their turns. Always something that happens. */
  async #begin(
    name: string,
    about: string,
    work: (ports: Ports) => Promise<unknown>,
    then?: (result: unknown) => void,
  ): Promise<true> {
    this.#runsOfStep += 1;
    const run: Run = {
      no: `${this.#stepNo}${'abcdefghijklmnopqrstuvwxyz'.charAt(this.#runsOfStep - 1)}`,
      name,
      dead: false,
    };
    this.#tell(`[${run.no}] ${name}${about === '' ? '' : ` ${about}`} begins`);
    work(this.#ports(run)).then(
      (result) => {
        if (run.dead) return;
        this.#tell(`[${run.no}] ${name} ends${resultInWords(result)}`);
        then?.(result);
      },
      (error: unknown) =>
        this.#tell(`[${run.no}] ${name} fails: ${error instanceof Error ? error.message : String(error)}`),
    );
    await settled();
    return true;
  }

  // --- What happens from outside.

  async #somebodyActs(): Promise<boolean> {
    const openid = this.#chance.pick(this.#people);
    const caller: Caller = { openid, clientIp: '127.0.0.1' };
    const deed = this.#chance.weighted({
      buy: 30,
      pay: 30,
      look: 14,
      cancel: 11,
      ticket: 8,
      refund: 6,
      decide: 20,
      terms: 3,
      run: 2,
      code: 4,
      forge: 3,
      apply: 18,
      withdraw: 3,
      operator: 6,
    });
    switch (deed) {
      case 'buy':
        return this.#buy(caller);
      case 'pay':
        return this.#payInSheet(openid);
      case 'decide':
        return this.#decide();
      case 'terms':
        return this.#changeTerms();
      case 'run':
        return this.#runGroup();
      case 'code':
        return this.#changeQr();
      case 'forge':
        return this.#forge();
      case 'apply':
        return this.#apply(caller);
      case 'withdraw':
        return this.#withdraw(caller);
      case 'operator':
        return this.#refundRemaining();
      case 'ticket': {
        const groupId = this.#chance.pick(this.#groupIds);
        const shown = (result: unknown): void => {
          const answer = result as AnswerOf<Contracts['getTicket']>;
          if (answer.ok && answer.value.qrUrl !== null)
            this.#acknowledged.push({ kind: 'code', orderId: answer.value.orderId });
        };
        const look = (ports: Ports) => operations.getTicket({ ports, caller }, { groupId });
        return this.#begin(`${name(openid)}’s getTicket`, `for ${name(groupId)}`, look, shown);
      }
      case 'look':
      case 'cancel':
      case 'refund': {
        const orderId = this.#anOrderOf(openid);
        if (orderId === null) return false;
        const { state, membershipId } = this.#documents.orders.get(orderId)!;
        const membership = this.#documents.memberships.get(membershipId);
        if (deed === 'cancel') this.#put.add(`order ${state} closed`);
        if (deed === 'refund') this.#put.add(`order ${state} refundRequested`);
        if (deed === 'refund' && membership) this.#put.add(`membership ${membership.state} refunded`);
        const asked = ({ look: 'getOrder', cancel: 'cancelOrder', refund: 'requestRefund' } as const)[deed];
        return this.#begin(`${name(openid)}’s ${asked}`, `for ${this.#orderName(orderId)}`, (ports) =>
          operations[asked]({ ports, caller }, { orderId }),
        );
      }
    }
  }

  #putMembership(openid: string, groupId: string, event: MembershipEvent): void {
    const own = this.#documents.memberships.where(
      (membership) => membership.openid === openid && membership.groupId === groupId,
    );
    for (const { state } of own) this.#put.add(`membership ${state} ${event}`);
  }

  #anOrderOf(openid: string): string | null {
    const own = this.#documents.orders.where((order) => order.openid === openid);
    return own.length === 0 ? null : this.#chance.pickByName(own, idOf)._id;
  }

  /** Who was approved mostly goes there to pay. `null`: nowhere. */
  #invitedTo(openid: string): readonly string[] | null {
    const approved = this.#documents.memberships.where(
      (membership) => membership.openid === openid && membership.state === 'Approved',
    );
    return approved.length > 0 && this.#chance.happens(0.8) ? approved.map((membership) => membership.groupId) : null;
  }

  /** With the request stored before, or a new one: the phone was reinstalled, or there is a second phone. */
  async #buy(caller: Caller): Promise<boolean> {
    const groupId = this.#chance.pick(this.#invitedTo(caller.openid) ?? this.#groupIds);
    const key = `${caller.openid} ${groupId}`;
    const stored = this.#requests.get(key);
    const reinstalled = stored === undefined || this.#chance.happens(0.4);
    if (stored !== undefined && reinstalled) this.#fired('a buyer reinstalls');
    const idempotencyKey = stored === undefined || reinstalled ? this.#chance.uuid() : stored;
    this.#requests.set(key, idempotencyKey);
    const reviewed = this.#documents.groups.get(groupId)?.admission === 'payThenReview';
    this.#putMembership(caller.openid, groupId, reviewed ? 'reviewBegun' : 'admitted');
    return this.#begin(`${name(caller.openid)}’s createOrder`, `for ${name(groupId)}`, (ports) =>
      operations.createOrder({ ports, caller }, { idempotencyKey, groupId }),
    );
  }

  #payInSheet(openid: string): boolean {
    const own = this.#documents.orders.where((order) => order.openid === openid && this.#pay.payable(order._id));
    if (own.length === 0) return false;
    const { _id, priceFen } = this.#chance.pickByName(own, idOf);
    const paidFen = this.#pay.confirm(_id, openid);
    this.#tell(`${name(openid)} pays ${paidFen} fen of ${priceFen} for ${this.#orderName(_id)}`);
    return true;
  }

  async #decide(): Promise<boolean> {
    // Mostly what waits for a decision; at times anything, as from a page that was left open.
    const anything = this.#chance.happens(0.1);
    const found = this.#documents.memberships.where(
      (membership) => anything || membership.state === 'UnderReview' || membership.state === 'Applied',
    );
    if (found.length === 0) return false;
    const { _id: membershipId, round, openid, groupId, state } = this.#chance.pickByName(found, idOf);
    const decision = this.#chance.happens(0.5)
      ? ({ decision: 'approve' } as const)
      : ({ decision: 'reject', reason: '人满' } as const);
    this.#put.add(`membership ${state} ${decision.decision === 'approve' ? 'approved' : 'rejected'}`);
    const about = `to ${decision.decision} ${name(openid)} for ${name(groupId)}`;
    return this.#begin('Olivia’s approveMember', about, (ports) =>
      operations.approveMember({ ports, caller: owner }, { membershipId, round, ...decision }),
    );
  }

  /** An operator gives a part or all of a paid order back, or asks for a failed refund again; some wishes are sent twice. */
  async #refundRemaining(): Promise<boolean> {
    const paid = this.#documents.orders.where((order) => ['Paid', 'Refunding', 'RefundFailed'].includes(order.state));
    if (paid.length === 0) return false;
    const { _id: orderId, state, priceFen, refundedFen, refunds } = this.#chance.pick(paid);
    this.#put.add(`order ${state} refundRequested`);
    const left = priceFen - refundedFen;
    const fen = this.#chance.happens(0.4) ? left : 1 + this.#chance.below(left);
    const sent = refunds.flatMap((refund) => refund.idempotencyKey ?? []).at(-1);
    const idempotencyKey = sent !== undefined && this.#chance.happens(0.3) ? sent : this.#chance.uuid();
    const caller: Caller = { openid: 'adam', clientIp: '127.0.0.1' };
    return this.#begin('The operator’s refundOrder', `of ${fen} fen`, (ports) =>
      operations.refundOrder({ ports, caller }, { orderId, fen, note: '', idempotencyKey }),
    );
  }

  /** The owner changes how a group is sold, and how many fit, while it is being bought. */
  async #changeTerms(): Promise<boolean> {
    const own = this.#groupIds.filter((id) => changing.includes(id));
    const group = own.length === 0 ? null : this.#documents.groups.get(this.#chance.pick(own));
    if (!group) return false;
    const admission = this.#chance.pick(admissionRules);
    const text = {
      name: '群',
      intro: '介绍',
      description: '说明',
      benefits: ['好处'],
      ownerIntro: '我',
      category: 'study',
      coverFileId: '',
    } as const;
    const input = {
      action: 'change' as const,
      groupId: group._id,
      text: { ...text, benefits: [...text.benefits] },
      terms: {
        priceFen: 100 + 100 * this.#chance.below(20),
        admission,
        reviewHours: admission === 'instant' ? 0 : 24,
        refundDays: 7,
        capacity: 1 + this.#chance.below(4),
      },
    };
    const { priceFen, capacity } = input.terms;
    const about = `to sell ${name(group._id)} for ${priceFen} fen, ${admission}, ${capacity} seats,`;
    return this.#begin('Olivia’s saveGroup', about, (ports) => operations.saveGroup({ ports, caller: owner }, input));
  }

  /** The owner pauses, resumes, offers or closes a group while it is being bought. */
  async #runGroup(): Promise<boolean> {
    const groupId = this.#chance.pick(this.#groupIds);
    const action = this.#chance.weighted({ pause: 10, resume: 20, submit: 6, close: 3 });
    const event = ({ pause: 'paused', resume: 'resumed', submit: 'submitted', close: 'closed' } as const)[action];
    this.#put.add(`group ${this.#documents.groups.get(groupId)!.state} ${event}`);
    const about = `to ${action} ${name(groupId)}`;
    return this.#begin('Olivia’s saveGroup', about, (ports) =>
      operations.saveGroup({ ports, caller: owner }, { action, groupId }),
    );
  }

  /** The owner brings a new code, or retires one that may be being shown; at times a group is left without any. */
  async #changeQr(): Promise<boolean> {
    const groupId = this.#chance.pick(this.#groupIds);
    const qrs = this.#documents.groupQrs.where((qr) => qr.groupId === groupId);
    const now = new Date(this.#nowMs);
    const live = qrs.filter((qr) => currentQrState(qr, now) === 'Live');
    const deed = this.#chance.weighted({ add: live.length > 1 ? 1 : 3, retire: live.length * 3, retireAny: 1 });
    const qr = this.#chance.pickByName(deed === 'retire' ? live : qrs, idOf);
    const input =
      deed === 'add' ? this.#createGroupQr(groupId) : ({ action: 'retire', groupId, qrId: qr._id } as const);
    if (input.action === 'retire') this.#put.add(`code ${currentQrState(qr, now)} retired`);
    const about = `to ${input.action} one of ${name(groupId)}`;
    return this.#begin('Olivia’s saveGroupQr', about, (ports) =>
      operations.saveGroupQr({ ports, caller: owner }, input),
    );
  }

  #createGroupQr(groupId: string) {
    const kind = this.#chance.weighted({ lasting: 3, short: 2, small: 3 });
    const expiresAtMs = this.#nowMs + { lasting: 160, short: 2, small: 167 }[kind] * hourMs;
    const fileId = `f${this.#chance.below(1000)}`;
    return { action: 'add', groupId, fileId, expiresAtMs, quota: kind === 'small' ? 1 : 190 } as const;
  }

  async #apply(caller: Caller): Promise<boolean> {
    const groupId = this.#chance.pick(this.#groupIds);
    this.#putMembership(caller.openid, groupId, 'applied');
    const input = { groupId, message: '想一起读' };
    return this.#begin(`${name(caller.openid)}’s applyToGroup`, `for ${name(groupId)}`, (ports) =>
      operations.applyToGroup({ ports, caller }, input),
    );
  }

  async #withdraw(caller: Caller): Promise<boolean> {
    const own = this.#documents.memberships.where((membership) => membership.openid === caller.openid);
    if (own.length === 0) return false;
    const { groupId } = this.#chance.pickByName(own, idOf);
    this.#putMembership(caller.openid, groupId, 'withdrawn');
    return this.#begin(`${name(caller.openid)}’s withdrawApplication`, `for ${name(groupId)}`, (ports) =>
      operations.withdrawApplication({ ports, caller }, { groupId }),
    );
  }

  /** A stranger says that an order was paid: no word of it may count. Production refuses it at the door; here it comes further. */
  async #forge(): Promise<boolean> {
    const unpaid = this.#documents.orders.where((order) => order.state === 'AwaitingPayment');
    if (unpaid.length === 0) return false;
    const { _id: outTradeNo, priceFen: totalFee } = this.#chance.pickByName(unpaid, idOf);
    this.#fired('a notice is forged');
    const receive = this.options.receivePayment ?? payNotify;
    const event = { outTradeNo, totalFee, resultCode: 'SUCCESS', transactionId: '4200999' };
    return this.#begin('payNotify', `(forged) for ${this.#orderName(outTradeNo)}`, (ports) => receive(ports, event));
  }

  async #deliver(): Promise<boolean> {
    this.#pay.settleRefunds();
    const due = this.#pay.notices.filter((notice) => notice.dueAt <= this.#nowMs);
    if (due.length === 0) return false;
    const notice = this.#chance.pickByName(due, ({ kind, event }) => `${kind} ${event.outTradeNo}`);
    if (this.#pay.notices.some((other) => other.madeAt < notice.madeAt)) this.#fired('a notice overtakes another');
    this.#pay.notices = this.#pay.notices.filter((other) => other !== notice);
    const receive = notice.kind === 'payment' ? (this.options.receivePayment ?? payNotify) : refundNotify;
    const receiver = notice.kind === 'payment' ? 'payNotify' : 'refundNotify';
    const orderId = notice.event.outTradeNo;
    this.#putNotice(notice);
    const taken = (result: unknown): void => {
      if (result === true) this.#acknowledged.push({ kind: notice.kind, orderId });
      else this.#again(notice);
    };
    return this.#begin(receiver, `for ${this.#orderName(orderId)}`, (ports) => receive(ports, notice.event), taken);
  }

  #putNotice({ kind, event }: Notice): void {
    const order = this.#documents.orders.rows.get(event.outTradeNo);
    if (!order) return;
    if (kind === 'payment') {
      this.#put.add(`order ${order.state} paymentConfirmed`);
      return;
    }
    const arrived = event['refundStatus'] === 'SUCCESS';
    const refund = order.refunds.find((row) => row.no === event['outRefundNo']);
    this.#put.add(`order ${order.state} ${arrived ? 'refundConfirmed' : 'refundFailed'}`);
    if (refund) this.#put.add(`refund ${refund.state} ${arrived ? 'succeeded' : 'failed'}`);
  }

  #again(notice: Notice): void {
    this.#pay.notices.push({ ...notice, dueAt: this.#nowMs + 15_000 });
  }

  async #sweep(): Promise<true> {
    const twice = this.#faulty && this.#chance.happens(0.3);
    if (twice) this.#fired('two sweeps at once');
    // Two at once do no harm even where no lease keeps them apart.
    const all = { memberships: true, orders: true, groupQrs: true, groups: true, rateLimits: true };
    const run = this.#chance.happens(0.5) ? sweep : (ports: Ports) => finishDue(ports, all);
    for (let count = 0; count < (twice ? 2 : 1); count += 1) await this.#begin('The sweep', '', run);
    return true;
  }

  async #passTime(): Promise<true> {
    const jump = this.#chance.weighted({ second: 4, minutes: 4, quarter: 3, hours: 1, day: 2 });
    const ms = { second: 1000, minutes: 3 * minuteMs, quarter: 16 * minuteMs, hours: 3 * hourMs, day: 25 * hourMs }[
      jump
    ];
    if (jump === 'hours' || jump === 'day') this.#fired('the clock jumps');
    // A function lives for seconds: none that has begun sees the minutes that pass (20 s is the longest timeout we set).
    if (ms > 10_000) await this.#finishRuns();
    this.#nowMs += ms;
    this.#tell(durations[jump]);
    return true;
  }

  async #finishRuns(): Promise<void> {
    while (this.#waiting.length > 0) await this.#letOneGoOn();
  }

  // --- The end: no more faults, and everything must come to rest.

  async #comeToRest(): Promise<readonly string[]> {
    this.#tell('No more faults: everything must come to rest.');
    await this.#finishRuns();
    this.#faulty = false;
    this.#pay.silentRefunds = false;
    for (const ms of [
      0,
      0,
      2 * minuteMs,
      6 * minuteMs,
      16 * minuteMs,
      hourMs,
      2 * hourMs,
      26 * hourMs,
      hourMs,
      hourMs,
      hourMs,
    ]) {
      this.#nowMs += ms;
      this.#pay.settleRefunds();
      for (let count = 0; count < 3; count += 1) {
        [this.#stepNo, this.#runsOfStep] = [this.#stepNo + 1, 0];
        await this.#begin('The sweep', '', sweep);
        await this.#finishRuns();
        const found = this.#breaches();
        if (found.length > 0) return found;
      }
    }
    await this.#closeTheBooks();
    return breachesAtRest(this.#documents, this.#pay);
  }

  /** Two nights: WeChat Pay says only a day later that there is no bill, and a run compares so many days and no more. */
  async #closeTheBooks(): Promise<void> {
    for (let run = 0; run < 4; run += 1) {
      this.#nowMs += run < 3 ? 24 * hourMs : 0;
      [this.#stepNo, this.#runsOfStep] = [this.#stepNo + 1, 0];
      await this.#begin('closeDay', '', closeDay);
      await this.#begin('reconcile', '', reconcile);
      await this.#finishRuns();
    }
  }

  #moves(): ReadonlySet<Pair> {
    const history = new Set<Pair>();
    for (const order of this.#documents.orders.rows.values()) {
      for (const move of order.history) history.add(`order ${move.from ?? '–'} ${move.event}`);
      for (const refund of order.refunds) history.add(`refund ${refund.state}`);
    }
    for (const membership of this.#documents.memberships.rows.values()) {
      for (const move of membership.history) history.add(`membership ${move.from ?? '–'} ${move.event}`);
    }
    for (const group of this.#documents.groups.rows.values()) {
      for (const move of group.history) history.add(`group ${move.from ?? '–'} ${move.event}`);
    }
    return history;
  }

  #withNames(text: string): string {
    let named = text;
    for (const { _id, openid, groupId, membershipId } of this.#documents.orders.rows.values()) {
      named = named.replaceAll(`order ${_id.slice(0, 4)} `, `${this.#orderName(_id)} `);
      named = named.replaceAll(_id, this.#orderName(_id));
      named = named.replaceAll(membershipId, `${name(openid)} in ${name(groupId)}`);
    }
    return named;
  }

  /** `Ann’s order 2, “Writers”…`: her second, as they were written. */
  #orderName(orderId: string): string {
    const order = this.#documents.orders.rows.get(orderId);
    if (!order) return 'an unknown order';
    const own = [...this.#documents.orders.rows.values()].filter((other) => other.openid === order.openid);
    return `${name(order.openid)}’s order ${own.indexOf(order) + 1} in ${name(order.groupId)}`;
  }

  #tell(line: string): void {
    this.#story.push(line);
  }

  #fired(fault: string): void {
    this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
  }
}

/** All that can go on without another call has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
