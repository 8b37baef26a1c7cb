// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ApiContext, ApiRouter } from './context';

export function registerChecks(router: ApiRouter, context: ApiContext): void {
  router.get('/v1/checks', async (req, res) => {
    await context.access.caller(req);
    res.json({
      items: context.checks
        .filter(check => check.retired === undefined)
        .map(
          ({
            code,
            title,
            severity,
            resolvedBy,
            reads,
            why,
            remediation,
            source,
          }) => ({
            code,
            title,
            severity,
            resolvedBy,
            reads: [...reads],
            why,
            remediation,
            source,
          }),
        ),
    });
  });
}
