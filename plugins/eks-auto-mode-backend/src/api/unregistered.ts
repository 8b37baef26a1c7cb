// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ApiContext, ApiRouter } from './context';

export function registerUnregistered(router: ApiRouter, context: ApiContext): void {
  router.get('/v1/unregistered-clusters', async (req, res) => {
    await context.access.caller(req);
    const { items, readAt } = await context.unregistered.list();
    res.json({ items, problems: [], readAt });
  });
}
