import type { Clock } from './clock';
import type { State } from './state';

const tableSchema = `CREATE TABLE IF NOT EXISTS emulator_last_seen (openid TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID`;

/** Every client call marks its person, so a person's row is written at most this often. */
const writeIntervalMs = 60_000;

/** Records when each person last used the mini-program; some of WeChat's apis require recent use. */
export class LastSeen {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #writtenAtMs = new Map<string, number>();

  constructor(state: State, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
    state.createTables(tableSchema);
    state.onReplaced(() => this.#writtenAtMs.clear());
  }

  mark(openid: string): void {
    const nowMs = this.#clock.now();
    if (Math.abs(nowMs - (this.#writtenAtMs.get(openid) ?? -Infinity)) < writeIntervalMs) return;
    this.#writtenAtMs.set(openid, nowMs);
    this.#state.run('INSERT OR REPLACE INTO emulator_last_seen (openid, at_ms) VALUES (?, ?)', openid, nowMs);
  }

  /** Tells whether the person was seen within the last `withinMs`, to the minute. */
  wasSeenWithin(openid: string, withinMs: number): boolean {
    const row = this.#state.one<{ at_ms: number }>('SELECT at_ms FROM emulator_last_seen WHERE openid = ?', openid);
    return row !== undefined && this.#clock.now() - row.at_ms <= withinMs + writeIntervalMs;
  }
}
