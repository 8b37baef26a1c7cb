// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { NotAllowedError } from '@backstage/errors';
import { permissions } from './acts';
import type { ApiContext, ApiRouter } from './context';

export function registerUnregistered(
  router: ApiRouter,
  context: ApiContext,
): void {
  router.get('/v1/unregistered-clusters', async (req, res) => {
    const caller = await context.access.caller(req);
    if (!(await context.access.seesEverything(caller))) {
      throw new NotAllowedError(
        `Clusters that the catalog lacks are told only to those who may see every cluster (${permissions.read.name}, without conditions).`,
      );
    }
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
