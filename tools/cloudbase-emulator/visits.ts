import type { Clock } from './clock';
import type { State } from './state';

const tableSchema = `CREATE TABLE IF NOT EXISTS emulator_visits (openid TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID`;

/** Written down no more often than this, for every call of a client is a visit. */
const notedEveryMs = 60_000;

/** When each person last used the mini-program: some of WeChat's apis ask for it. */
export class Visits {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #noted = new Map<string, number>();

  constructor(state: State, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
    state.define(tableSchema);
    state.onReplaced(() => this.#noted.clear());
  }

  note(openid: string): void {
    const nowMs = this.#clock.now();
    if (Math.abs(nowMs - (this.#noted.get(openid) ?? -Infinity)) < notedEveryMs) return;
    this.#noted.set(openid, nowMs);
    this.#state.run('INSERT OR REPLACE INTO emulator_visits (openid, at_ms) VALUES (?, ?)', openid, nowMs);
  }

  /** Whether somebody was here within the last `withinMs`, give or take a minute. */
  isRecent(openid: string, withinMs: number): boolean {
    const row = this.#state.one<{ at_ms: number }>('SELECT at_ms FROM emulator_visits WHERE openid = ?', openid);
    return row !== undefined && this.#clock.now() - row.at_ms <= withinMs + notedEveryMs;
  }
}
