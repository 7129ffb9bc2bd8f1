import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createVitest, type TestModule } from 'vitest/node';
import { allSwaps, tables, type Swap, type TableName } from './cells';

/**
 * `npm run test:tables`: changes one cell of a transition table at a time, runs the unit tests of the tables with vitest, and prints the
 * changes that no test noticed; exits 1 if there is one. A change is made in the source that vitest loads, so domain/ itself uses it.
 * `-- --behaviour` runs the tests of domain/ and of the operations instead, without the handwritten table, to show the cells that only that
 * table guards.
 */
const root = join(import.meta.dirname, '../..');
const behaviour = process.argv.includes('--behaviour');
const include = behaviour ? ['domain/**/*.test.ts', 'tests/operations/**/*.test.ts'] : ['tests/tables/**/*.test.ts'];
const source: Readonly<Record<TableName, string>> = {
  order: join(root, 'domain/order.ts'),
  refund: join(root, 'domain/refund.ts'),
  membership: join(root, 'domain/membership.ts'),
  group: join(root, 'domain/group.ts'),
  groupQr: join(root, 'domain/groupQr.ts'),
};

/** For each cell: a repeat, another code and another state, unless it has that value already. */
function chosen(): Swap[] {
  const seen = new Set<string>();
  return allSwaps().filter(({ table, state, event, text }) => {
    const key = `${table}.${state}.${event}.${text.split(' ')[0] ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const cellSource = (text: string): string => {
  const [kind, word] = text.split(' ');
  if (kind === 'to') return JSON.stringify({ kind: 'moved', to: word });
  return JSON.stringify(kind === 'refuse' ? { kind: 'refused', code: word } : { kind: 'noop' });
};

let current: Swap | null = null;
const applyCurrent = {
  name: 'swap-a-cell',
  enforce: 'post' as const,
  transform(code: string, id: string) {
    if (!current || id.split('?')[0] !== source[current.table]) return null;
    const { table, state, event, text } = current;
    return {
      code: `${code}\n;${table}Transitions[${JSON.stringify(state)}].${event} = ${cellSource(text)};`,
      map: null,
    };
  },
};

const vitest = await createVitest(
  'test',
  {
    root,
    config: false,
    watch: false,
    include,
    exclude: ['**/node_modules/**'],
    reporters: [{}],
    pool: 'threads',
    isolate: false,
    maxWorkers: Math.min(2, availableParallelism()),
    bail: 1,
    testTimeout: 60_000,
  },
  { plugins: [applyCurrent] },
);
const files = await vitest.globTestSpecifications();

async function fails(swap: Swap | null): Promise<boolean> {
  const touched = [swap, current].flatMap((each) => (each ? [source[each.table]] : []));
  current = swap;
  for (const file of touched) vitest.invalidateFile(file);
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(files, false);
  return unhandledErrors.length > 0 || testModules.some((module) => hasFailed(module));
}

const hasFailed = (module: TestModule): boolean => module.state() === 'failed';

if (await fails(null)) throw new Error('the tests fail before any cell is swapped');
const swaps = chosen();
console.log(
  `${swaps.length} swaps of the cells of ${Object.keys(tables).length} tables, against ${include.join(', ')}`,
);
const survivors: Swap[] = [];
for (const [index, swap] of swaps.entries()) {
  if (!(await fails(swap))) survivors.push(swap);
  if (index % 100 === 99) console.log(`${index + 1} tried, ${survivors.length} survived`);
}
await vitest.close();
for (const { table, state, event, text } of survivors) console.log(`survived: ${table}.${state}.${event} as "${text}"`);
console.log(`${swaps.length - survivors.length} of ${swaps.length} swaps fail a test, ${survivors.length} survive`);
process.exit(survivors.length === 0 || behaviour ? 0 : 1);
