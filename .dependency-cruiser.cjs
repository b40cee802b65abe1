/** Imports run one way (CONTRIBUTING.md). */
const parts = ['tv', 'desk', 'api', 'demo']
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    {
      name: 'contract-stands-alone',
      severity: 'error',
      from: { path: '^app/contract' },
      to: { path: '^app/(?!contract)' },
    },
    ...parts.map((part) => ({
      name: `${part}-imports-no-other-part`,
      severity: 'error',
      from: { path: `^app/${part}/`, pathNot: '\\.test\\.ts$' },
      to: { path: `^(app/(?!${part}/|contract/)|tests/|bench/)` },
    })),
    {
      name: 'rules-are-pure',
      comment: 'rules.ts and model.ts take values and give values: no I/O, no store, no framework',
      severity: 'error',
      from: { path: '^app/.*/(rules|model)\\.ts$' },
      to: {
        path: '(store|routes|server|gate|connect)\\.ts$|node_modules/(fastify|kysely|libsql|pg|undici|axios|hls\\.js|@lightningjs)/|^(fs|net|http|https)$',
      },
    },
    {
      name: 'routes-have-no-sql',
      severity: 'error',
      from: { path: '^app/api/.*/routes\\.ts$' },
      to: { path: 'node_modules/kysely/' },
    },
    { name: 'not-resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.)' },
    tsPreCompilationDeps: true,
    parser: 'tsc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
}
