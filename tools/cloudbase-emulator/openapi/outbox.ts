import type { Clock } from '../clock';
import type { State } from '../state';

const tableSchema = `CREATE TABLE IF NOT EXISTS emulator_messages (
  n INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, recipient TEXT NOT NULL, template_id TEXT NOT NULL,
  page TEXT, data TEXT NOT NULL)`;

/** A subscribe message that production would have sent. */
interface SentMessage {
  readonly atMs: number;
  /** An openid. */
  readonly to: string;
  readonly templateId: string;
  readonly page?: string;
  readonly data: unknown;
}

interface Row {
  readonly at_ms: number;
  readonly recipient: string;
  readonly template_id: string;
  readonly page: string | null;
  readonly data: string;
}

/** Keeps messages instead of sending them. */
export class Outbox {
  readonly #state: State;
  readonly #clock: Clock;

  constructor(state: State, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
    state.createTables(tableSchema);
  }

  add(to: string, templateId: string, page: string | undefined, data: unknown): void {
    this.#state.run(
      'INSERT INTO emulator_messages (at_ms, recipient, template_id, page, data) VALUES (?, ?, ?, ?, ?)',
      this.#clock.now(),
      to,
      templateId,
      page ?? null,
      JSON.stringify(data),
    );
  }

  all(): readonly SentMessage[] {
    return this.#state.all<Row>('SELECT * FROM emulator_messages ORDER BY n').map((row) => ({
      atMs: row.at_ms,
      to: row.recipient,
      templateId: row.template_id,
      ...(row.page === null ? {} : { page: row.page }),
      data: JSON.parse(row.data) as unknown,
    }));
  }
}
