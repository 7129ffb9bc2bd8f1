import { describe, expect, it } from 'vitest';
import { summarize, writeReport, type GroupResult, type MutantResult } from './report';
import { chooseSample } from './sample';

const source = 'export const isOver = (left: number) =>\n  left < 1 || left === 7;\n';

const mutant = (status: MutantResult['status'], over: Partial<MutantResult> = {}): MutantResult => ({
  ...{ replacement: 'left <= 1', status },
  location: { start: { line: 2, column: 3 }, end: { line: 2, column: 11 } },
  ...over,
});

const group = (title: string, results: readonly MutantResult[]): GroupResult => ({
  ...{ title, made: 9, chosen: 4, seed: 3, date: '2026-11-25' },
  files: [summarize('domain/a.ts', source, results)],
});

describe('the mutation report', () => {
  it('A mutant that does not compile is not counted, and one that times out counts as killed', () => {
    const results = (['Killed', 'Timeout', 'CompileError', 'NoCoverage'] as const).map((status) => mutant(status));
    const survivor = { file: 'domain/a.ts', line: 2, original: 'left < 1', replacement: 'left <= 1' };
    expect(summarize('domain/a.ts', source, results)).toEqual({
      ...{ file: 'domain/a.ts', run: 3, killed: 2 },
      survivors: [survivor],
    });
  });

  it('A survivor’s reason is kept when the survivor moves to another line', () => {
    const first = writeReport('', ['domain'], [group('domain', [mutant('Survived')])]);
    expect(first).toContain('| domain/a.ts:2 | `left < 1` | `left <= 1` |  |');
    const explained = first.replace('`left <= 1` |  |', '`left <= 1` | 1 is never reached |');
    const moved = { start: { line: 3, column: 3 }, end: { line: 3, column: 11 } };
    const later = summarize('domain/a.ts', `\n${source}`, [mutant('Survived', { location: moved })]);
    const second = writeReport(explained, ['domain'], [{ ...group('domain', []), files: [later] }]);
    expect(second).toContain('| domain/a.ts:3 | `left < 1` | `left <= 1` | 1 is never reached |');
  });

  it('A group that was not run keeps its section', () => {
    const titles = ['domain', 'operations'];
    const both = writeReport('', titles, [
      group('domain', [mutant('Killed')]),
      group('operations', [mutant('Killed')]),
    ]);
    const again = writeReport(both, titles, [group('operations', [mutant('Killed'), mutant('Survived')])]);
    expect(again).toContain('## domain\n\n2026-11-25, a sample of 4 of 9 (seed 3) mutants: **1 of 1 killed, 100.0 %**');
    expect(again).toContain(
      '## operations\n\n2026-11-25, a sample of 4 of 9 (seed 3) mutants: **1 of 2 killed, 50.0 %**',
    );
  });

  it('A sample is the same for the same seed, and contains nothing twice', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const sample = chooseSample(items, 20, 7);
    expect(chooseSample(items, 20, 7)).toEqual(sample);
    expect(chooseSample(items, 20, 8)).not.toEqual(sample);
    expect(new Set(sample).size).toBe(20);
    expect(chooseSample(items, 99, 7)).toHaveLength(50);
  });
});
