import type { Clock } from '../clock';
import type { ClientAnswer } from '../functions/function-calls';
import type { State } from '../state';

const tableSchema = `
CREATE TABLE IF NOT EXISTS emulator_pushes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT NOT NULL, due_at INTEGER NOT NULL, state TEXT NOT NULL, function_name TEXT);
CREATE INDEX IF NOT EXISTS emulator_pushes_by_due ON emulator_pushes (due_at) WHERE state = 'pending'`;

/** A message that WeChat pushes to a mini-program; `MsgType` and, for events, `Event` name its subject. */
interface PushedMessage {
  readonly MsgType: string;
  readonly Event?: string;
  readonly [field: string]: unknown;
}

/** A push in the control API's form. `unclaimed`: no function receives such messages, so nothing was called. */
interface Push {
  readonly id: number;
  readonly message: PushedMessage;
  readonly dueAtMs: number;
  readonly state: 'pending' | 'delivered' | 'failed' | 'unclaimed';
  readonly function?: string;
}

interface Row {
  readonly id: number;
  readonly message: string;
  readonly due_at: number;
  readonly state: Push['state'];
  readonly function_name: string | null;
}

interface PushSettings {
  readonly appId: string;
  /** The receiving function by `Event`, or by `MsgType` for messages that are not events. */
  readonly messagePush: Readonly<Record<string, string>>;
}

/** `openid`: the sender's, which the function finds in its WeChat context. */
type Deliver = (
  functionName: string,
  event: Readonly<Record<string, unknown>>,
  openid: string | undefined,
) => Promise<ClientAnswer>;

/** The sender of messages that no person sent. */
const platformSender = 'wx-platform';

/**
 * Pushes messages to their functions (https://developers.weixin.qq.com/miniprogram/dev/wxcloud/guide/functions/openapi.html). Each is pushed
 * once, because the documentation mentions no redelivery.
 */
export class Pushes {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #settings: PushSettings;
  readonly #deliver: Deliver;
  readonly #delivering = new Set<number>();
  #onChange: () => void = () => undefined;

  constructor(state: State, clock: Clock, settings: PushSettings, deliver: Deliver) {
    this.#state = state;
    this.#clock = clock;
    this.#settings = settings;
    this.#deliver = deliver;
    state.createTables(tableSchema);
  }

  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** Adds the fields that every pushed message has, and schedules the push. */
  add(message: PushedMessage, afterMs = 0, from = platformSender): void {
    const dueAt = this.#clock.now() + afterMs;
    const complete = {
      ToUserName: this.#settings.appId,
      FromUserName: from,
      CreateTime: Math.floor(dueAt / 1000),
      ...message,
      userInfo: { appId: this.#settings.appId, ...(from === platformSender ? {} : { openId: from }) },
    };
    this.#state.run(
      "INSERT INTO emulator_pushes (message, due_at, state) VALUES (?, ?, 'pending')",
      JSON.stringify(complete),
      dueAt,
    );
    this.#onChange();
  }

  all(): readonly Push[] {
    return this.#state.all<Row>('SELECT * FROM emulator_pushes ORDER BY id').map((row) => ({
      id: row.id,
      message: JSON.parse(row.message) as PushedMessage,
      dueAtMs: row.due_at,
      state: row.state,
      ...(row.function_name === null ? {} : { function: row.function_name }),
    }));
  }

  nextDueMs(): number | undefined {
    return this.#pending().find((row) => !this.#delivering.has(row.id))?.due_at;
  }

  get delivering(): boolean {
    return this.#delivering.size > 0;
  }

  /** Delivers the messages due at `nowMs`, one after the other, each once. */
  async deliverDue(nowMs: number): Promise<void> {
    const due = this.#pending().filter((row) => row.due_at <= nowMs && !this.#delivering.has(row.id));
    for (const row of due) this.#delivering.add(row.id);
    for (const row of due) await this.#push(row);
  }

  async #push(row: Row): Promise<void> {
    try {
      const message = JSON.parse(row.message) as PushedMessage;
      const { messagePush } = this.#settings;
      const subject = message.Event ?? message.MsgType;
      const name = Object.hasOwn(messagePush, subject) ? messagePush[subject] : undefined;
      const state = name === undefined ? 'unclaimed' : await this.#callFunction(name, message);
      this.#finish(row, state, name ?? null);
    } finally {
      this.#delivering.delete(row.id);
      this.#onChange();
    }
  }

  async #callFunction(name: string, message: PushedMessage): Promise<'delivered' | 'failed'> {
    const from = String(message['FromUserName']);
    const { error } = await this.#deliver(name, message, from === platformSender ? undefined : from);
    return error ? 'failed' : 'delivered';
  }

  #finish(row: Row, state: Push['state'], name: string | null): void {
    this.#state.run('UPDATE emulator_pushes SET state = ?, function_name = ? WHERE id = ?', state, name, row.id);
  }

  #pending(): readonly Row[] {
    return this.#state.all<Row>("SELECT * FROM emulator_pushes WHERE state = 'pending' ORDER BY due_at, id");
  }
}
