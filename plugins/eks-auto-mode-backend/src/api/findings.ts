// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  subjectKey,
  type AssessedFinding,
  type api,
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
  const { access, assessments } = context;

  router.get('/v1/clusters/:clusterId/findings', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    const { severity, owner, code, search, cursor, limit = 100 } = req.query;
    const text = search?.toLocaleLowerCase('en-US');
    const all = await assessments.findings(
      { clusterId: cluster.id },
      context.now(),
    );
    const matching = all.filter(
      f =>
        (!severity?.length || severity.includes(f.severity)) &&
        (!owner || f.owner === owner) &&
        (!code || f.code === code || f.code.startsWith(`${code}-`)) &&
        (!text ||
          `${f.code} ${f.title} ${f.message} ${subjectKey(f.subject)}`
            .toLocaleLowerCase('en-US')
            .includes(text)),
    );
    const from = cursor ? matching.findIndex(f => f.id === cursor) + 1 : 0;
    const items = matching.slice(from, from + limit);
    res.json({
      items: items.map(findingOf),
      totalCount: matching.length,
      readAt: cluster.assessment?.readAt,
      nextCursor: from + limit < matching.length ? items.at(-1)?.id : undefined,
    });
  });
}
