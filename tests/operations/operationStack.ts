import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { expect } from 'vitest';
import { operations } from '../../cloudfunctions/registry';
import type { Payments, Ports, RefundState, Store, Trade } from '../../cloudfunctions/_shared/ports';
import type { Operation } from '../../cloudfunctions/_shared/runtime/operation';
import type { ListedRefund } from '../../domain/refund';
import { contracts, type AnswerOf, type Contracts, type FunctionName, type InputOf } from '../../contracts';
import { commonErrors } from '../../contracts/contract';
import { Documents, memoryStore } from '../simulation/memory-store';
import { pretendQrReader, readPretendFile } from '../simulation/pretendPictures';
import { clientIp, hash, merchant, nowMs, orderId, payment } from './documents';

/** The store's documents by collection, for comparing before and after. */
type Rows = Record<string, Record<string, unknown>>;

/** The documents an operation added or changed, whole, by collection; ids of removed ones under `removed`. */
export type Changes = Record<string, readonly unknown[]>;

type Tables = Omit<Documents, 'securityEvents' | 'sweepUntil' | 'seatCheck'>;
type Given = {
  readonly [Name in keyof Tables]?: readonly (Tables[Name] extends { put(row: infer Row): void } ? Row : never)[];
};

type PayAnswers = { -readonly [Name in keyof Payments]: Awaited<ReturnType<Payments[Name]>> };
/** Unless a test gives a list, it holds the refund that `queryRefund` tells of. */
type GivenAnswers = Omit<PayAnswers, 'queryRefunds'> & Partial<Pick<PayAnswers, 'queryRefunds'>>;

/** WeChat Pay's trade for the order of `documents.ts`. */
export const trade = (over: Partial<Trade> = {}): { kind: 'found'; trade: Trade } => ({
  kind: 'found',
  trade: {
    state: 'SUCCESS',
    outTradeNo: orderId,
    totalFee: 990,
    subMchId: merchant,
    subOpenid: 'oAnn',
    transactionId: '4200000001',
    ...over,
  },
});

export const refundRow = (status: RefundState['status'], fen: number | null = 990) =>
  ({ kind: 'found', refund: { status, fen } }) as const;

/** A refund in WeChat Pay's list: of the merchant's own making, unless a test says otherwise. */
export const listedRefund = (over: Partial<ListedRefund> = {}): ListedRefund => ({
  outRefundNo: 'desk-1',
  refundId: '5030000001',
  status: 'SUCCESS',
  fen: 990,
  succeededAt: null,
  ...over,
});

export const refundList = (...refunds: readonly ListedRefund[]) => ({ kind: 'found', refunds }) as const;

export const unknown = { kind: 'unknown', why: 'no answer' } as const;

/**
 * One operation at a time over the store in memory: WeChat Pay answers as the test says, the clock stands still, and every call to a port is
 * recorded. `meanwhile` runs something right before a given call.
 */
export class OperationStack {
  readonly documents = new Documents();
  nowMs = nowMs;
  /** WeChat Pay's answers, after those of `answerOnce`. */
  readonly pay: GivenAnswers = {
    unifiedOrder: { kind: 'accepted', payment },
    queryOrder: trade({ state: 'NOTPAY', subOpenid: null, transactionId: null }),
    closeOrder: { kind: 'closed' },
    refund: { kind: 'accepted' },
    queryRefund: { kind: 'absent' },
    downloadBill: { kind: 'none' },
  };
  /** Bills by `<merchant> <day>`; if none is set, `pay.downloadBill` answers. */
  readonly bills = new Map<string, Awaited<ReturnType<Payments['downloadBill']>>>();
  contentCheck: 'fine' | 'risky' | 'unknown' = 'fine';
  /** `false`: the installation has no encryption key. */
  hasKey = true;
  readonly missingFiles = new Set<string>();
  /** Files with a content of their own; any other is a picture of a WeChat group's QR. */
  readonly stored = new Map<string, Uint8Array>();
  /** The texts that the reader finds in every picture; `null`: it can't read them. */
  qrTexts: readonly string[] | null | 'as stored' = 'as stored';
  settings: Ports<Store>['settings'] = { subMchId: merchant, commissionPermyriad: 333, admins: ['oAdam'] };
  /** Names of the calls made, in order; those to WeChat Pay and WeChat with their subject. */
  calls: string[] = [];
  readonly logged: { what: string; details: unknown }[] = [];
  /** The request of each call to WeChat Pay. */
  readonly requests: unknown[] = [];
  #before: Rows = {};
  readonly #meanwhile: { name: string; action: () => void; left: number }[] = [];
  readonly #queued: { name: string; answer: unknown }[] = [];

  /** Adds documents to the store. */
  given(added: Given): this {
    for (const [name, rows] of Object.entries(added)) {
      const table = this.documents[name as keyof Given];
      for (const row of rows) (table as { put(row: unknown): void }).put(row);
    }
    return this;
  }

  /** Runs something right before the next call of this name (or each of the next `times`). */
  meanwhile(name: keyof Store | keyof Payments, action: () => void, times = 1): void {
    this.#meanwhile.push({ name, action, left: times });
  }

  /** Sets the answer of the next call of this name only. */
  answerOnce<Name extends keyof Payments>(name: Name, answer: PayAnswers[Name]): void {
    this.#queued.push({ name, answer });
  }

  /** Writes a document as another call would, which increments its version. */
  touch(table: 'orders' | 'memberships' | 'groups' | 'groupQrs', id: string): void {
    const rows: Map<string, { rev: number }> = this.documents[table].rows;
    const row = rows.get(id);
    if (!row) throw new Error(`no ${id} in the store`);
    rows.set(id, { ...row, rev: row.rev + 1 });
  }

  /** Calls an operation as a person would, its input and its answer checked against its contract. */
  async call<Name extends FunctionName>(
    name: Name,
    openid: string,
    input: InputOf<Contracts[Name]>,
  ): Promise<AnswerOf<Contracts[Name]>> {
    const { input: schema, output, errors } = contracts[name];
    const parsed = v.parse(schema, input);
    const operation = operations[name] as unknown as Operation<(typeof contracts)[Name]>;
    const answer = await this.run((ports) => operation({ ports, caller: { openid, clientIp } }, parsed as never));
    if (answer.ok) v.parse(output, answer.value);
    else expect([...errors, ...commonErrors]).toContain(answer.code);
    return answer;
  }

  /** Runs anything with these ports; `calls` and `changes` describe the latest run. */
  async run<Result>(work: (ports: Ports<Store>) => Promise<Result>): Promise<Result> {
    this.#before = this.#rows();
    this.calls = [];
    return work(this.ports);
  }

  /** The documents changed by the latest run. */
  get changes(): Changes {
    const after = this.#rows();
    const found: Record<string, unknown[]> = {};
    for (const [table, rows] of Object.entries(after)) {
      for (const [id, row] of Object.entries(rows)) {
        if (!isDeepStrictEqual(row, this.#before[table]?.[id])) (found[table] ??= []).push(row);
      }
    }
    for (const [table, rows] of Object.entries(this.#before)) {
      for (const id of Object.keys(rows)) if (!(id in (after[table] ?? {}))) (found['removed'] ??= []).push(id);
    }
    return found;
  }

  get ports(): Ports<Store> {
    return {
      store: this.#recorded(memoryStore(this.documents), (name) => name),
      payments: this.#recorded(this.#payments, (name, [request, ...more]) => {
        if (typeof request !== 'object') return `${name}(${[request, ...more].map(String).join(', ')})`;
        this.requests.push(request);
        const { outTradeNo } = request as { outTradeNo: string };
        return `${name}(${[outTradeNo, ...more].map(String).join(', ').replaceAll(orderId, 'order')})`;
      }),
      content: {
        check: async (openid, scene, text) => {
          this.calls.push(`check(${openid}, ${scene}, ${text})`);
          return this.contentCheck;
        },
      },
      files: {
        environment: 'demo',
        temporaryUrls: async (fileIds) => {
          this.calls.push(`temporaryUrls(${fileIds.join(', ')})`);
          return fileIds.map((id) => (this.missingFiles.has(id) ? null : `https://files/${id}`));
        },
        read: async (fileId, mostBytes) => {
          this.calls.push(`read(${fileId})`);
          if (this.missingFiles.has(fileId)) return { kind: 'absent' };
          const bytes = this.stored.get(fileId);
          if (!bytes) return readPretendFile(fileId, mostBytes);
          return bytes.length > mostBytes ? { kind: 'tooLarge' } : { kind: 'found', bytes };
        },
      },
      qrReader: {
        read: async (picture) => {
          this.calls.push('readQrs');
          return this.qrTexts === 'as stored' ? pretendQrReader.read(picture) : this.qrTexts;
        },
      },
      secrets: {
        seal: (text, binding) => (this.hasKey ? `sealed for ${binding}: ${text}` : null),
        open: (sealed, binding) => {
          const head = `sealed for ${binding}: `;
          return this.hasKey && sealed.startsWith(head) ? sealed.slice(head.length) : null;
        },
      },
      clock: { now: () => new Date(this.nowMs) },
      hash,
      log: { warn: (what, details) => this.logged.push({ what, details }) },
      settings: this.settings,
    };
  }

  get #payments(): Payments {
    const answer =
      <Name extends keyof Payments>(name: Name) =>
      async (): Promise<PayAnswers[Name]> => {
        const index = this.#queued.findIndex((each) => each.name === name);
        const [queued] = index < 0 ? [] : this.#queued.splice(index, 1);
        return queued
          ? (queued.answer as PayAnswers[Name])
          : ((this.pay[name] ?? this.#listOfOne()) as PayAnswers[Name]);
      };
    return {
      unifiedOrder: answer('unifiedOrder'),
      queryOrder: answer('queryOrder'),
      closeOrder: answer('closeOrder'),
      refund: answer('refund'),
      queryRefund: answer('queryRefund'),
      queryRefunds: answer('queryRefunds'),
      downloadBill: async (subMchId, day) => this.bills.get(`${subMchId} ${day}`) ?? this.pay.downloadBill,
    };
  }

  #listOfOne(): PayAnswers['queryRefunds'] {
    const { queryRefund: one } = this.pay;
    if (one.kind !== 'found') return one;
    const { status, fen } = one.refund;
    return refundList(listedRefund({ outRefundNo: `${orderId}-R1`, status, fen: fen ?? 990 }));
  }

  #recorded<Target extends object>(real: Target, describe: (name: string, parameters: unknown[]) => string): Target {
    return new Proxy(real, {
      get: (methods, key) => {
        const name = String(key);
        const method = Reflect.get(methods, key) as (...parameters: unknown[]) => Promise<unknown>;
        return async (...parameters: unknown[]) => {
          this.calls.push(describe(name, parameters));
          const hook = this.#meanwhile.find((each) => each.name === name && each.left > 0);
          if (hook) {
            hook.left -= 1;
            hook.action();
          }
          return method(...parameters);
        };
      },
    });
  }

  #rows(): Rows {
    const { securityEvents, sweepUntil, seatCheck: _seatCheck, ...tables } = this.documents;
    const rows: Rows = { sweepLease: { until: { sweepUntil } } };
    for (const [name, table] of Object.entries(tables)) {
      const copies = [...table.rows].map(([id, row]) => [id, structuredClone<unknown>(row)] as const);
      rows[name] = Object.fromEntries(copies);
    }
    rows['securityEvents'] = Object.fromEntries(securityEvents.map((event) => [event._id, structuredClone(event)]));
    return rows;
  }
}
