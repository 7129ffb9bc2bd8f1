import { describe, expect, it } from 'vitest';
import { contracts, type CodeOf, type Contracts, type FunctionName, type InputOf } from '../../contracts';
import { OperationStack, type Changes } from './operationStack';

/** One refusal: the documents, the caller and input, the calls it costs, and any writes it still makes. */
export interface RefusalRow<Name extends FunctionName> {
  readonly when: string;
  readonly arrange: (stack: OperationStack) => void;
  readonly as?: string;
  readonly input?: InputOf<Contracts[Name]>;
  readonly calls: readonly string[];
  readonly changes?: Changes;
  readonly message?: string;
  /** The time at which the refusal ends, where it says one. */
  readonly until?: Date;
}

type OwnCode<Name extends FunctionName> = Contracts[Name]['errors'][number];
type CommonCode<Name extends FunctionName> = Exclude<CodeOf<Contracts[Name]>, OwnCode<Name>>;
type Rows<Name extends FunctionName> = Readonly<Record<OwnCode<Name>, readonly RefusalRow<Name>[]>> &
  Readonly<Partial<Record<CommonCode<Name>, readonly RefusalRow<Name>[]>>>;

/** A code of the contract without a key does not compile; one with an empty list of rows fails. */
export function describeRefusals<Name extends FunctionName>(
  name: Name,
  usual: { readonly as: string; readonly input: InputOf<Contracts[Name]> },
  rows: Rows<Name>,
): void {
  const all = Object.entries<readonly RefusalRow<Name>[]>(rows).flatMap(([code, each]) =>
    each.map((row) => [`${name} refuses with ${code} when ${row.when}`, { ...row, code }] as const),
  );
  describe(`refusals of ${name}`, () => {
    it.each(all)('%s', async (_title, row) => {
      const stack = new OperationStack();
      row.arrange(stack);
      const answer = await stack.call(name, row.as ?? usual.as, row.input ?? usual.input);
      const message = row.message ?? (expect.any(String) as string);
      const untilMs = row.until ? { untilMs: row.until.getTime() } : {};
      expect(answer).toEqual({ ok: false, code: row.code, message, ...untilMs });
      expect(stack.calls).toEqual(row.calls);
      expect(stack.changes).toEqual(row.changes ?? {});
    });

    it(`${name} has a row for every refusal of its contract`, () => {
      const { errors } = contracts[name];
      expect(all.map(([, { code }]) => code)).toEqual(expect.arrayContaining([...errors]));
    });
  });
}
