import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { summarize, writeReport, type GroupResult } from '../report';
import { chooseSample, placeOf } from '../sample';
import { allMutants } from './mutants';

/**
 * `npm run test:mutation`: mutates domain/, the workflows and the operations, runs the unit tests that reach each mutant, and writes
 * the report of the last run into docs/. `-- --group domain` runs a single group, `--files domain/refund.ts,domain/order.ts` some files of it;
 * `--sample 200 --seed 1` takes that many mutants of each group. A sample is printed with its size and its seed.
 */
const { values } = parseArgs({
  options: {
    group: { type: 'string' },
    files: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** Test processes at a time. */
    concurrency: { type: 'string', default: '2' },
    /** Only prints the result, as for a run of a few files. */
    'no-report': { type: 'boolean', default: false },
  },
});
const root = join(import.meta.dirname, '../../..');
const reportFile = join(root, 'docs/mutation-report.md');
const sampleFile = join(root, 'node_modules/.cache/mutation-sample.json');

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort();

const shared = 'cloudfunctions/_shared';
const groups: Readonly<Record<string, readonly string[]>> = {
  domain: sources('domain'),
  workflows: ['workflows', 'outbox', 'views', 'runtime'].flatMap((room) => sources(join(shared, room))),
  operations: sources('cloudfunctions').filter((file) => !file.startsWith(shared) && file.split('/').length > 2),
};

function chosenFiles(title: string): readonly string[] {
  if (values.group !== undefined && values.group !== title) return [];
  const wanted = values.files?.split(',');
  return (groups[title] ?? []).filter((file) => wanted?.includes(file) ?? true);
}

async function mutateGroup(title: string): Promise<GroupResult | null> {
  const files = chosenFiles(title);
  if (files.length === 0) return null;
  const made = await allMutants(root, files);
  const sampled = values.sample !== undefined;
  const chosen = sampled ? chooseSample(made, Number(values.sample), Number(values.seed)) : made;
  console.log(`${title}: ${chosen.length} of ${made.length} mutants${sampled ? `, seed ${values.seed}` : ''}`);
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  writeFileSync(sampleFile, JSON.stringify(chosen.map(placeOf)));
  const startedAt = performance.now();
  const results = await runStryker(files);
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
  const resultsOf = (file: string) => results.filter(({ fileName }) => relative(root, fileName) === file);
  const group: GroupResult = {
    title,
    made: made.length,
    chosen: chosen.length,
    seed: sampled ? Number(values.seed) : null,
    date: new Date().toISOString().slice(0, 10),
    files: files.map((file) => summarize(file, readFileSync(join(root, file), 'utf8'), resultsOf(file))),
  };
  printGroup(group, minutes);
  return group;
}

async function runStryker(files: readonly string[]) {
  const stryker = new Stryker({
    mutate: [...files],
    testRunner: 'vitest',
    vitest: { configFile: 'tests/mutation/vitest.config.ts', related: true },
    checkers: ['sample', 'typescript'],
    plugins: [
      '@stryker-mutator/vitest-runner',
      '@stryker-mutator/typescript-checker',
      join(import.meta.dirname, 'sampleChecker.mjs'),
    ],
    tsconfigFile: 'tests/mutation/tsconfig.json',
    coverageAnalysis: 'perTest',
    disableTypeChecks: false,
    concurrency: Number(values.concurrency),
    // A timeout on a slow machine must not count as a killed mutant.
    timeoutMS: 120_000,
    timeoutFactor: 5,
    tempDirName: '.qunpiao/mutation',
    ignorePatterns: ['/dist', '/docs', '/miniprogram', '/bench', '/tools', '/.qunpiao'],
    reporters: ['progress-append-only'],
    allowConsoleColors: false,
  });
  return stryker.runMutationTest();
}

function printGroup({ title, files }: GroupResult, minutes: string): void {
  for (const { file, killed, run, survivors } of files) {
    if (run > 0) console.log(`${file}: ${killed} of ${run} killed`);
    for (const { line, original, replacement } of survivors) console.log(`  ${line}: ${original} → ${replacement}`);
  }
  const sum = (field: 'run' | 'killed'): number => files.reduce((total, file) => total + file[field], 0);
  const share = ((100 * sum('killed')) / Math.max(1, sum('run'))).toFixed(1);
  console.log(`${title}: ${sum('killed')} of ${sum('run')} killed, ${share} %, in ${minutes} min`);
}

process.env['MUTATION_SAMPLE'] = sampleFile;
process.chdir(root);
const results: GroupResult[] = [];
for (const title of Object.keys(groups)) {
  const result = await mutateGroup(title);
  if (result) results.push(result);
}
if (results.length === 0) throw new Error(`no files: the groups are ${Object.keys(groups).join(', ')}`);
if (!values['no-report']) {
  const previous = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : '';
  writeFileSync(reportFile, writeReport(previous, Object.keys(groups), results));
  console.log(`written: ${relative(root, reportFile)}`);
}
