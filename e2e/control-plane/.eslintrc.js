module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // The suites hold the product's own placement room against the real scheduler, so they import it.
    '@backstage/no-mixed-plugin-imports': 'off',
    // Patches are taken from findings of the product's own checks, on what its own inventory reads.
    '@backstage/no-relative-monorepo-imports': 'off',
  },
});
