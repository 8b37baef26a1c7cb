module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // A witness that shared code with the product would share its mistakes.
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { group: ['@eks-auto-mode/*', '**/plugins/**', '@internal/sandbox'] },
        ],
      },
    ],
  },
});
