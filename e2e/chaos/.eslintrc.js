module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // A replica is a backend of its own: src/backend.ts adds the product to it.
    '@backstage/no-mixed-plugin-imports': 'off',
  },
});
