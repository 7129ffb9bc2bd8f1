import { hourMs, minuteMs } from '../../domain/time';
import { createHash } from 'node:crypto';
import type { Scheduler } from 'fast-check';
import type { AnswerOf, Contracts, FunctionName } from '../../contracts';
import type { ParsedInputOf } from '../../contracts/contract';
import { closeDay } from '../../cloudfunctions/closeDay/closeDay';
import { operations } from '../../cloudfunctions/registry';
import { payNotify } from '../../cloudfunctions/payNotify/payNotify';
import { reconcile } from '../../cloudfunctions/reconcile/reconcile';
import { sweep } from '../../cloudfunctions/sweep/sweep';
import type { Operation } from '../../cloudfunctions/_shared/runtime/operation';
import type { Payments, Ports, Store } from '../../cloudfunctions/_shared/ports';
import { secretsOf } from '../../cloudfunctions/_shared/adapters/secrets';
import { createGroupQr } from '../../domain/groupQr';
import { createGroup, type Group, type GroupTerms } from '../../domain/group';
import { Chance } from '../simulation/chance';
import { violations, overdueClocks, violationsAtRest } from '../simulation/invariants';
import { FaultyPay } from '../simulation/faulty-pay';
import { pretendQrReader, readPretendFile } from '../simulation/pretendPictures';
import { Documents, memoryStore } from '../simulation/memory-store';

export { hourMs, minuteMs };

const keys = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
const text = {
  name: '晨读',
  intro: '每天二十分钟',
  description: '一起读。',
  benefits: ['音频'],
  ownerIntro: '十年',
  category: 'study' as const,
  coverFileId: '',
};

/** A participant of a race: a real operation, or anything else, with ports whose every call waits for its turn. */
export type Racer<Result> = (ports: Ports<Store>, turn: (what: string) => Promise<void>) => Promise<Result>;

const hash = (words: string): string => createHash('sha256').update(words).digest('hex').slice(0, 32);

/** Names a person in the paths of the files they uploaded. */
export const uploaderOf = (person: string): string => hash(`uploader\n${person}`);

/** Groups, people and a faultless WeChat Pay, in memory. Time is `nowMs`. */
export class RaceStack {
  readonly documents = new Documents();
  readonly pay = new FaultyPay(
    new Chance(1),
    () => this.nowMs,
    () => undefined,
    () => false,
  );
  nowMs = Date.UTC(2026, 10, 22, 2);
  readonly #violations: string[] = [];

  /** Adds a listed group with a live QR, run by olivia. */
  group(terms: Partial<GroupTerms> = {}): string {
    const now = new Date(this.nowMs);
    const id = `group-${this.documents.groups.rows.size + 1}`;
    const all: GroupTerms = {
      priceFen: 990,
      admission: 'instant',
      reviewHours: 0,
      refundDays: 7,
      capacity: 2,
      ...terms,
    };
    const draft = createGroup({ id, openid: 'olivia', ownerName: '林', ownerAvatarFileId: '', text, terms: all }, now);
    const expiresAt = new Date(this.nowMs + 160 * hourMs);
    const qrPeriods = [{ from: now, until: expiresAt }];
    this.documents.groups.add({ ...draft, state: 'Listed', qrValidUntil: expiresAt, qrPeriods });
    const parts = { _id: `qr-${id}`, groupId: id, fileId: 'file-0', quota: 190, position: 0, expiresAt };
    const qr = createGroupQr(parts, now);
    this.documents.groupQrs.add({ ...qr, effects: [], dueAt: null });
    return id;
  }

  /** The text of every group, for requests that change the terms. */
  text(): typeof text & { benefits: string[] } {
    return { ...text, benefits: [...text.benefits] };
  }

  /** Ports whose calls run immediately. */
  get ports(): Ports<Store> {
    return this.#ports(memoryStore(this.documents), this.pay.payments);
  }

  /** A person's call of a function, in a race or to prepare one. */
  call<Name extends FunctionName>(
    name: Name,
    openid: string,
    input: ParsedInputOf<Contracts[Name]>,
  ): Racer<AnswerOf<Contracts[Name]>> {
    const operation = operations[name] as unknown as Operation<Contracts[Name]>;
    return (ports) => operation({ ports, caller: { openid, clientIp: '127.0.0.1' } }, input);
  }

  /** Buys and pays; returns the id of the paid order. */
  async paid(groupId: string, openid: string): Promise<string> {
    const orderId = await this.unpaid(groupId, openid);
    this.pay.confirm(orderId, openid);
    await payNotify(this.ports, { outTradeNo: orderId });
    return orderId;
  }

  async unpaid(groupId: string, openid: string, idempotencyKey = `request-${openid}-${groupId}`): Promise<string> {
    const created = await this.now(this.call('createOrder', openid, { idempotencyKey, groupId, message: '想加入' }));
    if (!created.ok) throw new Error(created.code);
    return created.value.orderId;
  }

  /** Runs it immediately, outside of any race. */
  now<Result>(racer: Racer<Result>): Promise<Result> {
    return racer(this.ports, () => Promise.resolve());
  }

  seatsOf(groupId: string): readonly string[] {
    return this.#group(groupId).seats;
  }

  capacityOf(groupId: string): number | null {
    return this.#group(groupId).capacity;
  }

  /** Runs all at once; the scheduler decides which call comes next. The invariants are checked after every call. */
  async race<Results extends readonly unknown[]>(
    scheduler: Scheduler,
    racers: { readonly [Index in keyof Results]: Racer<Results[Index]> },
  ): Promise<Results> {
    const running = racers.map((racer, index) => {
      const turn = async (what: string): Promise<void> => {
        await scheduler.schedule(Promise.resolve(), `${index + 1}: ${what}`);
      };
      return racer(this.#gated(turn), turn);
    });
    const results = await scheduler.waitFor(Promise.all(running));
    this.#requireNone(this.#violations);
    return results as unknown as Results;
  }

  /** Advances the time and sweeps until nothing is left to do, and checks the invariants. */
  async drain(): Promise<void> {
    for (const ms of [0, 3 * minuteMs, 6 * minuteMs, 16 * minuteMs, hourMs, 26 * hourMs, hourMs, hourMs]) {
      this.nowMs += ms;
      this.pay.endWhatIsDue();
      await sweep(this.ports);
      await sweep(this.ports);
    }
    this.#requireNone(overdueClocks(this.documents, new Date(this.nowMs)));
    // Runs the nightly jobs that close days and compare WeChat Pay's bills.
    for (let night = 0; night < 4; night += 1) {
      this.nowMs += night < 3 ? 24 * hourMs : 0;
      await closeDay(this.ports);
      await reconcile(this.ports);
    }
    this.#requireNone(violationsAtRest(this.documents, this.pay));
  }

  #requireNone(found: readonly string[]): void {
    if (found.length > 0) throw new Error([...new Set(found)].join('; '));
  }

  #group(groupId: string): Group {
    const group = this.documents.groups.get(groupId);
    if (!group) throw new Error(`no group ${groupId}`);
    return group;
  }

  #gated(turn: (what: string) => Promise<void>): Ports<Store> {
    const gate = <Target extends object>(real: Target): Target =>
      new Proxy(real, {
        get: (methods, name) => {
          const method = Reflect.get(methods, name) as (...parameters: unknown[]) => Promise<unknown>;
          return async (...parameters: unknown[]) => {
            await turn(String(name));
            const result = await method(...parameters);
            this.#violations.push(...violations(this.documents, [], this.pay));
            return result;
          };
        },
      });
    return this.#ports(gate<Store>(memoryStore(this.documents)), gate<Payments>(this.pay.payments));
  }

  #ports(store: Store, payments: Payments): Ports<Store> {
    return {
      store,
      payments,
      content: { check: async () => 'fine' },
      secrets: secretsOf(() => keys),
      files: {
        environment: 'demo',
        temporaryUrls: async (ids) => ids.map((id) => `http://${id}`),
        read: readPretendFile,
      },
      qrReader: pretendQrReader,
      clock: { now: () => new Date(this.nowMs) },
      hash,
      log: { warn: () => undefined },
      settings: { subMchId: '1900000109', commissionPermyriad: 333, admins: ['adam'] },
    };
  }
}
