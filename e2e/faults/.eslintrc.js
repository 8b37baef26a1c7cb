module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // Replicas of the engine are built here from its own parts, to be dropped in the middle of a call.
    '@backstage/no-relative-monorepo-imports': 'off',
    '@backstage/no-mixed-plugin-imports': 'off',
  },
});
