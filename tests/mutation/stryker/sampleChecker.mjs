import { readFileSync } from 'node:fs';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';

/** Lets through the mutants of the sample alone, before the compiler looks at them: Stryker has no sampling of its own. */
class SampleChecker {
  #sample = new Set();

  async init() {
    this.#sample = new Set(JSON.parse(readFileSync(process.env.MUTATION_SAMPLE, 'utf8')));
  }

  async check(mutants) {
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, this.#decide(mutant)]));
  }

  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  #decide({ fileName, location: { start }, mutatorName, replacement }) {
    const file = /(?:domain|cloudfunctions)\/.*$/.exec(fileName)?.[0];
    // The same as `placeOf` in sample.ts, whose lines count from 0 as these do.
    const place = `${file}:${start.line}:${start.column} ${mutatorName} ${replacement}`;
    return this.#sample.has(place) ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'sample', SampleChecker)];
