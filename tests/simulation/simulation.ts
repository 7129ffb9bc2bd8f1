import { createHash } from 'node:crypto';
import type { AnswerOf, Contracts } from '../../contracts';
import { closeDay } from '../../cloudfunctions/closeDay/closeDay';
import { operations } from '../../cloudfunctions/operations';
import { payNotify } from '../../cloudfunctions/payNotify/payNotify';
import { reconcile } from '../../cloudfunctions/reconcile/reconcile';
import { refundNotify } from '../../cloudfunctions/refundNotify/refundNotify';
import { sweep } from '../../cloudfunctions/sweep/sweep';
import type { Caller } from '../../cloudfunctions/_shared/operation';
import type { Payments, Ports, Store } from '../../cloudfunctions/_shared/ports';
import { secretsOf } from '../../cloudfunctions/_shared/cloud/secrets';
import { newCode } from '../../domain/code';
import { admissionRules, groupMoved, newGroup, type GroupTerms } from '../../domain/group';
import { Chance } from './chance';
import { breaches, breachesAtRest, type Acknowledged } from './invariants';
import { LyingPay, type Notice } from './lying-pay';
import { Documents, memoryStore } from './memory-store';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const start = Date.UTC(2026, 10, 22, 2);

/** One run of a function: it goes on call by call, and may die at any of them. */
interface Run {
  readonly name: string;
  dead: boolean;
}

/** A call to the store or to WeChat Pay that waits for its turn. */
interface WaitingCall {
  readonly run: Run;
  readonly target: 'store' | 'payments';
  readonly name: string;
  readonly perform: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly steps: number;
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
  /** `order AwaitingPayment paymentConfirmed`, … as moved. */
  readonly moves: ReadonlySet<string>;
}

const buyers = ['ann', 'ben', 'cai', 'dan'] as const;
const groups: Readonly<Record<string, GroupTerms>> = {
  instant: { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 2 },
  open: { priceFen: 100, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: null },
  reviewed: { priceFen: 1990, admission: 'payThenReview', reviewHours: 24, refundDays: 7, capacity: 1 },
  // Applied for, decided, and only then paid.
  chosen: { priceFen: 700, admission: 'reviewThenPay', reviewHours: 3, refundDays: 2, capacity: 1 },
  salon: { priceFen: 300, admission: 'reviewThenPay', reviewHours: 24, refundDays: 7, capacity: 2 },
  club: { priceFen: 500, admission: 'payThenReview', reviewHours: 2, refundDays: 7, capacity: 3 },
};

/** The groups that people have in mind in one story: few, so that they meet. */
const scenes: readonly (readonly string[])[] = [
  Object.keys(groups),
  ['instant', 'open', 'reviewed', 'club'],
  ['chosen', 'salon', 'club'],
  ['chosen', 'open'],
];
/** Groups whose rule and size the owner may change. */
const changing: readonly string[] = ['club', 'instant', 'salon'];
/** Groups whose codes come and go. */
const uncoded: readonly string[] = ['open', 'chosen'];

const keys = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

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
  readonly #scene: readonly string[];
  #nowMs = start;
  #faulty = true;

  constructor(private readonly options: SimulationOptions) {
    this.#chance = new Chance(options.seed);
    const now = (): number => this.#nowMs;
    const fired = (fault: string): void => this.#fired(fault);
    this.#pay = new LyingPay(this.#chance, now, fired, () => this.#faulty);
    this.#pay.silentRefunds = this.#chance.happens(0.2);
    this.#scene = this.#chance.pick(scenes);
    this.#furnish();
  }

  async run(): Promise<Outcome> {
    let found: readonly string[] = [];
    for (let step = 0; step < this.options.steps && found.length === 0; step += 1) {
      await this.#step();
      found = this.#breaches();
    }
    if (found.length === 0) found = await this.#comeToRest();
    return { breaches: found, story: this.#story, faults: this.#faults, moves: this.#moves() };
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
      const draft = newGroup({ id, openid: 'olivia', ownerName: 'O', ownerAvatarFileId: '', text, terms }, now);
      const offered = groupMoved(draft, 'submitted', 'owner', now)!;
      const expiresAt = new Date(this.#nowMs + 1000 * hourMs);
      this.#documents.groups.add({ ...groupMoved(offered, 'listed', 'operator', now)!, codeUntil: expiresAt });
      const code = newCode({ _id: `code-${id}`, groupId: id, fileId: 'f', quota: 190, expiresAt }, now);
      this.#documents.codes.add({ ...code, todo: [], dueAt: null });
    }
  }

  #breaches(): readonly string[] {
    return breaches(this.#documents, this.#acknowledged, this.#pay);
  }

  async #step(): Promise<void> {
    const what = this.#chance.weighted({ call: 60, person: 26, notice: 8, sweep: 4, time: 6 });
    if (what === 'call' && this.#waiting.length > 0) return this.#letOneGoOn();
    if (what === 'notice') return this.#deliver();
    if (what === 'sweep') return this.#sweep();
    if (what === 'time') return this.#passTime();
    return this.#somebodyActs();
  }

  // --- Calls: each waits for its turn, and each may be where the function dies.

  async #letOneGoOn(): Promise<void> {
    const [call] = this.#waiting.splice(this.#chance.below(this.#waiting.length), 1);
    if (!call || call.run.dead) return;
    const fate = this.#faulty
      ? this.#chance.weighted({ well: 88, crashBefore: 3, crashAfter: 3, failsBefore: 3, answerLost: 3 })
      : 'well';
    const label = `${call.run.name}: ${call.name}`;
    if (fate !== 'well') {
      this.#fired(`${call.target} ${fate}`);
      this.#tell(`${label} – ${fate}`);
    }
    if (fate === 'crashBefore') {
      this.#kill(call.run);
      return;
    }
    if (fate === 'failsBefore') return this.#fail(call, 'not reached');
    const value = await call.perform();
    if (fate === 'crashAfter') {
      this.#kill(call.run);
      return;
    }
    if (fate === 'answerLost') return this.#fail(call, 'answer lost');
    this.#tell(`${label} → ${short(value)}`);
    call.resolve(value);
    await settled();
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
              this.#waiting.push({ run, target, name: String(name), perform, resolve, reject });
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
      settings: { subMchId: '1900000109', commissionPermyriad: 333 },
    };
    return this.options.sabotage?.(ports, this.#documents) ?? ports;
  }

  /** Begins a run of a function; it goes on as its calls get their turns. */
  async #begin(
    name: string,
    work: (ports: Ports) => Promise<unknown>,
    then?: (result: unknown) => void,
  ): Promise<void> {
    const run: Run = { name: `${name}#${this.#story.length}`, dead: false };
    this.#tell(`${run.name} begins`);
    work(this.#ports(run)).then(
      (result) => {
        if (run.dead) return;
        this.#tell(`${run.name} ends: ${short(result)}`);
        then?.(result);
      },
      (error: unknown) => this.#tell(`${run.name} fails: ${error instanceof Error ? error.message : String(error)}`),
    );
    await settled();
  }

  // --- What happens from outside.

  async #somebodyActs(): Promise<void> {
    const openid = this.#chance.pick(buyers);
    const caller: Caller = { openid, clientIp: '127.0.0.1' };
    const deed = this.#chance.weighted({
      buy: 30,
      pay: 30,
      look: 14,
      cancel: 8,
      ticket: 8,
      refund: 6,
      decide: 20,
      terms: 3,
      apply: 18,
      withdraw: 3,
      codes: 3,
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
      case 'codes':
        return this.#changeCodes();
      case 'apply':
      case 'withdraw':
        return this.#apply(caller, deed);
      case 'ticket': {
        const groupId = this.#chance.pick(this.#scene);
        const shown = (result: unknown): void => {
          const answer = result as AnswerOf<Contracts['getTicket']>;
          if (answer.ok && answer.value.codeUrl !== null)
            this.#acknowledged.push({ kind: 'code', orderId: answer.value.orderId });
        };
        const look = (ports: Ports) => operations.getTicket({ ports, caller }, { groupId });
        return this.#begin(`${openid} getTicket ${groupId}`, look, shown);
      }
      case 'look':
      case 'cancel':
      case 'refund': {
        const orderId = this.#anOrderOf(openid);
        if (orderId === null) return;
        const name = ({ look: 'getOrder', cancel: 'cancelOrder', refund: 'requestRefund' } as const)[deed];
        return this.#begin(`${openid} ${name} ${orderId.slice(0, 4)}`, (ports) =>
          operations[name]({ ports, caller }, { orderId }),
        );
      }
    }
  }

  /** Those of `groupIds` that this story is about; all, where it is about none. */
  #among(groupIds: readonly string[]): readonly string[] {
    const present = groupIds.filter((id) => this.#scene.includes(id));
    return present.length > 0 ? present : groupIds;
  }

  #anOrderOf(openid: string): string | null {
    const own = this.#documents.orders.where((order) => order.openid === openid).map((order) => order._id);
    return own.length === 0 ? null : this.#chance.pick(own);
  }

  /** Who was approved mostly goes there to pay. `null`: nowhere. */
  #invitedTo(openid: string): readonly string[] | null {
    const approved = this.#documents.entries.where((entry) => entry.openid === openid && entry.state === 'Approved');
    return approved.length > 0 && this.#chance.happens(0.8) ? approved.map((entry) => entry.groupId) : null;
  }

  /** With the request stored before, or a new one: the phone was reinstalled, or there is a second phone. */
  async #buy(caller: Caller): Promise<void> {
    const groupId = this.#chance.pick(this.#invitedTo(caller.openid) ?? this.#scene);
    const key = `${caller.openid} ${groupId}`;
    const stored = this.#requests.get(key);
    const reinstalled = stored === undefined || this.#chance.happens(0.4);
    if (stored !== undefined && reinstalled) this.#fired('reinstalled');
    const requestId = stored === undefined || reinstalled ? this.#chance.uuid() : stored;
    this.#requests.set(key, requestId);
    await this.#begin(`${caller.openid} createOrder ${groupId}`, (ports) =>
      operations.createOrder({ ports, caller }, { requestId, groupId }),
    );
  }

  async #payInSheet(openid: string): Promise<void> {
    const own = this.#documents.orders.where((order) => order.openid === openid && this.#pay.payable(order._id));
    if (own.length === 0) return;
    const { _id } = this.#chance.pick(own);
    this.#tell(`${openid} pays ${_id.slice(0, 4)}`);
    this.#pay.confirm(_id, openid);
  }

  async #decide(): Promise<void> {
    const waiting = this.#documents.entries.where(
      (entry) => entry.state === 'UnderReview' || entry.state === 'Applied',
    );
    if (waiting.length === 0) return;
    const { _id: entryId, round } = this.#chance.pick(waiting);
    const caller: Caller = { openid: 'olivia', clientIp: '127.0.0.1' };
    const decision = this.#chance.happens(0.5)
      ? ({ decision: 'approve' } as const)
      : ({ decision: 'reject', reason: '人满' } as const);
    await this.#begin(`olivia ${decision.decision} ${entryId.slice(0, 4)}`, (ports) =>
      operations.approveMember({ ports, caller }, { entryId, round, ...decision }),
    );
  }

  /** The owner changes how a group is sold, and how many fit, while it is being bought. */
  async #changeTerms(): Promise<void> {
    const group = this.#documents.groups.get(this.#chance.pick(this.#among(changing)));
    if (!group) return;
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
    const caller: Caller = { openid: 'olivia', clientIp: '127.0.0.1' };
    await this.#begin(`olivia changes ${group._id}`, (ports) => operations.saveGroup({ ports, caller }, input));
  }

  async #apply(caller: Caller, deed: 'apply' | 'withdraw'): Promise<void> {
    const groupId = this.#chance.pick(this.#scene);
    if (deed === 'withdraw')
      return this.#begin(`${caller.openid} withdrawApplication ${groupId}`, (ports) =>
        operations.withdrawApplication({ ports, caller }, { groupId }),
      );
    return this.#begin(`${caller.openid} applyToGroup ${groupId}`, (ports) =>
      operations.applyToGroup({ ports, caller }, { groupId, message: '想一起读' }),
    );
  }

  /** The owner says that a group's code does not work any more, or puts a new one in. */
  async #changeCodes(): Promise<void> {
    const groupId = this.#chance.pick(this.#among(uncoded));
    const caller: Caller = { openid: 'olivia', clientIp: '127.0.0.1' };
    const [live] = this.#documents.codes.where((code) => code.groupId === groupId && code.state === 'Live');
    const input = live
      ? { action: 'retire' as const, groupId, codeId: live._id }
      : {
          action: 'add' as const,
          groupId,
          fileId: `cloud://demo/codes/${this.#story.length}`,
          expiresAtMs: this.#nowMs + 160 * hourMs,
          quota: 190,
        };
    await this.#begin(`olivia ${input.action}s the code of ${groupId}`, (ports) =>
      operations.saveCode({ ports, caller }, input),
    );
  }

  async #deliver(): Promise<void> {
    this.#pay.settleRefunds();
    const due = this.#pay.notices.filter((notice) => notice.dueAt <= this.#nowMs);
    if (due.length === 0) return;
    const notice = this.#chance.pick(due);
    this.#pay.notices = this.#pay.notices.filter((other) => other !== notice);
    const receive = notice.kind === 'payment' ? (this.options.receivePayment ?? payNotify) : refundNotify;
    const name = notice.kind === 'payment' ? 'payNotify' : 'refundNotify';
    const orderId = notice.event.outTradeNo;
    const taken = (result: unknown): void => {
      if (result === true) this.#acknowledged.push({ kind: notice.kind, orderId });
      else this.#again(notice);
    };
    await this.#begin(`${name} ${orderId.slice(0, 4)}`, (ports) => receive(ports, notice.event), taken);
  }

  #again(notice: Notice): void {
    this.#pay.notices.push({ ...notice, dueAt: this.#nowMs + 15_000 });
  }

  async #sweep(): Promise<void> {
    const twice = this.#faulty && this.#chance.happens(0.3);
    if (twice) this.#fired('two sweeps');
    for (let count = 0; count < (twice ? 2 : 1); count += 1) await this.#begin('sweep', sweep);
  }

  async #passTime(): Promise<void> {
    const jump = this.#chance.weighted({ second: 4, minutes: 4, quarter: 3, hours: 1, day: 1 });
    const ms = { second: 1000, minutes: 3 * minuteMs, quarter: 16 * minuteMs, hours: 3 * hourMs, day: 25 * hourMs }[
      jump
    ];
    if (jump === 'hours' || jump === 'day') this.#fired('clock jump');
    // A function lives for seconds: none that has begun sees the minutes that pass (20 s is the longest timeout we set).
    if (ms > 10_000) await this.#finishRuns();
    this.#nowMs += ms;
    this.#tell(`${jump} passes`);
  }

  async #finishRuns(): Promise<void> {
    while (this.#waiting.length > 0) await this.#letOneGoOn();
  }

  // --- The end: no more faults, and everything must come to rest.

  async #comeToRest(): Promise<readonly string[]> {
    this.#tell('no more faults');
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
        await this.#begin('sweep', sweep);
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
      await this.#begin('closeDay', closeDay);
      await this.#begin('reconcile', reconcile);
      await this.#finishRuns();
    }
  }

  #moves(): ReadonlySet<string> {
    const moves = new Set<string>();
    for (const order of this.#documents.orders.rows.values()) {
      for (const move of order.moves) moves.add(`order ${move.from ?? '–'} ${move.event}`);
      for (const refund of order.refunds) moves.add(`refund ${refund.state}`);
    }
    for (const entry of this.#documents.entries.rows.values()) {
      for (const move of entry.moves) moves.add(`entry ${move.from ?? '–'} ${move.event}`);
    }
    return moves;
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

function short(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 90);
}
