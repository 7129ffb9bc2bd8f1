/** The layers (docs/architecture.md) and which of them may import which. Type-only imports count, unless a rule says otherwise. */
const test = '[.]test[.]ts$';
const room = (name) => `^cloudfunctions/_shared/${name}/`;
const operations = '^cloudfunctions/(?!_shared/)[^/]+/';

/** A room of cloudfunctions/_shared imports domain/, contracts/ and the rooms named. */
const roomMayImport = (name, ...rooms) => ({
  name: `${name}-imports-${rooms.join('-and-') || 'no-other-room'}`,
  severity: 'error',
  from: { path: room(name), pathNot: test },
  to: { path: '^cloudfunctions/', pathNot: [name, ...rooms].map(room) },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
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
      from: { path: '^domain/', pathNot: test },
      to: { pathNot: '^domain/' },
    },
    {
      name: 'contracts-import-domain-and-valibot',
      severity: 'error',
      from: { path: '^contracts/', pathNot: test },
      to: { pathNot: '^(contracts|domain)/|node_modules/valibot/' },
    },
    {
      name: 'only-adapters-import-the-sdk',
      severity: 'error',
      from: { path: '^cloudfunctions/', pathNot: '^cloudfunctions/_shared/adapters/' },
      to: { path: 'node_modules/(wx-server-sdk|@cloudbase)/' },
    },
    roomMayImport('ports'),
    roomMayImport('runtime', 'ports'),
    roomMayImport('views', 'ports'),
    roomMayImport('workflows', 'ports', 'runtime', 'outbox'),
    roomMayImport('outbox', 'ports', 'runtime', 'workflows'),
    roomMayImport('adapters', 'ports', 'runtime'),
    {
      name: 'operations-import-no-adapters',
      comment: 'An operation reaches the outside world through the ports it is given.',
      severity: 'error',
      from: { path: operations, pathNot: test },
      to: { path: room('adapters') },
    },
    {
      name: 'operations-import-no-operations',
      comment: 'What two operations share is a workflow or a view.',
      severity: 'error',
      from: { path: '^cloudfunctions/([^/]+)/', pathNot: test },
      to: { path: operations, pathNot: '^cloudfunctions/$1/' },
    },
    {
      name: 'product-imports-no-tools',
      comment: 'The product knows neither the emulator nor the preview, the tests or the operator’s tools.',
      severity: 'error',
      from: { path: '^(cloudfunctions|miniprogram|domain|contracts)/', pathNot: test },
      to: { path: '^(tools|ops|tests|bench)/' },
    },
    {
      name: 'mini-program-imports-types-only-from-outside',
      severity: 'error',
      from: { path: '^miniprogram/' },
      to: {
        pathNot: '^miniprogram/|node_modules/(miniprogram-api-typings|tdesign-miniprogram)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'tools-import-no-product',
      severity: 'error',
      from: { path: '^tools/' },
      to: { path: '^(contracts|domain|cloudfunctions|miniprogram|ops|tests|bench)/' },
    },
    {
      name: 'emulator-imports-no-preview',
      severity: 'error',
      from: { path: '^tools/cloudbase-emulator/' },
      to: { path: '^tools/miniprogram-preview/' },
    },
    ...['cloudbase-emulator', 'miniprogram-preview'].map((name) => ({
      name: `${name}-by-its-entry-only`,
      comment: 'A tool is imported by its package name, as from a registry.',
      severity: 'error',
      from: { pathNot: `^tools/${name}/` },
      to: { path: `^tools/${name}/`, pathNot: `^tools/${name}/index[.]ts$` },
    })),
    { name: 'nothing-imports-tests', severity: 'error', from: { pathNot: '^(tests|bench)/' }, to: { path: '^tests/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules/.*)/|/fixtures/|^tests/mutation/stryker/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
