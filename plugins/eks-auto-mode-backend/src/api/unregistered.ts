// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ApiContext, ApiRouter } from './context';

export function registerUnregistered(
  router: ApiRouter,
  context: ApiContext,
): void {
  router.get('/v1/unregistered-clusters', async (req, res) => {
    await context.access.caller(req);
    const { items, problems, readAt } = await context.unregistered.list();
    res.json({
      items,
      problems: problems.map(({ code, message, remedy }) => ({
        code,
        message,
        remedy,
      })),
      readAt,
    });
  });
}
