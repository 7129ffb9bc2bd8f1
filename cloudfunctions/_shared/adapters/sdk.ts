import cloud from 'wx-server-sdk';

/**
 * The only door to wx-server-sdk. Its own typings answer `any` and `Promise | void`; here each call has the shape it really has
 * (seen on the wire, wx-server-sdk 4.0.2).
 */
cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV as unknown as string });

export type Fields = Readonly<Record<string, unknown>>;

interface Query {
  orderBy(field: string, direction: 'asc' | 'desc'): Query;
  limit(count: number): Query;
  get(): Promise<{ data: unknown[] }>;
  count(): Promise<{ total: number }>;
  update(options: { data: Fields }): Promise<{ stats: { updated: number } }>;
  remove(): Promise<{ stats: { removed: number } }>;
}
interface Collection extends Query {
  doc(id: string): { get(): Promise<{ data: unknown }>; set(options: { data: Fields }): Promise<unknown> };
  add(options: { data: Fields }): Promise<{ _id: string }>;
  where(condition: Fields): Query;
  aggregate(): Aggregate;
}
/** Stage values go to the wire as they are, except that `match` takes commands, not `$`-operators. */
interface Aggregate {
  match(condition: Fields): Aggregate;
  unwind(path: string): Aggregate;
  group(value: Fields): Aggregate;
  lookup(value: Fields): Aggregate;
  addFields(value: Fields): Aggregate;
  project(value: Fields): Aggregate;
  sort(value: Fields): Aggregate;
  limit(count: number): Aggregate;
  end(): Promise<{ list: unknown[] }>;
}
interface Command {
  set(value: unknown): unknown;
  inc(by: number): unknown;
  push(values: readonly unknown[]): unknown;
  pull(value: unknown): unknown;
  neq(value: unknown): unknown;
  gt(value: unknown): unknown;
  gte(value: unknown): unknown;
  lt(value: unknown): unknown;
  lte(value: unknown): unknown;
  in(values: readonly unknown[]): unknown;
  or(conditions: readonly Fields[]): Fields;
  and(conditions: readonly Fields[]): Fields;
}
interface Sdk {
  database(options?: { throwOnNotFound?: boolean }): {
    collection(name: string): Collection;
    command: Command;
    RegExp(options: { regexp: string; options: string }): unknown;
  };
  getWXContext(): Readonly<Record<string, unknown>>;
  getTempFileURL(options: { fileList: readonly string[] }): Promise<{
    fileList: readonly { fileID: string; tempFileURL: string; status: number }[];
  }>;
  openapi: { security: { msgSecCheck(parameters: Fields): Promise<Fields> } };
  cloudPay: Readonly<Record<string, (parameters: Fields) => Promise<Fields>>>;
}

export const sdk = cloud as unknown as Sdk;

export const database = sdk.database({ throwOnNotFound: false });
export const command = database.command;

/** The platform's context of the present call. Read anew each time, because an instance serves many callers. */
export const wxContext = (): Readonly<Record<string, unknown>> => sdk.getWXContext();
