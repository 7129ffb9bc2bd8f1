/** The walls between the folders (docs/architecture.md): who may import whom. */
const outside = (folder) => ({ pathNot: `^${folder}/`, dependencyTypesNot: ['core'] });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphaned-import',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^tdesign-miniprogram' },
    },
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      from: { path: '^domain/', pathNot: '[.]test[.]ts$' },
      to: { pathNot: '^domain/' },
    },
    {
      name: 'contracts-import-domain-and-valibot',
      severity: 'error',
      from: { path: '^contracts/', pathNot: '[.]test[.]ts$' },
      to: { pathNot: '^(contracts|domain)/|node_modules/valibot/' },
    },
    {
      name: 'only-adapters-import-the-sdk',
      severity: 'error',
      from: { path: '^cloudfunctions/', pathNot: '^cloudfunctions/_shared/adapters/' },
      to: { path: 'node_modules/(wx-server-sdk|@cloudbase)/' },
    },
    {
      name: 'functions-know-no-tools',
      comment: 'Nothing in the product knows of the emulator, the preview, the tests or the operator’s tools.',
      severity: 'error',
      from: { path: '^(cloudfunctions|miniprogram|domain|contracts)/', pathNot: '[.]test[.]ts$' },
      to: { path: '^(tools|ops|tests|bench)/' },
    },
    {
      name: 'mini-program-imports-types-only-from-outside',
      severity: 'error',
      from: { path: '^miniprogram/' },
      to: {
        ...outside('miniprogram'),
        pathNot: '^miniprogram/|node_modules/(miniprogram-api-typings|tdesign-miniprogram)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'tools-know-nothing-of-qunpiao',
      severity: 'error',
      from: { path: '^tools/' },
      to: { path: '^(contracts|domain|cloudfunctions|miniprogram|ops|tests|bench)/' },
    },
    {
      name: 'emulator-and-preview-are-strangers',
      severity: 'error',
      from: { path: '^tools/cloudbase-emulator/' },
      to: { path: '^tools/miniprogram-preview/' },
    },
    { name: 'nothing-imports-tests', severity: 'error', from: { pathNot: '^(tests|bench)/' }, to: { path: '^tests/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules/.*)/|/fixtures/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
