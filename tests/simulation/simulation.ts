import { createHash } from 'node:crypto';
import { closeDay } from '../../cloudfunctions/closeDay/closeDay';
import { operations } from '../../cloudfunctions/registry';
import { payNotify } from '../../cloudfunctions/payNotify/payNotify';
import { reconcile } from '../../cloudfunctions/reconcile/reconcile';
import { refundNotify } from '../../cloudfunctions/refundNotify/refundNotify';
import { finishDue, sweep } from '../../cloudfunctions/sweep/sweep';
import type { Caller } from '../../cloudfunctions/_shared/runtime/operation';
import type { Payments, Ports, Store } from '../../cloudfunctions/_shared/ports';
import { secretsOf } from '../../cloudfunctions/_shared/adapters/secrets';
import { createGroupQr, currentQrState, poolQrOf, type GroupQr, type GroupQrState } from '../../domain/groupQr';
import { uploaderIdOf } from '../../domain/ids';
import type { Membership, MembershipEvent } from '../../domain/membership';
import { refundableFen, type OrderState } from '../../domain/order';
import { admissionRules, createGroup, type GroupEvent, type GroupState, type GroupTerms } from '../../domain/group';
import { Chance } from './chance';
import { violations, overdueClocks, violationsAtRest, type Acknowledged } from './invariants';
import { FaultyPay, type Notice } from './faulty-pay';
import { Documents, memoryStore } from './memory-store';
import { pretendQrReader, readPretendFile } from './pretendPictures';
import type { Pair } from './tables';
import { describeCall, faultTexts, describeResult, withoutIdleSweeps } from './logText';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const start = Date.UTC(2026, 10, 22, 2);

/** One run of a function. It proceeds call by call and may die at any call. */
interface Run {
  /** The step it began in, and its number within that step. */
  readonly no: string;
  readonly name: string;
  dead: boolean;
}

/** A call to the store or to WeChat Pay that waits for its turn. */
interface WaitingCall {
  readonly run: Run;
  /** Identifies the call by its run, its method and its document, the same in every run of a seed. */
  readonly key: string;
  readonly target: 'store' | 'payments';
  /** Describes the call in the log. */
  readonly description: string;
  readonly perform: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly steps: number;
  /** Steps to omit, to shrink a failing run. */
  readonly leftOut?: ReadonlySet<number>;
  /** Changes the ports given to operations, to plant a bug. */
  readonly alterPorts?: (ports: Ports<Store>, documents: Documents) => Ports<Store>;
  /** Replaces the receiver of payment callbacks. */
  readonly receivePayment?: (ports: Ports<Store>, event: unknown) => Promise<boolean>;
}

export interface Outcome {
  readonly violations: readonly string[];
  /** The run in plain sentences, step by step. */
  readonly log: readonly string[];
  readonly faults: ReadonlyMap<string, number>;
  /** Attempts and successes of each kind of action. */
  readonly actions: ReadonlyMap<ActionKind, Tally>;
  /** Steps taken, each of which did something. */
  readonly steps: number;
  /** `order AwaitingPayment paymentConfirmed`, … as written in the documents' histories. */
  readonly history: ReadonlySet<Pair>;
  /** Pairs of a state and an event requested while the document was in that state, whatever the answer. */
  readonly attempted: ReadonlySet<Pair>;
}

const buyers = ['ann', 'ben', 'cai', 'dan'] as const;
const owner: Caller = { openid: 'olivia', clientIp: '127.0.0.1' };
const groups: Readonly<Record<string, GroupTerms>> = {
  instant: { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 2 },
  open: { priceFen: 100, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: null },
  reviewed: { priceFen: 1990, admission: 'payThenReview', reviewHours: 24, refundDays: 7, capacity: 1 },
  // These groups take an application, decide it, and only then take a payment.
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

/** Attempts to find something to do in one step before the step counts as impossible. */
const attemptsPerStep = 200;

/** By then the order of a dead call is closed, and its payment too. */
const landsLateMs = 80 * minuteMs;

const durations = {
  second: 'a second passes',
  minutes: 'three minutes pass',
  quarter: 'sixteen minutes pass',
  hours: 'three hours pass',
  day: 'a day and an hour pass',
} as const;

const groupActions = {
  submit: { event: 'submitted', from: 'Draft', kind: 'submit the group' },
  pause: { event: 'paused', from: 'Listed', kind: 'pause the group' },
  resume: { event: 'resumed', from: 'Paused', kind: 'resume the group' },
  close: { event: 'closed', from: 'Listed', kind: 'close the group' },
} as const;

/** Holds of an operator: the states they are about, and the state they lead to. */
const holdActions = {
  suspend: { kind: 'suspend a group', event: 'suspended', from: ['Listed', 'Paused'], to: () => 'Suspended' },
  ban: { kind: 'ban a group', event: 'banned', from: ['Listed', 'Paused', 'Suspended', 'Closed'], to: () => 'Banned' },
  restore: {
    kind: 'restore a group',
    event: 'restored',
    from: ['Suspended', 'Banned'],
    to: (state: GroupState) => (state === 'Suspended' ? 'Paused' : 'Draft'),
  },
  refundAll: { kind: 'refund a group', event: null, from: ['Banned'], to: () => 'Banned' },
} as const satisfies Readonly<
  Record<
    string,
    { kind: ActionKind; event: GroupEvent | null; from: readonly GroupState[]; to(state: GroupState): GroupState }
  >
>;

/** Groups whose admission rule and capacity the owner may change. */
const changing: readonly string[] = ['club', 'instant', 'salon'];

const keys = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

export interface Tally {
  readonly tried: number;
  readonly succeeded: number;
}

/** Everything that people, owners, operators, WeChat Pay and the timer do. Each must succeed in at least a tenth of its attempts. */
export const actionKinds = [
  'buy',
  'squat',
  'pay',
  'look',
  'cancel',
  'see the QR',
  'ask for the money back',
  'apply',
  'withdraw',
  'approve',
  'reject',
  'change the terms',
  'submit the group',
  'pause the group',
  'resume the group',
  'close the group',
  'add a QR',
  'retire a QR',
  'suspend a group',
  'ban a group',
  'restore a group',
  'refund a group',
  'refund as an operator',
  'settle a failed refund',
  'refund at the desk',
  'announce a payment',
  'announce a refund',
  'sweep',
] as const;
export type ActionKind = (typeof actionKinds)[number];

export const leastSuccessShare = 0.1;

/** The kinds of action that succeeded in less than a tenth of their attempts, or were never attempted. */
export function failingActions(tallies: ReadonlyMap<ActionKind, Tally>): readonly string[] {
  return actionKinds.flatMap((kind) => {
    const { tried, succeeded } = tallies.get(kind) ?? { tried: 0, succeeded: 0 };
    const well = tried > 0 && succeeded >= tried * leastSuccessShare;
    return well ? [] : [`“${kind}” succeeded ${succeeded} of ${tried} times`];
  });
}

/** Adds up the tallies of several runs. */
export function sumTallies(all: Iterable<readonly [ActionKind, Tally]>): ReadonlyMap<ActionKind, Tally> {
  const sums = new Map<ActionKind, Tally>();
  for (const [kind, { tried, succeeded }] of all) {
    const known = sums.get(kind) ?? { tried: 0, succeeded: 0 };
    sums.set(kind, { tried: known.tried + tried, succeeded: known.succeeded + succeeded });
  }
  return sums;
}

/** Every fault that can be injected, by the name used to count it. */
export const faults = [
  ...(['store', 'payments'] as const).flatMap((target) =>
    (['crashBefore', 'crashAfter', 'failsBefore', 'answerLost'] as const).map((fault) => `${target} ${fault}`),
  ),
  'a buyer reinstalls',
  'a notice comes late',
  'a notice comes never',
  'a notice comes twice',
  'a notice is forged',
  'a payment is not found when asked for',
  'a payment is under way',
  'a refund notice is early',
  'an answer is about another payment',
  'another amount is given back',
  'another merchant is paid',
  'money is given back behind our back',
  'somebody else pays',
  'a notice lies about amounts',
  'a notice overtakes another',
  'a failed refund is finished at the desk',
  'a refund fails',
  'a refund is refused for good',
  'a refund is not found when asked for',
  'another amount is paid',
  'the clock jumps',
  'two sweeps at once',
  'a dead call takes a seat late',
];

/** People, owners, operators, timers and a faulty WeChat Pay, one call at a time in an order drawn from the seed. */
export class Simulation {
  readonly #chance: Chance;
  readonly #documents = new Documents();
  readonly #pay: FaultyPay;
  readonly #waiting: WaitingCall[] = [];
  /** Calls of dead processes that the database still gets, long afterwards. */
  #late: { readonly landsAtMs: number; readonly perform: () => Promise<unknown> }[] = [];
  readonly #lines: string[] = [];
  readonly #faults = new Map<string, number>();
  readonly #actions = new Map<ActionKind, Tally>();
  readonly #acknowledged: Acknowledged[] = [];
  /** Violations that an answer shows. */
  readonly #reported: string[] = [];
  readonly #requests = new Map<string, string>();
  readonly #attempted = new Set<Pair>();
  readonly #people: readonly string[];
  readonly #groupIds: readonly string[];
  /** Multiplies the usual rate of failing calls. */
  readonly #faultRate: number;
  #stepNo = 0;
  #runsOfStep = 0;
  #nowMs = start;
  #faulty = true;

  constructor(private readonly options: SimulationOptions) {
    this.#chance = new Chance(options.seed);
    const now = (): number => this.#nowMs;
    const fired = (fault: string): void => this.#countFault(fault);
    this.#pay = new FaultyPay(this.#chance, now, fired, () => this.#faulty);
    this.#pay.silentRefunds = this.#chance.happens(0.2);
    // A few people in a few groups interact often, many seldom; with fewer failures, more runs to completion.
    this.#people = this.#some(buyers);
    this.#groupIds = this.#some(Object.keys(groups));
    this.#faultRate = this.#chance.pick([0.2, 1, 2.5]);
    this.#seedDocuments();
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
      found = this.#violations();
    }
    if (found.length === 0) found = await this.#drain();
    return {
      violations: found.map((violation) => this.#withNames(violation)),
      log: withoutIdleSweeps(this.#lines),
      faults: this.#faults,
      actions: this.#actions,
      steps,
      history: this.#history(),
      attempted: this.#attempted,
    };
  }

  /** At least one of these. */
  #some<Value>(values: readonly Value[]): readonly Value[] {
    const left = [...values];
    for (let count = this.#chance.below(values.length); count > 0; count -= 1)
      left.splice(this.#chance.below(left.length), 1);
    return left;
  }

  #seedDocuments(): void {
    const now = new Date(this.#nowMs);
    // The night before was compared; from then on every day is, even one without postings.
    this.#documents.reconciliations.add({
      _id: '2026-11-21:1900000109',
      rev: 1,
      state: 'Done',
      day: '2026-11-21',
      subMchId: '1900000109',
      attempts: 1,
      why: '',
      bill: null,
      ours: null,
      differences: 0,
      openedAt: now,
      finishedAt: now,
    });
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
      const listed = { qrValidUntil: expiresAt, qrPeriods: [{ from: now, until: expiresAt }] };
      this.#documents.groups.add({ ...draft, state: id === 'draft' ? 'Draft' : 'Listed', ...listed });
      const parts = { _id: `qr-${id}`, groupId: id, fileId: 'f', quota: 190, position: 0, expiresAt };
      const qr = createGroupQr(parts, now);
      this.#documents.groupQrs.add({ ...qr, effects: [], dueAt: null });
    }
  }

  #violations(): readonly string[] {
    return [...this.#reported, ...violations(this.#documents, this.#acknowledged, this.#pay)];
  }

  /** Draws until something happens; a step without effect does not count. */
  async #step(): Promise<void> {
    for (let attempt = 0; attempt < attemptsPerStep; attempt += 1) if (await this.#attemptStep()) return;
    throw new Error('nothing more can happen');
  }

  /** Returns whether anything happened: there may be no call waiting, no notice due, no order to read. */
  async #attemptStep(): Promise<boolean> {
    switch (this.#chance.weighted({ call: 56, person: 28, notice: 9, sweep: 4, time: 6 })) {
      case 'call':
        return this.#continueOneCall();
      case 'notice':
        return this.#deliver();
      case 'sweep':
        return this.#sweep();
      case 'time':
        return this.#advanceTime();
      case 'person':
        return this.#someoneActs();
    }
  }

  // --- Calls: each waits for its turn, and the function may die at each.

  async #continueOneCall(): Promise<boolean> {
    if (this.#waiting.length === 0) return false;
    const call = this.#chance.pickByName(this.#waiting, ({ key }) => key);
    this.#waiting.splice(this.#waiting.indexOf(call), 1);
    const fault = this.#faulty ? this.#nextFault() : 'none';
    const log = (end: string): void => this.#log(`[${call.run.no}] ${call.run.name} ${call.description}${end}`);
    if (fault !== 'none') {
      this.#countFault(`${call.target} ${fault}`);
      log(`, ${faultTexts[fault]}`);
    }
    if (fault === 'crashBefore') {
      this.#kill(call.run);
      this.#landLater(call);
    } else if (fault === 'failsBefore') await this.#fail(call, 'not reached');
    else {
      const value = await call.perform();
      if (fault === 'crashAfter') this.#kill(call.run);
      else if (fault === 'answerLost') await this.#fail(call, 'answer lost');
      else {
        log(describeResult(value));
        call.resolve(value);
        await settled();
      }
    }
    return true;
  }

  #nextFault(): 'none' | keyof typeof faultTexts {
    const each = 2 * this.#faultRate;
    return this.#chance.weighted({
      none: 100 - 4 * each,
      crashBefore: each,
      crashAfter: each,
      failsBefore: each,
      answerLost: each,
    });
  }

  /** The calls of a dead process never get their turn. */
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
  #ports(run: Run): Ports<Store> {
    const gate = <Target extends object>(target: 'store' | 'payments', real: Target): Target =>
      new Proxy(real, {
        get: (methods, name) => {
          const method = Reflect.get(methods, name) as (...parameters: unknown[]) => Promise<unknown>;
          return (...parameters: unknown[]) =>
            new Promise((resolve, reject) => {
              if (run.dead) return;
              const perform = (): Promise<unknown> => method(...parameters);
              const description = describeCall(String(name), parameters);
              const key = `${run.no} ${String(name)} ${subjectOf(parameters)}`;
              this.#waiting.push({ run, key, target, description, perform, resolve, reject });
            });
        },
      });
    const ports: Ports<Store> = {
      store: gate<Store>('store', memoryStore(this.#documents)),
      payments: gate<Payments>('payments', this.#pay.payments),
      content: { check: async () => 'fine' },
      secrets: secretsOf(() => keys),
      files: {
        environment: 'demo',
        temporaryUrls: async (ids) => ids.map((id) => `http://qr/${id}`),
        read: readPretendFile,
      },
      qrReader: pretendQrReader,
      clock: { now: () => new Date(this.#nowMs) },
      hash,
      log: { warn: () => undefined },
      settings: { subMchId: '1900000109', commissionPermyriad: 333, admins: ['adam'] },
    };
    return this.options.alterPorts?.(ports, this.#documents) ?? ports;
  }

  /** Begins a run of a function, which proceeds as its calls get their turns. This always counts as an event. */
  async #begin(
    name: string,
    about: string,
    work: (ports: Ports<Store>) => Promise<unknown>,
    then?: (result: unknown) => void,
  ): Promise<true> {
    this.#runsOfStep += 1;
    const run: Run = {
      no: `${this.#stepNo}${'abcdefghijklmnopqrstuvwxyz'.charAt(this.#runsOfStep - 1)}`,
      name,
      dead: false,
    };
    this.#log(`[${run.no}] ${name}${about === '' ? '' : ` ${about}`} begins`);
    work(this.#ports(run)).then(
      (result) => {
        if (run.dead) return;
        this.#log(`[${run.no}] ${name} ends${describeResult(result)}`);
        then?.(result);
      },
      (error: unknown) =>
        this.#log(`[${run.no}] ${name} fails: ${error instanceof Error ? error.message : String(error)}`),
    );
    await settled();
    return true;
  }

  // --- What happens from outside.

  #count(kind: ActionKind, succeeded: boolean, tried = true): void {
    const tally = this.#actions.get(kind) ?? { tried: 0, succeeded: 0 };
    this.#actions.set(kind, {
      tried: tally.tried + (tried ? 1 : 0),
      succeeded: tally.succeeded + (succeeded ? 1 : 0),
    });
  }

  /** Begins an action. It counts as a success when it is answered and the documents then show its result. */
  #act<Answer extends { readonly ok: boolean }>(
    kind: ActionKind,
    name: string,
    about: string,
    operation: (ports: Ports<Store>) => Promise<Answer>,
    isDone: (answer: Extract<Answer, { ok: true }>) => boolean,
  ): Promise<true> {
    this.#count(kind, false);
    const succeeded = (answer: Answer): answer is Extract<Answer, { ok: true }> => answer.ok;
    return this.#begin(name, about, operation, (result) => {
      const answer = result as Answer;
      if (succeeded(answer) && isDone(answer)) this.#count(kind, true, false);
    });
  }

  async #someoneActs(): Promise<boolean> {
    const openid = this.#chance.pick(this.#people);
    const caller: Caller = { openid, clientIp: '127.0.0.1' };
    const action = this.#chance.weighted({
      buy: 30,
      squat: 5,
      pay: 30,
      look: 14,
      cancel: 6,
      ticket: 14,
      refund: 6,
      decide: 20,
      terms: 3,
      run: 3,
      qr: 4,
      forge: 3,
      apply: 18,
      withdraw: 3,
      operator: 6,
      desk: 2.5,
      settle: 5,
      hold: 2.5,
    });
    switch (action) {
      case 'buy':
        return this.#buy(caller);
      case 'squat':
        return this.#squat(caller);
      case 'pay':
        return this.#payInSheet();
      case 'decide':
        return this.#decide();
      case 'terms':
        return this.#changeTerms();
      case 'run':
        return this.#runGroup();
      case 'qr':
        return this.#changeQr();
      case 'forge':
        return this.#forge();
      case 'apply':
        return this.#apply(caller);
      case 'withdraw':
        return this.#withdraw(caller);
      case 'operator':
        return this.#refundAsOperator();
      case 'desk':
        return this.#refundAtDesk();
      case 'settle':
        return this.#settleRefund();
      case 'hold':
        return this.#holdGroup();
      case 'ticket':
        return this.#seeQr(openid);
      case 'look':
      case 'cancel':
      case 'refund':
        return this.#aboutAnOrder(caller, action);
    }
  }

  /** Mostly a member, and mostly one who has not seen a QR yet; at times anybody, of any group. */
  async #seeQr(anybody: string): Promise<boolean> {
    const admitted = this.#documents.memberships.where(({ state }) => state === 'Admitted');
    const unseen = admitted.filter(({ shownQrId }) => shownQrId === null);
    const inside = unseen.length > 0 && this.#chance.happens(0.7) ? unseen : admitted;
    const member = inside.length > 0 && this.#chance.happens(0.7) ? this.#chance.pickByName(inside, idOf) : null;
    if (!member && this.#chance.happens(0.7)) return false;
    const openid = member?.openid ?? anybody;
    const groupId = member?.groupId ?? this.#chance.pick(this.#groupIds);
    const caller: Caller = { openid, clientIp: '127.0.0.1' };
    const look = (ports: Ports<Store>) => operations.getTicket({ ports, caller }, { groupId });
    const memberOf = () => this.#membershipsOf(openid).find((each) => each.groupId === groupId);
    const before = memberOf();
    const group = this.#documents.groups.get(groupId)!;
    return this.#act('see the QR', `${name(openid)}’s getTicket`, `for ${name(groupId)}`, look, ({ value }) => {
      const shown = this.#documents.groupQrs.get(before?.shownQrId ?? '');
      const lives = shown && shown.state !== 'Broken' && shown.expiresAt.getTime() > this.#nowMs;
      if (lives && value.qrUrl !== `http://qr/${shown.fileId}` && memberOf()?.round === before?.round)
        this.#reported.push('a member who was shown a QR does not see it any more');
      if (value.qrUrl === null) return false;
      // Held before the look began, and not lifted since.
      const isSame = this.#documents.groups.get(groupId)!.history.length === group.history.length;
      if (isSame && group.state === 'Banned') this.#reported.push('a banned group’s ticket shows its QR');
      if (isSame && group.state === 'Suspended' && before?.shownQrId === null)
        this.#reported.push('a suspended group’s QR is shown to somebody new');
      this.#acknowledged.push({ kind: 'qr', orderId: value.orderId });
      const membership = this.#membershipsOf(openid).find((each) => each.groupId === groupId);
      return membership !== undefined && (membership.orderId !== value.orderId || membership.shownQrId !== null);
    });
  }

  async #aboutAnOrder(caller: Caller, action: 'look' | 'cancel' | 'refund'): Promise<boolean> {
    const { openid } = caller;
    const orderId = this.#anOrderOf(openid, action === 'cancel' ? 'AwaitingPayment' : action === 'refund' ? 'Paid' : null);
    if (orderId === null) return false;
    const { state, membershipId } = this.#documents.orders.get(orderId)!;
    const membership = this.#documents.memberships.get(membershipId);
    const about = `for ${this.#orderName(orderId)}`;
    const order = () => this.#documents.orders.get(orderId)!;
    switch (action) {
      case 'look': {
        const look = (ports: Ports<Store>) => operations.getOrder({ ports, caller }, { orderId });
        return this.#act('look', `${name(openid)}’s getOrder`, about, look, ({ value }) => value.orderId === orderId);
      }
      case 'cancel': {
        this.#attempted.add(`order ${state} closed`);
        const cancel = (ports: Ports<Store>) => operations.cancelOrder({ ports, caller }, { orderId });
        return this.#act('cancel', `${name(openid)}’s cancelOrder`, about, cancel, () => order().history.some(({ event }) => event === 'closed'));
      }
      case 'refund': {
        this.#attempted.add(`order ${state} refundRequested`);
        if (membership) this.#attempted.add(`membership ${membership.state} revoked`);
        const ask = (ports: Ports<Store>) => operations.requestRefund({ ports, caller }, { orderId });
        const asked = () => order().refunds.length > 0;
        return this.#act('ask for the money back', `${name(openid)}’s requestRefund`, about, ask, asked);
      }
    }
  } // oxfmt-ignore

  #membershipsOf(openid: string): readonly Membership[] {
    return this.#documents.memberships.where((membership) => membership.openid === openid);
  }

  #attemptOnMembership(openid: string, groupId: string, event: MembershipEvent): void {
    for (const { state, groupId: own } of this.#membershipsOf(openid))
      if (own === groupId) this.#attempted.add(`membership ${state} ${event}`);
  }

  /** One of a person's orders, mostly one in this state. */
  #anOrderOf(openid: string, state: OrderState | null): string | null {
    const own = this.#documents.orders.where((order) => order.openid === openid);
    const fit = own.filter((order) => order.state === state);
    const from = fit.length > 0 && this.#chance.happens(0.3) ? fit : own;
    return from.length === 0 ? null : this.#chance.pickByName(from, idOf)._id;
  }

  /** The group where an approved applicant usually goes to pay; `null`: none. */
  #invitedTo(openid: string): readonly string[] | null {
    const approved = this.#membershipsOf(openid).filter(({ state }) => state === 'Approved');
    return approved.length > 0 && this.#chance.happens(0.8) ? approved.map(({ groupId }) => groupId) : null;
  }

  /** With the stored request, or with a new one, as after a reinstallation or on a second phone. */
  async #buy(caller: Caller): Promise<boolean> {
    const groupId = this.#chance.pick(this.#invitedTo(caller.openid) ?? this.#groupIds);
    const key = `${caller.openid} ${groupId}`;
    const stored = this.#requests.get(key);
    const reinstalled = stored === undefined || this.#chance.happens(0.4);
    if (stored !== undefined && reinstalled) this.#countFault('a buyer reinstalls');
    const idempotencyKey = stored === undefined || reinstalled ? this.#chance.uuid() : stored;
    this.#requests.set(key, idempotencyKey);
    const reviewed = this.#documents.groups.get(groupId)?.admission === 'payThenReview';
    this.#attemptOnMembership(caller.openid, groupId, reviewed ? 'reviewBegun' : 'admitted');
    const buy = (ports: Ports<Store>) => operations.createOrder({ ports, caller }, { idempotencyKey, groupId, message: '想加入' });
    const about = `for ${name(groupId)}`;
    return this.#act('buy', `${name(caller.openid)}’s createOrder`, about, buy, ({ value }) =>
      this.#documents.orders.rows.has(value.orderId) && this.#pay.books.has(value.orderId),
    );
  } // oxfmt-ignore

  /** Holds seats without paying: cancels an order that holds one, or orders anew where an order has lapsed. */
  async #squat(caller: Caller): Promise<boolean> {
    const { openid } = caller;
    const own = this.#documents.orders.where((order) => order.openid === openid && order.seatId === order._id);
    const open = own.filter(({ state }) => state === 'AwaitingPayment');
    if (open.length > 0 && this.#chance.happens(0.6)) {
      const { _id: orderId } = this.#chance.pickByName(open, idOf);
      const cancel = (ports: Ports<Store>) => operations.cancelOrder({ ports, caller }, { orderId });
      this.#attempted.add('order AwaitingPayment closed');
      return this.#begin(`${name(openid)}’s cancelOrder`, `for ${this.#orderName(orderId)}`, cancel);
    }
    const lapsed = own.filter(({ state }) => state === 'Closed');
    const groupId = lapsed.length > 0 ? this.#chance.pickByName(lapsed, idOf).groupId : this.#chance.pick(this.#groupIds);
    if (this.#documents.groups.get(groupId)?.capacity === null) return false;
    const idempotencyKey = this.#chance.uuid();
    const order = (ports: Ports<Store>) => operations.createOrder({ ports, caller }, { idempotencyKey, groupId, message: '想加入' });
    return this.#act('squat', `${name(openid)}’s createOrder`, `for ${name(groupId)} again`, order, ({ value }) =>
      this.#documents.groups.get(groupId)!.seats.includes(value.orderId),
    );
  } // oxfmt-ignore

  #payInSheet(): boolean {
    const payable = this.#documents.orders.where(({ _id }) => this.#pay.payable(_id));
    if (payable.length === 0) return false;
    const { _id, priceFen, openid } = this.#chance.pickByName(payable, idOf);
    const paidFen = this.#pay.confirm(_id, openid);
    this.#count('pay', paidFen > 0);
    this.#log(`${name(openid)} pays ${paidFen} fen of ${priceFen} for ${this.#orderName(_id)}`);
    return true;
  }

  async #decide(): Promise<boolean> {
    // Mostly a waiting application; at times any, as from a page left open.
    const any = this.#chance.happens(0.1);
    const found = this.#documents.memberships.where(
      (membership) => any || membership.state === 'UnderReview' || membership.state === 'Applied',
    );
    if (found.length === 0) return false;
    const { _id: membershipId, round, openid, groupId, state } = this.#chance.pickByName(found, idOf);
    const input = this.#chance.happens(0.5)
      ? ({ decision: 'approve' } as const)
      : ({ decision: 'reject', reason: '人满' } as const);
    const event = input.decision === 'approve' ? 'approved' : 'rejected';
    this.#attempted.add(`membership ${state} ${event}`);
    const about = `to ${input.decision} ${name(openid)} for ${name(groupId)}`;
    const decide = (ports: Ports<Store>) =>
      operations.approveMember({ ports, caller: owner }, { membershipId, round, ...input });
    return this.#act(input.decision, 'Olivia’s approveMember', about, decide, () => {
      const { history } = this.#documents.memberships.get(membershipId)!;
      return history.some((transition) => transition.round === round && transition.event === event);
    });
  }

  /** An operator refunds a part or all of a paid order, or the rest beside a failed part; some requests are sent twice. */
  async #refundAsOperator(): Promise<boolean> {
    const paid = this.#documents.orders.where((order) => ['Paid', 'Refunding', 'RefundFailed'].includes(order.state));
    if (paid.length === 0) return false;
    const order = this.#chance.pick(paid);
    const { _id: orderId, state, priceFen, refundedFen, refunds } = order;
    this.#attempted.add(`order ${state} refundRequested`);
    const left = refundableFen(order) || priceFen - refundedFen;
    const fen = this.#chance.happens(0.4) ? left : 1 + this.#chance.below(left);
    const sent = refunds.flatMap((refund) => refund.idempotencyKey ?? []).at(-1);
    const idempotencyKey = sent !== undefined && this.#chance.happens(0.3) ? sent : this.#chance.uuid();
    const caller: Caller = { openid: 'adam', clientIp: '127.0.0.1' };
    const refund = (ports: Ports<Store>) =>
      operations.refundOrder({ ports, caller }, { orderId, fen, note: '', idempotencyKey });
    return this.#act('refund as an operator', 'The operator’s refundOrder', `of ${fen} fen`, refund, () =>
      this.#documents.orders.get(orderId)!.refunds.some((row) => row.idempotencyKey === idempotencyKey),
    );
  }

  /** An operator says what becomes of a failed refund. */
  async #settleRefund(): Promise<boolean> {
    const open = this.#documents.orders.where(({ refunds }) => refunds.some(({ state }) => state === 'Failed'));
    if (open.length === 0) return false;
    const { _id: orderId, refunds } = this.#chance.pickByName(open, idOf);
    const { no: refundNo, fen } = refunds.find(({ state }) => state === 'Failed')!;
    const exit = this.#chance.weighted({ again: 5, correct: fen > 1 ? 2 : 0, byHand: 2, giveUp: 1 });
    const input =
      exit === 'again'
        ? { orderId, refundNo, exit }
        : exit === 'correct'
          ? { orderId, refundNo, exit, fen: 1 + this.#chance.below(fen - 1) }
          : { orderId, refundNo, exit, note: '已核实' };
    const caller: Caller = { openid: 'adam', clientIp: '127.0.0.1' };
    const settle = (ports: Ports<Store>) => operations.settleRefund({ ports, caller }, input);
    const about = `of refund ${refundNo.slice(-2)} (${exit})`;
    return this.#act('settle a failed refund', 'The operator’s settleRefund', about, settle, () => {
      const row = this.#documents.orders.get(orderId)!.refunds.find(({ no }) => no === refundNo)!;
      return row.state !== 'Failed' || row.retriedAt !== undefined;
    });
  }

  /** An operator suspends, bans or restores a group, whatever else happens in it, or gives all of a banned group's money back. */
  async #holdGroup(): Promise<boolean> {
    const action = this.#chance.weighted({ suspend: 3, ban: 3, restore: 6, refundAll: 2 });
    const { kind, event } = holdActions[action];
    const from: readonly GroupState[] = holdActions[action].from;
    const fit = this.#groupIds.filter((id) => from.includes(this.#documents.groups.get(id)!.state));
    if (fit.length === 0 && this.#chance.happens(0.8)) return false;
    // Mostly one in which somebody is about to pay.
    const busy = fit.filter((id) =>
      this.#documents.orders.where(({ groupId, state }) => groupId === id && state === 'AwaitingPayment').length > 0,
    );
    const candidates = busy.length > 0 && this.#chance.happens(0.7) ? busy : fit;
    const groupId = this.#chance.pick(candidates.length > 0 ? candidates : this.#groupIds);
    const before = this.#documents.groups.get(groupId)!;
    if (event !== null) this.#attempted.add(`group ${before.state} ${event}`);
    const caller: Caller = { openid: 'adam', clientIp: '127.0.0.1' };
    const idempotencyKey = this.#chance.uuid();
    const decide = async (ports: Ports<Store>) => {
      const answer =
        action === 'refundAll'
          ? await operations.refundGroup({ ports, caller }, { groupId, note: '', idempotencyKey })
          : await operations.moderateGroup({ ports, caller }, { groupId, decision: action, reason: '核实' });
      // Whatever its owner does meanwhile, a hold takes effect.
      if (!answer.ok && (answer.code === 'GroupChanged' || answer.code === 'Busy'))
        this.#reported.push(`an operator’s decision to ${action} a group was held off: ${answer.code}`);
      return answer;
    };
    const about = `to ${action} ${name(groupId)}`;
    return this.#act(kind, 'The operator’s decision', about, decide, ({ value }) => value.state === holdActions[action].to(before.state));
  } // oxfmt-ignore

  /**
   * The merchant refunds at WeChat Pay's own desk: all of what is left or a part, of a payment that we may not know of yet, or finishes a
   * refund of ours that failed.
   */
  #refundAtDesk(): boolean {
    const paid = [...this.#pay.books.values()].filter(({ outTradeNo }) => this.#pay.refundableFen(outTradeNo) > 0);
    const failed = [...this.#pay.books.values()].filter(({ refunds }) => refunds.some(({ status }) => status === 'CHANGE'));
    if (failed.length > 0 && this.#chance.happens(0.7)) {
      const { outTradeNo } = this.#chance.pickByName(failed, (booked) => booked.outTradeNo);
      this.#count('refund at the desk', this.#pay.finishAtDesk(outTradeNo));
      this.#log(`The merchant finishes a refund of ${this.#orderName(outTradeNo)} at WeChat Pay’s desk`);
      return true;
    }
    if (paid.length === 0) return false;
    const unknown = paid.filter(({ outTradeNo }) => this.#documents.orders.get(outTradeNo)?.paidAt === null);
    const from = unknown.length > 0 && this.#chance.happens(0.5) ? unknown : paid;
    const { outTradeNo } = this.#chance.pickByName(from, (booked) => booked.outTradeNo);
    const left = this.#pay.refundableFen(outTradeNo);
    const fen = this.#chance.happens(0.5) ? left : 1 + this.#chance.below(left);
    const state = this.#documents.orders.get(outTradeNo)?.state;
    if (state) this.#attempted.add(`order ${state} refundFound`);
    this.#pay.refundAtDesk(outTradeNo, fen);
    this.#count('refund at the desk', true);
    this.#log(`The merchant refunds ${fen} of ${left} fen of ${this.#orderName(outTradeNo)} at WeChat Pay’s desk`);
    return true;
  } // oxfmt-ignore

  /** The owner changes a group's terms and capacity while it is being bought. */
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
    const change = (ports: Ports<Store>) => operations.saveGroup({ ports, caller: owner }, input);
    return this.#act('change the terms', 'Olivia’s saveGroup', about, change, () =>
      this.#documents.groups.get(group._id)!.rev > group.rev,
    );
  } // oxfmt-ignore

  /** The owner pauses, resumes, submits or closes a group while it is being bought: mostly one whose state allows it. */
  async #runGroup(): Promise<boolean> {
    const action = this.#chance.weighted({ pause: 12, resume: 20, submit: 4, close: 3 });
    const { event, from, kind } = groupActions[action];
    const fit = this.#groupIds.filter((id) => this.#documents.groups.get(id)!.state === from);
    if (fit.length === 0 && this.#chance.happens(0.7)) return false;
    const groupId = this.#chance.pick(fit.length > 0 && this.#chance.happens(0.8) ? fit : this.#groupIds);
    const before = this.#documents.groups.get(groupId)!;
    this.#attempted.add(`group ${before.state} ${event}`);
    const run = (ports: Ports<Store>) => operations.saveGroup({ ports, caller: owner }, { action, groupId });
    return this.#act(kind, 'Olivia’s saveGroup', `to ${action} ${name(groupId)}`, run, () =>
      this.#documents.groups
        .get(groupId)!
        .history.slice(before.history.length)
        .some((transition) => transition.event === event),
    );
  }

  /** The owner adds a new QR, or retires one that may be on display; at times a group is left without any. */
  async #changeQr(): Promise<boolean> {
    const groupId = this.#chance.pick(this.#groupIds);
    const qrs = this.#documents.groupQrs.where((qr) => qr.groupId === groupId);
    const now = new Date(this.#nowMs);
    const stateOf = (qr: GroupQr): GroupQrState => currentQrState(poolQrOf(qr), now);
    const live = qrs.filter((qr) => stateOf(qr) === 'Live');
    const action = this.#chance.weighted({ add: live.length > 1 ? 1 : 3, retire: live.length * 3, retireAny: 1 });
    const qr = this.#chance.pickByName(action === 'retire' ? live : qrs, idOf);
    const input = action === 'add' ? this.#newQr(groupId) : ({ action: 'retire', groupId, qrId: qr._id } as const);
    if (input.action === 'retire') this.#attempted.add(`groupQr ${stateOf(qr)} retired`);
    if (input.action === 'add' && input.place === 'replace')
      for (const each of qrs) this.#attempted.add(`groupQr ${stateOf(each)} replaced`);
    const save = (ports: Ports<Store>) => operations.saveGroupQr({ ports, caller: owner }, input);
    const kind = input.action === 'add' ? 'add a QR' : 'retire a QR';
    const about = `to ${input.action} one of ${name(groupId)}`;
    return this.#act(kind, 'Olivia’s saveGroupQr', about, save, ({ value }) => {
      const saved = this.#documents.groupQrs.get(value.qrId);
      return saved !== null && (input.action === 'add' ? !qrs.some(({ _id }) => _id === saved._id) : saved.rev > qr.rev);
    });
  } // oxfmt-ignore

  #newQr(groupId: string) {
    const kind = this.#chance.weighted({ lasting: 3, short: 2, small: 3 });
    const expiresAtMs = this.#nowMs + { lasting: 160, short: 2, small: 167 }[kind] * hourMs;
    const name = `${groupId}-f${this.#chance.below(1000)}`;
    const fileId = `cloud://demo.bucket/groupQrs/${uploaderIdOf(hash, owner.openid)}/${name}.png`;
    const place = this.#chance.happens(0.4) ? 'replace' : 'append';
    return { action: 'add', groupId, fileId, place, expiresAtMs, quota: kind === 'small' ? 1 : 190 } as const;
  }

  /** Mostly to a group that takes applications. */
  async #apply(caller: Caller): Promise<boolean> {
    const rule = (id: string): boolean => this.#documents.groups.get(id)?.admission === 'reviewThenPay';
    const fit = this.#groupIds.filter(rule);
    const groupId = this.#chance.pick(fit.length > 0 && this.#chance.happens(0.6) ? fit : this.#groupIds);
    this.#attemptOnMembership(caller.openid, groupId, 'applied');
    const apply = (ports: Ports<Store>) => operations.applyToGroup({ ports, caller }, { groupId, message: '想一起读' });
    return this.#act('apply', `${name(caller.openid)}’s applyToGroup`, `for ${name(groupId)}`, apply, () =>
      this.#membershipsOf(caller.openid).some((each) => each.groupId === groupId && each.reviewUntil !== null),
    );
  }

  async #withdraw(caller: Caller): Promise<boolean> {
    const own = this.#membershipsOf(caller.openid);
    if (own.length === 0) return false;
    const { groupId, _id, history } = this.#chance.pickByName(own, idOf);
    this.#attemptOnMembership(caller.openid, groupId, 'withdrawn');
    const withdraw = (ports: Ports<Store>) => operations.withdrawApplication({ ports, caller }, { groupId });
    return this.#act('withdraw', `${name(caller.openid)}’s withdrawApplication`, `for ${name(groupId)}`, withdraw, () => {
      const after = this.#documents.memberships.get(_id)!.history.slice(history.length);
      return after.some(({ event }) => event === 'withdrawn');
    });
  } // oxfmt-ignore

  /** A stranger claims that an order was paid; nothing of the claim may count. Production already refuses the caller; here the call gets further. */
  async #forge(): Promise<boolean> {
    const unpaid = this.#documents.orders.where((order) => order.state === 'AwaitingPayment');
    if (unpaid.length === 0) return false;
    const { _id: outTradeNo, priceFen: totalFee } = this.#chance.pickByName(unpaid, idOf);
    this.#countFault('a notice is forged');
    const receive = this.options.receivePayment ?? payNotify;
    const event = { outTradeNo, totalFee, resultCode: 'SUCCESS', transactionId: '4200999' };
    return this.#begin('payNotify', `(forged) for ${this.#orderName(outTradeNo)}`, (ports) => receive(ports, event));
  }

  async #deliver(): Promise<boolean> {
    this.#pay.endWhatIsDue();
    const due = this.#pay.notices.filter((notice) => notice.dueAt <= this.#nowMs);
    if (due.length === 0) return false;
    const notice = this.#chance.pickByName(due, ({ kind, event }) => `${kind} ${event.outTradeNo}`);
    if (this.#pay.notices.some((other) => other.madeAt < notice.madeAt)) this.#countFault('a notice overtakes another');
    this.#pay.notices = this.#pay.notices.filter((other) => other !== notice);
    const receive = notice.kind === 'payment' ? (this.options.receivePayment ?? payNotify) : refundNotify;
    const receiver = notice.kind === 'payment' ? 'payNotify' : 'refundNotify';
    const orderId = notice.event.outTradeNo;
    this.#attemptByNotice(notice);
    const kind = notice.kind === 'payment' ? 'announce a payment' : 'announce a refund';
    this.#count(kind, false);
    const taken = (result: unknown): void => {
      if (result !== true) {
        this.#redeliver(notice);
        return;
      }
      this.#acknowledged.push({ kind: notice.kind, orderId });
      const { paidAt, refunds } = this.#documents.orders.get(orderId)!;
      const ended = refunds.some(({ endedAt }) => endedAt !== null);
      if (notice.kind === 'payment' ? paidAt !== null : ended) this.#count(kind, true, false);
    };
    return this.#begin(receiver, `for ${this.#orderName(orderId)}`, (ports) => receive(ports, notice.event), taken);
  }

  #attemptByNotice({ kind, event }: Notice): void {
    const order = this.#documents.orders.rows.get(event.outTradeNo);
    if (!order) return;
    if (kind === 'payment') {
      this.#attempted.add(`order ${order.state} paymentConfirmed`);
      return;
    }
    const arrived = event['refundStatus'] === 'SUCCESS';
    const refund = order.refunds.find((row) => row.no === event['outRefundNo']);
    this.#attempted.add(`order ${order.state} ${arrived ? 'refundConfirmed' : 'refundFailed'}`);
    if (refund) this.#attempted.add(`refund ${refund.state} ${arrived ? 'succeeded' : 'failed'}`);
  }

  #redeliver(notice: Notice): void {
    this.#pay.notices.push({ ...notice, dueAt: this.#nowMs + 15_000 });
  }

  async #sweep(): Promise<true> {
    const twice = this.#faulty && this.#chance.happens(0.3);
    if (twice) this.#countFault('two sweeps at once');
    // Two at once must be harmless even when no lease keeps them apart.
    const orders = { paidOrders: true, unpaidOrders: true };
    const all = { memberships: true, ...orders, groupQrs: true, groups: true, rateLimits: true, seatsAfter: '' };
    const run = this.#chance.happens(0.5) ? sweep : (ports: Ports<Store>) => finishDue(ports, all);
    for (let count = 0; count < (twice ? 2 : 1); count += 1) {
      this.#count('sweep', false);
      await this.#begin('The sweep', '', run, () => this.#count('sweep', true, false));
    }
    return true;
  }

  async #advanceTime(): Promise<true> {
    const jump = this.#chance.weighted({ second: 5, minutes: 5, quarter: 2, hours: 1, day: 1 });
    const ms = { second: 1000, minutes: 3 * minuteMs, quarter: 16 * minuteMs, hours: 3 * hourMs, day: 25 * hourMs }[
      jump
    ];
    if (jump === 'hours' || jump === 'day') this.#countFault('the clock jumps');
    // A function lives for seconds, so no running one sees minutes pass (20 s is the longest timeout we set).
    if (ms > 10_000) await this.#finishRuns();
    this.#nowMs += ms;
    this.#log(durations[jump]);
    await this.#landLateCalls();
    return true;
  }

  /** Nobody waits for the answer any more, but the call is still on its way. */
  #landLater({ key, perform }: WaitingCall): void {
    if (key.includes(' takeSeat ')) this.#late.push({ landsAtMs: this.#nowMs + landsLateMs, perform });
  }

  async #landLateCalls(): Promise<void> {
    const landing = this.#late.filter(({ landsAtMs }) => landsAtMs <= this.#nowMs);
    this.#late = this.#late.filter(({ landsAtMs }) => landsAtMs > this.#nowMs);
    for (const { perform } of landing) {
      this.#countFault('a dead call takes a seat late');
      this.#log('The call of a dead process takes a seat after all');
      await perform();
    }
  }

  async #finishRuns(): Promise<void> {
    while (this.#waiting.length > 0) await this.#continueOneCall();
  }

  // --- The end: without faults, every effect must be completed.

  async #drain(): Promise<readonly string[]> {
    this.#log('No more faults: nothing may be left to do in the end.');
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
      await this.#landLateCalls();
      this.#pay.endWhatIsDue();
      for (let count = 0; count < 3; count += 1) {
        [this.#stepNo, this.#runsOfStep] = [this.#stepNo + 1, 0];
        await this.#begin('The sweep', '', sweep);
        await this.#finishRuns();
        const found = this.#violations();
        if (found.length > 0) return found;
      }
    }
    const overdue = overdueClocks(this.#documents, new Date(this.#nowMs));
    if (overdue.length > 0) return overdue;
    await this.#closeTheBooks();
    return violationsAtRest(this.#documents, this.#pay);
  }

  /**
   * Several nights: WeChat Pay confirms only a day later that there is no bill, one run compares a limited number of days, and what a bill
   * tells of leaves work to do, whose postings are in a later bill.
   */
  async #closeTheBooks(): Promise<void> {
    for (let night = 0; night < 5; night += 1) {
      this.#nowMs += 24 * hourMs;
      this.#pay.endWhatIsDue();
      await this.#closeOneDay();
      if (night < 2) await this.#finishAfterBills();
    }
    await this.#closeOneDay();
  }

  async #finishAfterBills(): Promise<void> {
    for (const ms of [0, 6 * minuteMs, hourMs, hourMs]) {
      this.#nowMs += ms;
      this.#pay.endWhatIsDue();
      await this.#begin('The sweep', '', sweep);
      await this.#finishRuns();
    }
  }

  async #closeOneDay(): Promise<void> {
    [this.#stepNo, this.#runsOfStep] = [this.#stepNo + 1, 0];
    await this.#begin('closeDay', '', closeDay);
    await this.#begin('reconcile', '', reconcile);
    await this.#finishRuns();
  }

  #history(): ReadonlySet<Pair> {
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

  /** `Ann’s order 2, “Writers”…`: her second, in the order of creation. */
  #orderName(orderId: string): string {
    const order = this.#documents.orders.rows.get(orderId);
    if (!order) return 'an unknown order';
    const own = [...this.#documents.orders.rows.values()].filter((other) => other.openid === order.openid);
    return `${name(order.openid)}’s order ${own.indexOf(order) + 1} in ${name(order.groupId)}`;
  }

  #log(line: string): void {
    this.#lines.push(line);
  }

  #countFault(fault: string): void {
    this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
  }
}

/** Lets everything proceed until it needs another call. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
