module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // The suite starts the product's own backend, so it imports it.
    '@backstage/no-mixed-plugin-imports': 'off',
  },
});
