interface Position {
  readonly line: number;
  readonly column: number;
}

/** The part of Stryker's result of the same name that the report needs. */
export interface MutantResult {
  readonly status:
    | 'Killed'
    | 'Timeout'
    | 'Survived'
    | 'NoCoverage'
    | 'CompileError'
    | 'RuntimeError'
    | 'Ignored'
    | 'Pending';
  readonly location: { readonly start: Position; readonly end: Position };
  readonly replacement?: string | undefined;
}

/** A mutant that no test noticed, as the report shows it. The three texts together are its key from one run to the next. */
export interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly original: string;
  readonly replacement: string;
}

export interface GroupResult {
  readonly title: string;
  /** The numbers of existing and of chosen mutants. */
  readonly made: number;
  readonly chosen: number;
  readonly seed: number | null;
  readonly date: string;
  readonly files: readonly FileResult[];
}

export interface FileResult {
  readonly file: string;
  /** Mutants that compiled and were run. */
  readonly run: number;
  readonly killed: number;
  readonly survivors: readonly Survivor[];
}

const isKilled = ({ status }: MutantResult): boolean => status === 'Killed' || status === 'Timeout';
const isRun = (result: MutantResult): boolean =>
  isKilled(result) || result.status === 'Survived' || result.status === 'NoCoverage';

const widest = 90;

/** Code on one line of a table, shortened. */
function cellText(code: string): string {
  const flat = code.replaceAll(/\s+/g, ' ').replaceAll('|', '¦').replaceAll('`', '´').trim();
  return flat.length > widest ? `${flat.slice(0, widest)}…` : flat;
}

/** The results of one file; `source` gives the original code of the survivors. */
export function summarize(file: string, source: string, results: readonly MutantResult[]): FileResult {
  const lines = source.split('\n');
  const run = results.filter(isRun);
  const survivors = run
    .filter((result) => !isKilled(result))
    .map(({ location: { start, end }, replacement }): Survivor => {
      // Locations count lines and columns from 1 here.
      const text = lines.slice(start.line - 1, end.line);
      text[text.length - 1] = (text.at(-1) ?? '').slice(0, end.column - 1);
      text[0] = (text[0] ?? '').slice(start.column - 1);
      return { file, line: start.line, original: cellText(text.join('\n')), replacement: cellText(replacement ?? '') };
    })
    .sort((a, b) => a.line - b.line);
  return { file, run: run.length, killed: run.filter(isKilled).length, survivors };
}

const percent = (killed: number, run: number): string => (run === 0 ? '–' : `${((100 * killed) / run).toFixed(1)} %`);

const keyOf = ({ file, original, replacement }: Omit<Survivor, 'line'>): string =>
  [file, original, replacement].join(' | ');

/** Reads the reasons written next to survivors, by their keys. */
function readReasons(report: string): ReadonlyMap<string, string> {
  const rows = report.matchAll(/^\| ([^|]+):\d+ \| `([^|]*)` \| `([^|]*)` \| ([^|]*) \|$/gm);
  return new Map(
    [...rows].map(([, file = '', original = '', replacement = '', reason = '']) => [
      keyOf({ file, original, replacement }),
      reason.trim(),
    ]),
  );
}

const sectionOf = (report: string, title: string): string | undefined =>
  report.split(/^(?=## )/m).find((section) => section.startsWith(`## ${title}\n`));

/** Replaces the sections of these groups in the report and keeps all others. */
export function writeReport(previous: string, titles: readonly string[], results: readonly GroupResult[]): string {
  const reasons = readReasons(previous);
  const sections = titles.flatMap((title) => {
    const result = results.find((group) => group.title === title);
    return (result ? groupSection(result, reasons) : sectionOf(previous, title)) ?? [];
  });
  return `${head}\n${sections.map((section) => section.trimEnd()).join('\n\n')}\n`;
}

const head = `# Mutation report

The last result of \`npm run test:mutation\` (written by it; only the reasons are written by hand and are kept). Stryker changes one place of
the code at a time and runs the unit tests that reach it; a change that no test notices survives. Mutants that don't compile are not counted.
`;

function groupSection(group: GroupResult, reasons: ReadonlyMap<string, string>): string {
  const sum = (field: 'run' | 'killed'): number => group.files.reduce((total, file) => total + file[field], 0);
  const sample =
    group.seed === null ? `all ${group.made}` : `a sample of ${group.chosen} of ${group.made} (seed ${group.seed})`;
  const rows = group.files.map(({ file, run, killed }) => `| ${file} | ${killed} | ${run} | ${percent(killed, run)} |`);
  const survivors = group.files.flatMap((file) => file.survivors);
  const survivorRows = survivors.map((survivor) => {
    const { file, line, original, replacement } = survivor;
    return `| ${file}:${line} | \`${original}\` | \`${replacement}\` | ${reasons.get(keyOf(survivor)) ?? ''} |`;
  });
  return [
    `## ${group.title}`,
    '',
    `${group.date}, ${sample} mutants: **${sum('killed')} of ${sum('run')} killed, ${percent(sum('killed'), sum('run'))}**`,
    '',
    ...['| file | killed | run | |', '|---|---|---|---|', ...rows],
    '',
    ...(survivors.length === 0
      ? ['No survivors.']
      : ['| survivor | code | became | reason |', '|---|---|---|---|', ...survivorRows]),
    '',
  ].join('\n');
}
