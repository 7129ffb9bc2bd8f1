import type { Clock } from '../clock';
import type { ClientAnswer } from '../functions/client';
import type { State } from '../state';

const tableSchema = `
CREATE TABLE IF NOT EXISTS emulator_pushes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT NOT NULL, due_at INTEGER NOT NULL, state TEXT NOT NULL, function_name TEXT);
CREATE INDEX IF NOT EXISTS emulator_pushes_by_due ON emulator_pushes (due_at) WHERE state = 'pending'`;

/** What WeChat tells a mini-program of its own accord: `MsgType` and, for events, `Event` say what it is about. */
export interface PushedMessage {
  readonly MsgType: string;
  readonly Event?: string;
  readonly [field: string]: unknown;
}

/** As the door shows it. `unclaimed`: no function is named for it; nothing was called. */
export interface Push {
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

export interface PushSettings {
  readonly appId: string;
  /** Function by `Event`, or by `MsgType` for messages that are no events. */
  readonly messagePush: Readonly<Record<string, string>>;
}

/** `openid`: of the person whose message it is; a function finds it in its WeChat context. */
type Deliver = (
  functionName: string,
  event: Readonly<Record<string, unknown>>,
  openid: string | undefined,
) => Promise<ClientAnswer>;

/** Whom messages come from that no person sent. */
const platform = 'wx-platform';

/**
 * Messages pushed to the functions that are named for them (https://developers.weixin.qq.com/miniprogram/dev/wxcloud/guide/functions/openapi.html).
 * Each is pushed once: that WeChat tries again when a function fails is not documented.
 */
export class Pushes {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #settings: PushSettings;
  readonly #deliver: Deliver;
  readonly #underway = new Set<number>();
  #changed: () => void = () => undefined;

  constructor(state: State, clock: Clock, settings: PushSettings, deliver: Deliver) {
    this.#state = state;
    this.#clock = clock;
    this.#settings = settings;
    this.#deliver = deliver;
    state.define(tableSchema);
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  /** Adds what every pushed message carries, and pushes it after a while. */
  add(message: PushedMessage, afterMs = 0, from = platform): void {
    const dueAt = this.#clock.now() + afterMs;
    const whole = {
      ToUserName: this.#settings.appId,
      FromUserName: from,
      CreateTime: Math.floor(dueAt / 1000),
      ...message,
      userInfo: { appId: this.#settings.appId, ...(from === platform ? {} : { openId: from }) },
    };
    this.#state.run(
      "INSERT INTO emulator_pushes (message, due_at, state) VALUES (?, ?, 'pending')",
      JSON.stringify(whole),
      dueAt,
    );
    this.#changed();
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
    return this.#pending().find((row) => !this.#underway.has(row.id))?.due_at;
  }

  get delivering(): boolean {
    return this.#underway.size > 0;
  }

  /** Delivers what is due at `nowMs`, one after the other; nothing is delivered twice at a time. */
  async deliverDue(nowMs: number): Promise<void> {
    const due = this.#pending().filter((row) => row.due_at <= nowMs && !this.#underway.has(row.id));
    for (const row of due) this.#underway.add(row.id);
    for (const row of due) await this.#push(row);
  }

  async #push(row: Row): Promise<void> {
    try {
      const message = JSON.parse(row.message) as PushedMessage;
      const { messagePush } = this.#settings;
      const about = message.Event ?? message.MsgType;
      const name = Object.hasOwn(messagePush, about) ? messagePush[about] : undefined;
      const state = name === undefined ? 'unclaimed' : await this.#tell(name, message);
      this.#end(row, state, name ?? null);
    } finally {
      this.#underway.delete(row.id);
      this.#changed();
    }
  }

  async #tell(name: string, message: PushedMessage): Promise<'delivered' | 'failed'> {
    const from = String(message['FromUserName']);
    const { error } = await this.#deliver(name, message, from === platform ? undefined : from);
    return error ? 'failed' : 'delivered';
  }

  #end(row: Row, state: Push['state'], name: string | null): void {
    this.#state.run('UPDATE emulator_pushes SET state = ?, function_name = ? WHERE id = ?', state, name, row.id);
  }

  #pending(): readonly Row[] {
    return this.#state.all<Row>("SELECT * FROM emulator_pushes WHERE state = 'pending' ORDER BY due_at, id");
  }
}
