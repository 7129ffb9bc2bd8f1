import { randomUUID } from 'node:crypto';
import { EJSON } from 'bson';
import { contracts, type AnswerOf, type Contracts, type FunctionName, type InputOf, type OutputOf } from '../contracts';
import type { GroupQr } from '../domain/groupQr';
import type { Group } from '../domain/group';
import type { User } from '../domain/user';
import { openidOf, temporaryState } from 'cloudbase-emulator';
import { pathInStorage } from '../ops/seed/pathInStorage';
import { renderQrCard } from '../ops/seed/qr';
import { readEmulatorConfig, startDevStack, type DevStack, type DevStackOptions } from '../ops/devStack';

/** One call in the emulator's record. */
export interface RecordedCall {
  readonly n: number;
  readonly requestId: string;
  readonly function: string;
  readonly target: 'database' | 'pay' | 'openapi' | 'storage' | 'function';
  readonly action: string;
  readonly api?: string;
  readonly collections: readonly string[];
  readonly accesses: readonly { collection: string; index: string | null; documentsExamined: number }[];
  readonly documentsExamined: number;
  readonly documentsWritten: number;
  readonly fault?: string;
  /** Its time, by the emulator's clock, and its duration. */
  readonly atMs: number;
  readonly tookMs: number;
}

export interface PayOrder {
  readonly outTradeNo: string;
  readonly tradeState: string;
  readonly totalFee: number;
  readonly refundedFee: number;
  readonly refunds: readonly { outRefundNo: string; refundFee: number; status?: string }[];
}

export type Document = Readonly<Record<string, unknown>> & { readonly _id: string };

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** The running stack below: one in this process, or one in another process reached by HTTP. */
interface Connection {
  readonly url: string;
  openidOf(person: string): string;
  control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
}

function connectInProcess(stack: DevStack): Connection {
  return {
    url: stack.url,
    openidOf: (person) => stack.emulator.openidOf(person),
    control: (method, path, body) => stack.emulator.control(method, path, body),
    stop: () => stack.stop(),
  };
}

function connectOverHttp(url: string, stop: () => Promise<void>): Connection {
  const appId = readEmulatorConfig().appId ?? '';
  return {
    url,
    openidOf: (person) => openidOf(appId, person),
    async control(method, path, body) {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(`${url}/_emulator/${path}`, { method, ...sent });
      const answer = (await response.json()) as Record<string, unknown>;
      if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
      return answer;
    },
    stop,
  };
}

/** The built functions on a stack, with everything a test or a measurement does to them. */
export class TestStack {
  #groups = 0;

  private constructor(private readonly connection: Connection) {}

  /** Uses a stack that another process owns and may restart. */
  static at(url: string, stop: () => Promise<void>): TestStack {
    return new TestStack(connectOverHttp(url, stop));
  }

  static async begin(
    options: Pick<DevStackOptions, 'instancesPerFunction' | 'functionsDir' | 'environment'> = {},
  ): Promise<TestStack> {
    const stack = await startDevStack({
      port: 0,
      stateDir: temporaryState,
      preview: false,
      seeded: false,
      // Only `advance` moves the time, so a test decides when the sweep runs.
      timers: false,
      ...options,
    });
    return new TestStack(connectInProcess(stack));
  }

  get url(): string {
    return this.connection.url;
  }

  /** @throws if a function read a collection without an index; no test may cause that */
  async end(): Promise<void> {
    const unindexed = await this.unindexedAccesses();
    await this.connection.stop();
    if (unindexed.length > 0) throw new Error(`no index serves ${unindexed.join(', ')}`);
  }

  async unindexedAccesses(): Promise<string[]> {
    const { calls } = await this.callsSince(0);
    const found = calls.flatMap((call) =>
      call.accesses.filter((access) => access.index === null).map((access) => `${call.function}: ${access.collection}`),
    );
    return [...new Set(found)];
  }

  openid(person: string): string {
    return this.connection.openidOf(person);
  }

  async control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Record<string, unknown>> {
    return this.connection.control(method, path, body);
  }

  /** Calls any function with any input, as a client would. */
  async raw(
    name: string,
    data: unknown,
    as: string,
    source?: string,
  ): Promise<{ result?: unknown; error?: { errMsg: string } }> {
    return this.control('POST', 'call', { function: name, data, as, ...(source === undefined ? {} : { source }) });
  }

  async call<Name extends FunctionName>(
    name: Name,
    data: InputOf<Contracts[Name]>,
    as: string,
  ): Promise<AnswerOf<Contracts[Name]>> {
    const { result, error } = await this.raw(name, data, as);
    if (error) throw new Error(`${name} as ${as}: ${error.errMsg}`);
    return result as AnswerOf<Contracts[Name]>;
  }

  /** Returns the value of a call that must not be refused. */
  async callOk<Name extends FunctionName>(
    name: Name,
    data: InputOf<Contracts[Name]>,
    as: string,
  ): Promise<OutputOf<Contracts[Name]>> {
    const answer = await this.call(name, data, as);
    if (!answer.ok) throw new Error(`${name} as ${as} refused: ${answer.code} ${answer.message}`);
    return answer.value;
  }

  async buy(groupId: string, as: string): Promise<string> {
    return (await this.callOk('createOrder', { idempotencyKey: randomUUID(), groupId, message: '想加入' }, as)).orderId;
  }

  /** The buyer pays; returns once WeChat Pay's notification has arrived, or was lost as scripted. */
  async pay(outTradeNo: string): Promise<void> {
    await this.control('POST', 'pay/confirm', { outTradeNo });
    await this.idle();
  }

  async buyAndPay(groupId: string, as: string): Promise<string> {
    const orderId = await this.buy(groupId, as);
    await this.pay(orderId);
    return orderId;
  }

  /** Returns the application that has waited longest in olivia's group; there must be one. */
  async waitingApplication(groupId: string) {
    const { applications } = await this.callOk('listApplications', { filter: 'waiting', groupId }, 'olivia');
    const [application] = applications;
    if (!application) throw new Error('no application is waiting');
    return application;
  }

  async scriptOutcome(outcome: string, count = 1): Promise<void> {
    await this.control('POST', 'pay/next', { outcome, count });
  }

  async idle(): Promise<void> {
    await this.control('POST', 'idle', { timeoutMs: 30_000 });
  }

  async sweep(): Promise<Record<string, unknown>> {
    return this.timer('sweep');
  }

  /** Runs a timer function now. */
  async timer(name: 'closeDay' | 'reconcile' | 'sweep'): Promise<Record<string, unknown>> {
    const { result } = await this.control('POST', `timers/${name}/run`, {});
    await this.idle();
    return result as Record<string, unknown>;
  }

  async advance(ms: number): Promise<void> {
    await this.control('POST', 'clock', { advanceMs: ms });
    await this.idle();
  }

  /** Advances the time and sweeps until no effects are due now or a day later. */
  async drain(): Promise<void> {
    for (const ms of [0, 0, 6 * minuteMs, 15 * minuteMs, hourMs, 2 * hourMs, 6 * minuteMs]) {
      await this.advance(ms);
      await this.sweep();
      await this.sweep();
    }
  }

  async documents(collection: string, query: Record<string, unknown> = {}): Promise<Document[]> {
    const text = encodeURIComponent(JSON.stringify(query));
    const answer = await this.control('GET', `collections/${collection}?query=${text}&limit=10000`);
    return answer['documents'] as Document[];
  }

  async document(collection: string, id: string): Promise<Document> {
    const [found] = await this.documents(collection, { _id: id });
    if (!found) throw new Error(`no ${id} in ${collection}`);
    return found;
  }

  async payOrders(): Promise<PayOrder[]> {
    return (await this.control('GET', 'pay/orders'))['orders'] as PayOrder[];
  }

  async callsSince(since: number): Promise<{ next: number; calls: RecordedCall[] }> {
    const answer = await this.control('GET', `calls?since=${since}`);
    return { next: Number(answer['next']), calls: answer['calls'] as RecordedCall[] };
  }

  /** Writes a document as an admin program would. */
  async insert(collection: string, ...documents: object[]): Promise<void> {
    const data = documents.map((document) => EJSON.stringify(document, { relaxed: false }));
    await this.#administer('database.insertDocument', collection, { data });
  }

  /** Deletes a document as an admin program would. */
  async remove(collection: string, id: string): Promise<void> {
    const query = JSON.stringify({ _id: id });
    await this.#administer('database.removeDocument', collection, { queryType: 'DOC', query, multi: false });
  }

  async #administer(action: string, collectionName: string, body: object): Promise<void> {
    const response = await fetch(`${this.url}/admin?env=demo-qunpiao`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'TC3-HMAC-SHA256 Credential=demo-operator/2026-01-01/tcb/tc3_request',
      },
      body: JSON.stringify({ action, envName: 'demo-qunpiao', collectionName, ...body }),
    });
    const answer = (await response.json()) as { code?: string; message?: string };
    if (answer.code !== undefined) throw new Error(`${answer.code}: ${answer.message ?? ''}`);
  }

  async now(): Promise<Date> {
    return new Date(Number((await this.control('GET', 'clock'))['nowMs']));
  }

  /** Creates a listed group with a live QR, run by olivia. */
  async group(over: Partial<Group> = {}, qr: Partial<GroupQr> | null = {}): Promise<string> {
    this.#groups += 1;
    const _id = over._id ?? `group-${this.#groups}`;
    const now = await this.now();
    const qrValidUntil = qr === null ? null : (qr.expiresAt ?? new Date(now.getTime() + 144 * hourMs));
    const group: Group = {
      _id,
      rev: 0,
      state: 'Listed',
      managers: [this.openid('olivia')],
      ownerName: '林奥莉',
      ownerIntro: '晨读十年',
      ownerAvatarFileId: '',
      name: `晨间英语 ${this.#groups}`,
      intro: '每天二十分钟',
      description: '一起读。',
      benefits: ['每日音频'],
      category: 'study',
      coverFileId: '',
      priceFen: 990,
      admission: 'instant',
      reviewHours: (over.admission ?? 'instant') === 'instant' ? 0 : 24,
      refundDays: 7,
      capacity: null,
      seatsLeft: over.capacity ?? null,
      seats: [],
      qrValidUntil,
      qrPeriods: qrValidUntil === null ? [] : [{ from: now, until: qrValidUntil }],
      searchText: `晨间英语 ${this.#groups} 每天二十分钟 林奥莉`,
      subMchId: null,
      commissionPermyriad: null,
      history: [],
      createdAt: now,
      effects: [],
      dueAt: null,
      ...over,
    };
    await this.insert('groups', group);
    if (qr !== null) await this.insert('groupQrs', await this.#groupQr(_id, qrValidUntil ?? now, qr));
    return _id;
  }

  async #groupQr(groupId: string, expiresAt: Date, over: Partial<GroupQr>): Promise<GroupQr> {
    const fileId = await this.upload(`groupQrs/${groupId}.png`, 'olivia');
    const now = await this.now();
    return {
      _id: `qr-${groupId}`,
      rev: 0,
      groupId,
      fileId,
      state: 'Live',
      position: 0,
      expiresAt,
      quota: 190,
      shownTo: [],
      createdAt: now,
      effects: [],
      dueAt: null,
      needsAttentionAt: null,
      ...over,
    };
  }

  /**
   * Uploads a file to cloud storage as the mini-program would, to the person's own part of the folder; returns its id. Without `content` it is
   * the QR of a WeChat group, another one for each path.
   */
  async upload(path: string, as: string, content: Buffer = renderQrCard(path)): Promise<string> {
    const query = new URLSearchParams({ path: pathInStorage(path, this.openid(as)), as });
    const response = await fetch(`${this.url}/_emulator/storage/upload?${query.toString()}`, {
      method: 'POST',
      body: new Uint8Array(content),
    });
    const { fileID, error } = (await response.json()) as { fileID?: string; error?: string };
    if (fileID === undefined) throw new Error(`could not upload ${path}: ${error ?? response.status}`);
    return fileID;
  }

  async user(person: string, over: Partial<User> = {}): Promise<void> {
    const user: User = {
      _id: this.openid(person),
      nickname: person,
      avatarFileId: '',
      operator: null,
      createdAt: await this.now(),
    };
    await this.insert('users', { ...user, ...over });
  }
}

export const contractNames = Object.keys(contracts) as FunctionName[];
