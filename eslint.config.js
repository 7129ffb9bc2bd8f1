import tseslint from 'typescript-eslint';

/** The dialect of this repository, where no rule of its own exists for it. */
const dialect = [
  {
    selector: 'VariableDeclarator > Identifier.id[name=/^[A-Z][A-Z0-9]+(_[A-Z0-9]+)*$/]',
    message: 'Constants are camelCase, as all variables.',
  },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name: a thing has one name everywhere.' },
];

const noWorldOutside = [
  'error',
  { object: 'Date', property: 'now', message: 'Ask the clock port.' },
  { object: 'Math', property: 'random', message: 'Ask the ids port.' },
];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '.qunpiao/',
      'node_modules/',
      '**/fixtures/',
      '**/*.js',
      '**/*.cjs',
      '**/*.mjs',
      'eslint.config.js',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './miniprogram/tsconfig.json', './tools/miniprogram-preview/host/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'no-restricted-syntax': ['error', ...dialect],
      'no-restricted-imports': [
        'error',
        {
          paths: [{ name: 'vitest', importNames: ['test'], message: 'A test is declared by `it`.' }],
          patterns: [
            { regex: '^[.]{1,2}/.*[.](js|ts|mjs|cjs|mts|cts)$', message: 'Relative imports have no file ending.' },
          ],
        },
      ],
      // Types of a module are imported inline beside its values, or by `import type` where they are all there is.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      'no-duplicate-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A port's method may have nothing to wait for in one adapter and much in another.
      '@typescript-eslint/require-await': 'off',
      // Shapes are checked where they come in; an index signature means "not checked".
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    },
  },
  {
    // Rules and operations see no clock and no chance but the ports they are given.
    files: ['domain/**/*.ts', 'cloudfunctions/**/*.ts'],
    ignores: ['**/*.test.ts', 'cloudfunctions/_shared/adapters/**'],
    rules: {
      'no-restricted-properties': noWorldOutside,
      'no-restricted-syntax': [
        'error',
        ...dialect,
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Ask the clock port.' },
      ],
    },
  },
  {
    // A transaction's where/count/aggregate silently run outside it (docs/platform.md), and no operation needs one.
    files: ['cloudfunctions/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        ...noWorldOutside,
        {
          property: 'runTransaction',
          message: 'One conditional update of one document does it (docs/architecture.md).',
        },
        {
          property: 'startTransaction',
          message: 'One conditional update of one document does it (docs/architecture.md).',
        },
      ],
    },
    ignores: ['cloudfunctions/_shared/adapters/**', '**/*.test.ts'],
  },
  {
    // The tools that read them want a default export.
    files: ['**/*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
