import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KnipConfig } from 'knip';

/** WeChat loads the script of every page and component by the name of its `.json`. */
const pagesAndComponents = readdirSync('miniprogram', { recursive: true, encoding: 'utf8' })
  .map((file) => join('miniprogram', file))
  .filter((file) => file.endsWith('.ts') && existsSync(file.replace(/[.]ts$/, '.json')));

/** Finds files, exports, types and dependencies that nothing uses. */
const config: KnipConfig = {
  // A type that only names a part of an exported shape may be exported, too.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Resolved by path or by name at run time: packages of a mini-program, fonts, WeChat's simulator.
  ignoreDependencies: ['tdesign-miniprogram', '@fontsource-variable/noto-sans-sc', 'miniprogram-simulate'],
  workspaces: {
    '.': {
      entry: [
        ...pagesAndComponents,
        // The build writes the entry of each function from these two.
        'cloudfunctions/registry.ts',
        'cloudfunctions/_shared/adapters/cloudRuntime.ts',
        'bench/baseline/*/index.ts',
        'ops/build/tabIcons.ts',
        'tests/mutation/vitest.config.ts',
      ],
      project: [
        '{contracts,domain,cloudfunctions,miniprogram,ops,tests,bench}/**/*.ts',
        '*.ts',
        '!tests/mutation/stryker/**',
      ],
      ignore: ['**/fixtures/**'],
    },
    // A package of its own, although not of this npm workspace.
    'tests/mutation/stryker': {
      entry: ['sampleChecker.mjs'],
      ignoreDependencies: ['@stryker-mutator/typescript-checker', '@stryker-mutator/vitest-runner'],
    },
    'tools/cloudbase-emulator': {
      entry: ['cli.ts', 'functions/runner.cjs', '**/*.test.ts'],
      project: ['**/*.{ts,js,cjs,mjs}'],
      ignore: ['fixtures/**'],
    },
    'tools/miniprogram-preview': {
      entry: ['cli.ts', 'host/*.ts', '**/*.test.ts'],
      project: ['**/*.{ts,js,cjs,mjs}'],
      ignore: ['fixtures/**'],
    },
  },
};

export default config;
