module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // What is measured is the backend plugin itself.
    '@backstage/no-mixed-plugin-imports': 'off',
  },
});
