// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { InputError, NotFoundError } from '@backstage/errors';
import { subjectKey } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { judgeAgain } from '../assessments/judgeAgain';
import type { ApiContext, ApiRouter } from './context';

export function registerExceptions(
  router: ApiRouter,
  context: ApiContext,
): void {
  const { access, auditor, exceptions } = context;

  router.get('/v1/clusters/:clusterId/exceptions', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    res.json({
      items: await exceptions.active(cluster.id, context.now()),
    });
  });

  router.post('/v1/clusters/:clusterId/exceptions', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(
      caller,
      req.params.clusterId,
      'except',
    );
    const { findingId, reason, expiresAt } = req.body;
    const now = context.now();
    const expires = new Date(expiresAt);
    const latest = new Date(now.getTime() + context.longestExceptionMs);
    if (Number.isNaN(expires.getTime()) || expires <= now || expires > latest) {
      throw new InputError(
        `An exception must expire between now and ${latest
          .toISOString()
          .slice(0, 10)}; '${expiresAt}' does not. Nothing was accepted.`,
      );
    }
    const findings = await context.findings.list(
      { clusterId: cluster.id },
      now,
    );
    const finding = findings.find(f => f.id === findingId);
    if (!finding) {
      throw new NotFoundError(
        `There is no finding ${findingId} on ${cluster.name} any more; it may be mended. Refresh and look again.`,
      );
    }
    if (finding.severity === 'unknown') {
      throw new InputError(
        `${finding.code} could not be judged, so there is nothing to accept: ${
          finding.remedy ?? finding.message
        }`,
      );
    }
    const event = await auditor.createEvent({
      eventId: 'finding-except',
      severityLevel: 'medium',
      request: req,
      meta: {
        cluster: cluster.arn,
        code: finding.code,
        subject: subjectKey(finding.subject),
      },
    });
    const exception = await exceptions.add({
      clusterId: cluster.id,
      code: finding.code,
      subjectKey: subjectKey(finding.subject),
      owner: finding.owner ?? caller.ref,
      reason,
      createdBy: caller.ref,
      createdAt: now.toISOString(),
      expiresAt: expires.toISOString(),
    });
    await judgeAgain(context, cluster);
    await event.success({ meta: { exception: exception.id } });
    res.status(201).json(exception);
  });

  router.delete(
    '/v1/clusters/:clusterId/exceptions/:exceptionId',
    async (req, res) => {
      const caller = await access.caller(req);
      const cluster = await access.require(
        caller,
        req.params.clusterId,
        'except',
      );
      const event = await auditor.createEvent({
        eventId: 'finding-except',
        severityLevel: 'medium',
        request: req,
        meta: {
          cluster: cluster.arn,
          exception: req.params.exceptionId,
          actionType: 'delete',
        },
      });
      await exceptions.remove(cluster.id, req.params.exceptionId);
      await judgeAgain(context, cluster);
      await event.success();
      res.status(204).end();
    },
  );
}
