import * as v from 'valibot';

/** One request to a door, however it came. */
export interface Knock {
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** What `<...>` stood for in the door's path. */
  readonly name: string;
}

export type DoorAnswer = Readonly<Record<string, unknown>>;

/** `path` is what follows `/_emulator/`; `<...>` in it takes one segment. */
export interface Door {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Throws what the caller should be told. */
  readonly open: (knock: Knock) => DoorAnswer | Promise<DoorAnswer>;
}

/** Reads a JSON body; nothing at all is `{}`. @throws what is wrong with it */
export function read<const Schema extends v.GenericSchema>(schema: Schema, { body }: Knock): v.InferOutput<Schema> {
  const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
  // A list without elements would do for an object without keys.
  if (Array.isArray(input)) throw new Error('body: not an object');
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
}

/** A whole number of the query, 0 when it is not there. */
export function sinceOf({ query }: Knock): number {
  const since = Number(query.get('since') ?? 0);
  if (!Number.isInteger(since) || since < 0) throw new Error('since: not a whole number');
  return since;
}

export const Count = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1);
