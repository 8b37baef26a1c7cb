// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AssessedFinding,
  api,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ApiContext, ApiRouter } from './context';

export function findingOf(finding: AssessedFinding): api.Finding {
  return {
    id: finding.id,
    code: finding.code,
    title: finding.title,
    severity: finding.severity,
    resolvedBy: finding.resolvedBy,
    subject: finding.subject,
    message: finding.message,
    evidence: finding.evidence,
    remedy: finding.remedy,
    patch: finding.patch,
    owner: finding.owner,
    ownerResolution: finding.ownerResolution,
    componentRef: finding.componentRef,
    since: finding.since,
    exceptionId: finding.exceptionId,
  };
}

export function registerFindings(router: ApiRouter, context: ApiContext): void {
  const { access, findings } = context;

  router.get('/v1/clusters/:clusterId/findings', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    const { severity, owner, code, search, cursor, limit = 100 } = req.query;
    const page = await findings.page(
      {
        clusterIds: [cluster.id],
        severities: severity,
        owner,
        code,
        search,
        cursor,
        limit,
      },
      context.now(),
    );
    res.json({
      items: page.items.map(findingOf),
      totalCount: page.totalCount,
      readAt: cluster.assessment?.readAt,
      nextCursor: page.nextCursor,
    });
  });
}
