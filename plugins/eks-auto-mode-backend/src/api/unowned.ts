// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { InputError } from '@backstage/errors';
import type { ApiContext, ApiRouter } from './context';

/** @throws InputError where a cursor is not one that a page gave. */
function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor))
    throw new InputError(
      'This is no cursor that a page of unowned things gave; begin without one',
    );
  return Number(cursor);
}

export function registerUnowned(router: ApiRouter, context: ApiContext): void {
  const { access, clusters, teams } = context;

  router.get('/v1/unowned', async (req, res) => {
    const caller = await access.caller(req);
    const { cursor, limit = 50 } = req.query;
    const offset = offsetOf(cursor);
    const items = await clusters.all();
    const visible = await access.visible(caller, items);
    const { items: places, totalCount } = await teams.unowned(
      visible.map(cluster => cluster.id),
      { limit, offset },
      context.now(),
    );
    res.json({
      clusters: visible
        .filter(cluster => !cluster.owner)
        .map(cluster => ({
          clusterId: cluster.id,
          clusterName: cluster.name,
          clusterEntityRef: cluster.entityRef,
        })),
      items: places.map(({ entityRef: clusterEntityRef, ...place }) => ({
        ...place,
        clusterEntityRef,
      })),
      totalCount,
      nextCursor:
        offset + places.length < totalCount
          ? String(offset + places.length)
          : undefined,
    });
  });
}
