import type { AnswerOf, Contracts, FunctionName, InputOf, OutputOf } from '../../../contracts';
import type { DevStack } from '../../../ops/devStack';
import { pathInStorage } from '../../../ops/seed/pathInStorage';

/** Everything that happens between two screenshots: other people act, time passes, things break. Works through the emulator's control API. */
export class ScreenStack {
  constructor(private readonly devStack: DevStack) {}

  async control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Record<string, unknown>> {
    return this.devStack.emulator.control(method, path, body);
  }

  async callOk<Name extends FunctionName>(
    name: Name,
    data: InputOf<Contracts[Name]>,
    as: string,
  ): Promise<OutputOf<Contracts[Name]>> {
    const { result } = await this.control('POST', 'call', { function: name, data, as });
    const answer = result as AnswerOf<Contracts[Name]>;
    if (!answer.ok) throw new Error(`${name} as ${as}: ${answer.code} ${answer.message}`);
    return answer.value;
  }

  /** Creates an order and pays it, unless `pays` is false. */
  async buy(as: string, groupId: string, pays = true, message = '想和大家一起学'): Promise<string> {
    const idempotencyKey = crypto.randomUUID();
    const { orderId } = await this.callOk('createOrder', { idempotencyKey, groupId, message }, as);
    if (!pays) return orderId;
    await this.control('POST', 'pay/confirm', { outTradeNo: orderId });
    await this.drain();
    return orderId;
  }

  async apply(as: string, groupId: string, message: string, contact = ''): Promise<void> {
    await this.callOk('applyToGroup', { groupId, message, contact }, as);
  }

  /** Decides, as olivia, on the application whose message begins with `beginning`. */
  async decide(
    groupId: string,
    beginning: string,
    decision: { decision: 'approve' } | { decision: 'reject'; reason: string },
  ): Promise<void> {
    const { applications } = await this.callOk('listApplications', { filter: 'waiting', groupId }, 'olivia');
    const found = applications.find(({ message }) => message.startsWith(beginning));
    if (!found) throw new Error(`no application begins with ${beginning}`);
    const { membershipId, round } = found;
    await this.callOk('approveMember', { membershipId, round, ...decision }, 'olivia');
  }

  async drain(): Promise<void> {
    await this.devStack.emulator.idle(30_000);
  }

  async sweep(): Promise<void> {
    await this.control('POST', 'timers/sweep/run', {});
    await this.drain();
  }

  async advance(ms: number): Promise<void> {
    await this.devStack.emulator.advance(ms);
    await this.drain();
  }

  /** Scripts what WeChat Pay does with the next payment or refund. */
  async scriptOutcome(outcome: string): Promise<void> {
    await this.control('POST', 'pay/next', { outcome, count: 1 });
  }

  /** Crashes the next runs of a function. */
  async breakFunction(name: FunctionName, count = 1): Promise<void> {
    await this.control('POST', 'faults', {
      target: 'function',
      mode: 'crash',
      when: 'before',
      function: name,
      action: name,
      count,
    });
  }

  /** Uploads a file to the cloud storage as a person's phone would; returns its id. */
  async upload(as: string, path: string, bytes: Buffer): Promise<string> {
    const place = pathInStorage(path, this.devStack.emulator.openidOf(as));
    const address = `${this.devStack.url}/_emulator/storage/upload?path=${encodeURIComponent(place)}&as=${as}`;
    const response = await fetch(address, { method: 'POST', body: new Uint8Array(bytes) });
    return ((await response.json()) as { fileID: string }).fileID;
  }

  async clearFaults(): Promise<void> {
    await this.control('DELETE', 'faults');
  }
}

export const hourMs = 3_600_000;
