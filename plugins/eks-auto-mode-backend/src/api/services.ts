// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { InputError } from '@backstage/errors';
import { parseEntityRef } from '@backstage/catalog-model';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { summaryOf } from './clusters';
import type { ApiContext, ApiRouter } from './context';
import { findingOf } from './findings';
import { runSummaryOf } from './runs';
import { serviceHeadline } from './serviceHeadline';
import { serviceRunWords } from './serviceRunWords';

export function registerServices(router: ApiRouter, context: ApiContext): void {
  const { access, assessments, clusters, runsStore } = context;

  router.get('/v1/services', async (req, res) => {
    const caller = await access.caller(req);
    const { entityRef } = req.query;
    try {
      parseEntityRef(entityRef);
    } catch {
      throw new InputError(
        `'${entityRef.slice(
          0,
          200,
        )}' is not an entity reference: expected component:default/name`,
      );
    }
    const ref = entityRef.toLocaleLowerCase('en-US');
    const [findings, footprints] = await Promise.all([
      context.findings.list({ componentRef: ref }, context.now()),
      assessments.footprints(ref),
    ]);
    const ids = [
      ...new Set([...footprints.keys(), ...findings.map(f => f.clusterId)]),
    ];
    const visible = await access.visible(caller, await clusters.getAll(ids));
    const stored = await Promise.all(
      visible.map(({ arn }) =>
        runsStore.listRuns({ clusterArns: [arn] }, { limit: 10 }),
      ),
    );
    const moved = await runsStore.podsOfService(
      ref,
      stored.flat().map(run => run.planId),
    );
    const blocks = visible
      .map((cluster, at): api.ServiceCluster => {
        const footprint = footprints.get(cluster.id);
        return {
          cluster: summaryOf(cluster, context),
          findings: findings
            .filter(f => f.clusterId === cluster.id)
            .map(findingOf),
          pods: footprint?.pods ?? 0,
          volumes: footprint?.volumes ?? 0,
          drainSeconds: footprint?.drain?.seconds,
          drainWords: footprint?.drain?.words,
          runs: stored[at].flatMap(run => {
            const pods = moved.get(run.planId);
            return pods
              ? [{ run: runSummaryOf(run), words: serviceRunWords(run, pods) }]
              : [];
          }),
        };
      })
      .sort((a, b) => a.cluster.name.localeCompare(b.cluster.name));
    res.json({
      entityRef: ref,
      headline: serviceHeadline(ref, blocks),
      clusters: blocks,
    });
  });
}
