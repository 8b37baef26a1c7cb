// The rooms of the backend, in the direction data flows: a room imports only rooms to its left.
const rooms = [
  'clusters',
  'inventory',
  'placement',
  'costs',
  'readiness',
  'nodes',
  'plans',
  'runs',
  'campaigns',
];
// These rules are pure: they import nothing that could reach a network or a database.
const pure = ['placement', 'costs', 'readiness', 'nodes', 'plans'];
const effects = [
  '@aws-sdk/*',
  '@smithy/*',
  '@kubernetes/*',
  '@backstage/backend-*',
  '@backstage/plugin-*',
  'knex',
  'undici',
  'express',
];

module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    'import/no-restricted-paths': [
      'error',
      {
        basePath: __dirname,
        zones: [
          ...rooms.map((room, at) => ({
            target: `./src/${room}`,
            from: rooms.slice(at + 1).map(right => `./src/${right}`),
            message: `Rooms import only rooms to their left: ${rooms.join(
              ' → ',
            )}.`,
          })),
          {
            target: rooms.map(room => `./src/${room}`),
            from: ['./src/api', './src/plugin.ts'],
            message:
              'api/ and plugin.ts stand at the edge: rooms do not know them.',
          },
        ],
      },
    ],
  },
  overrides: pure.map(room => ({
    files: [`src/${room}/**/*.ts`],
    excludedFiles: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: effects,
              message: `${room}/ is pure: no AWS SDK, Kubernetes client, database or Backstage service.`,
            },
          ],
        },
      ],
    },
  })),
});
