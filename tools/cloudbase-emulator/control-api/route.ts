import * as v from 'valibot';

/** One request to the control API, over HTTP or in process. */
export interface ControlRequest {
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** The `:name` of the route's path, decoded; empty for a path without one. */
  readonly name: string;
}

export type RouteAnswer = Readonly<Record<string, unknown>>;

/** `path` follows `/_emulator/`; `:name` in it takes one segment. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Throws an `Error` whose message is the refusal that the caller reads. */
  readonly handle: (request: ControlRequest) => RouteAnswer | Promise<RouteAnswer>;
}

/** Reads a JSON body; an empty body is `{}`. @throws a sentence that says which field is wrong */
export function readBody<const Schema extends v.GenericSchema>(
  schema: Schema,
  { body }: ControlRequest,
): v.InferOutput<Schema> {
  const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
  // valibot takes an empty array for an object without keys.
  if (Array.isArray(input)) throw new Error('body: not an object');
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
}

/** Reads `?since=`, a whole number; 0 by default. */
export function readSince({ query }: ControlRequest): number {
  const since = Number(query.get('since') ?? 0);
  if (!Number.isInteger(since) || since < 0) throw new Error('since: not a whole number');
  return since;
}

export const Count = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1);
