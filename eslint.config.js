import tseslint from 'typescript-eslint';

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
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A port's method may have nothing to wait for in one adapter and much in the other.
      '@typescript-eslint/require-await': 'off',
      // The wire's shapes are checked where they come in; an index signature says "not checked".
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
    // The rules of money know no world outside what they are given.
    files: ['domain/**/*.ts', 'cloudfunctions/**/*.ts'],
    ignores: ['**/*.test.ts', 'cloudfunctions/_shared/adapters/**'],
    rules: {
      'no-restricted-properties': noWorldOutside,
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Ask the clock port.' },
      ],
    },
  },
  {
    // A transaction's where/count/aggregate silently run outside it (docs/platform.md, Cloud database), and no operation needs one.
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
);
