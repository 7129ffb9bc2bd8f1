import type { State } from '../state';

const tableSchema = `CREATE TABLE IF NOT EXISTS emulator_subscriptions (
  openid TEXT NOT NULL, template_id TEXT NOT NULL, remaining INTEGER NOT NULL, PRIMARY KEY (openid, template_id)) WITHOUT ROWID`;

/** Counts the messages of each template that each person still accepts: one acceptance allows one message. */
export class Subscriptions {
  readonly #state: State;
  readonly #counted: boolean;

  /** `counted`: whether a message without an acceptance is refused. */
  constructor(state: State, counted: boolean) {
    this.#state = state;
    this.#counted = counted;
    state.createTables(tableSchema);
  }

  /** Adds acceptances made in the sheet of `wx.requestSubscribeMessage`. Returns the remaining count. */
  accept(openid: string, templateId: string, count: number): number {
    this.#state.run(
      `INSERT INTO emulator_subscriptions (openid, template_id, remaining) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET remaining = remaining + excluded.remaining`,
      openid,
      templateId,
      count,
    );
    return this.remaining(openid, templateId);
  }

  remaining(openid: string, templateId: string): number {
    const row = this.#state.one<{ remaining: number }>(
      'SELECT remaining FROM emulator_subscriptions WHERE openid = ? AND template_id = ?',
      openid,
      templateId,
    );
    return row?.remaining ?? 0;
  }

  /** Uses up one acceptance. Returns false when acceptances are counted and none is left. */
  use(openid: string, templateId: string): boolean {
    const remaining = this.remaining(openid, templateId);
    if (remaining === 0) return !this.#counted;
    this.#state.run(
      'UPDATE emulator_subscriptions SET remaining = remaining - 1 WHERE openid = ? AND template_id = ?',
      openid,
      templateId,
    );
    return true;
  }
}
