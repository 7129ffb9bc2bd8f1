import type { AnswerOf, Contracts, FunctionName, InputOf, OutputOf } from '../../../contracts';
import type { Stage } from '../../../ops/stage/index';

/** What happens while nobody photographs: other people act, time passes, things break. Everything by the doors. */
export class World {
  constructor(private readonly stage: Stage) {}

  async door(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Record<string, unknown>> {
    return this.stage.emulator.control(method, path, body);
  }

  async call<Name extends FunctionName>(
    name: Name,
    data: InputOf<Contracts[Name]>,
    as: string,
  ): Promise<OutputOf<Contracts[Name]>> {
    const { result } = await this.door('POST', 'call', { function: name, data, as });
    const answer = result as AnswerOf<Contracts[Name]>;
    if (!answer.ok) throw new Error(`${name} as ${as}: ${answer.code} ${answer.message}`);
    return answer.value;
  }

  /** Buys and, unless told otherwise, pays. */
  async buys(as: string, groupId: string, pays = true): Promise<string> {
    const requestId = crypto.randomUUID();
    const { orderId } = await this.call('createOrder', { requestId, groupId }, as);
    if (!pays) return orderId;
    await this.door('POST', 'pay/confirm', { outTradeNo: orderId });
    await this.rest();
    return orderId;
  }

  async applies(as: string, groupId: string, message: string, contact = ''): Promise<void> {
    await this.call('applyToGroup', { groupId, message, contact }, as);
  }

  /** olivia decides on the application whose message begins so. */
  async decides(
    groupId: string,
    beginning: string,
    decision: { decision: 'approve' } | { decision: 'reject'; reason: string },
  ): Promise<void> {
    const { applications } = await this.call('listApplications', { filter: 'waiting', groupId }, 'olivia');
    const found = applications.find(({ message }) => message.startsWith(beginning));
    if (!found) throw new Error(`nobody wrote ${beginning}`);
    const { entryId, round } = found;
    await this.call('approveMember', { entryId, round, ...decision }, 'olivia');
  }

  async rest(): Promise<void> {
    await this.stage.emulator.idle(30_000);
  }

  async sweep(): Promise<void> {
    await this.door('POST', 'timers/sweep/run', {});
    await this.rest();
  }

  async passes(ms: number): Promise<void> {
    await this.stage.emulator.advance(ms);
    await this.rest();
  }

  async fate(fate: string): Promise<void> {
    await this.door('POST', 'pay/next', { fate, count: 1 });
  }

  /** The next runs of a function die. */
  async breaks(name: FunctionName, count = 1): Promise<void> {
    await this.door('POST', 'faults', {
      target: 'function',
      mode: 'crash',
      when: 'before',
      function: name,
      action: name,
      count,
    });
  }

  /** Puts a file into cloud storage as somebody's phone would; answers its id. */
  async uploads(as: string, path: string, bytes: Buffer): Promise<string> {
    const address = `${this.stage.url}/_emulator/storage/upload?path=${encodeURIComponent(path)}&as=${as}`;
    const response = await fetch(address, { method: 'POST', body: new Uint8Array(bytes) });
    return ((await response.json()) as { fileID: string }).fileID;
  }

  async heals(): Promise<void> {
    await this.door('DELETE', 'faults');
  }
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
