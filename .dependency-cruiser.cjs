/** Which room may import which: core <- contract <- lab <- (engine, store, datasets, report) <- cli, host, main. */
const room = (name) => `^electron/${name}/`;
const only = (name, allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: `electron/${name} may import only ${[name, ...allowed].join(', ')}`,
  from: { path: room(name) },
  to: { path: '^(electron|renderer|test)/', pathNot: [name, ...allowed].map(room) },
});
const adapters = ['core', 'contract', 'lab'];
const soleImporter = (packages, where) => ({
  name: `only-${where.replaceAll(/[^a-z]+/g, '-')}-imports-${packages.replaceAll(/[^a-z]+/g, '-')}`,
  severity: 'error',
  from: { pathNot: where },
  to: { path: `node_modules/(${packages})` },
});

module.exports = {
  forbidden: [
    only('core', []),
    only('contract', ['core']),
    only('lab', ['core', 'contract']),
    only('engine', adapters),
    only('store', adapters),
    only('datasets', adapters),
    only('report', adapters),
    only('host', [...adapters, 'engine', 'store', 'datasets', 'report']),
    only('cli', [...adapters, 'engine', 'store', 'datasets', 'report', 'host']),
    only('main', [...adapters, 'engine', 'store', 'datasets', 'report', 'host']),
    only('preload', ['core', 'contract']),
    {
      name: 'renderer-imports',
      severity: 'error',
      comment: 'the renderer sees core and contract only',
      from: { path: '^renderer/' },
      to: { path: '^(electron|test)/', pathNot: [room('core'), room('contract')] },
    },
    { name: 'core-is-pure', severity: 'error', from: { path: '^electron/(core|contract)/' }, to: { dependencyTypes: ['core'] } },
    { name: 'no-tests-in-product', severity: 'error', from: { path: '^(electron|renderer)/' }, to: { path: '^test/' } },
    soleImporter('better-sqlite3', '^(electron/store/|test/)'),
    soleImporter('onnxruntime-node', '^(electron/engine/onnx/|test/)'),
    soleImporter('@tensorflow', '^(electron/engine/tfjs/|test/)'),
    soleImporter('electron/', '^electron/(main|preload)/'),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|dist|release)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'test/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'svelte', 'types'],
      extensions: ['.ts', '.js', '.svelte', '.json'],
    },
  },
};
