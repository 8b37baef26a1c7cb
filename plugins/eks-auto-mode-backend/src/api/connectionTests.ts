// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ApiContext, ApiRouter } from './context';

/** The longest that a person waits for a connection test. */
const TIMEOUT_MS = 60_000;

export function registerConnectionTests(
  router: ApiRouter,
  context: ApiContext,
): void {
  const { access, auditor } = context;

  router.post('/v1/clusters/:clusterId/connection-test', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(
      caller,
      req.params.clusterId,
      'assess',
    );
    const event = await auditor.createEvent({
      eventId: 'connection-test',
      request: req,
      meta: { cluster: cluster.arn },
    });
    const test = await context.connectionTest(
      cluster,
      caller.ref,
      AbortSignal.timeout(TIMEOUT_MS),
    );
    await event.success();
    res.json(test);
  });
}
