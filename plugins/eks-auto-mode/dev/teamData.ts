// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { clusters, findings } from './data';
import { ago, ahead } from './moments';

const place = ({ id, name, entityRef }: api.ClusterSummary) => ({
  clusterId: id,
  clusterName: name,
  clusterEntityRef: entityRef,
});
const [prod, staging, other] = clusters;
const ofCode = (...codes: string[]) =>
  findings().filter(({ code }) => codes.includes(code));
const blockers = ofCode('WL-01', 'WL-04');
const [warning] = ofCode('WL-05');

/** The team in the way of one cluster, with something to look at on another. */
export const paymentsTeam: api.TeamView = {
  entityRef: 'group:default/team-payments',
  headline: '2 things of team-payments block checkout-prod.',
  counts: {
    clusters: 3,
    blockedClusters: 1,
    blockers: 2,
    warnings: 5,
    unknowns: 87,
  },
  clusters: [
    {
      ...place(prod),
      owned: true,
      verdict: prod.verdict,
      blockers: 2,
      warnings: 0,
      unknowns: 0,
    },
    {
      ...place(staging),
      owned: true,
      verdict: staging.verdict,
      blockers: 0,
      warnings: 5,
      unknowns: 0,
    },
    {
      ...place(other),
      owned: false,
      verdict: other.verdict,
      blockers: 0,
      warnings: 0,
      unknowns: 87,
    },
  ],
  findings: [
    ...blockers.map(finding => ({ ...place(prod), finding, alike: 0 })),
    {
      ...place(staging),
      finding: { ...warning, owner: 'group:default/team-payments' },
      alike: 4,
    },
  ],
  exceptions: [
    {
      ...place(prod),
      id: 'e1',
      code: 'WL-05',
      subjectKey: 'apps/v1/Deployment/payments/worker',
      reason: 'The second replica comes with the next release',
      expiresAt: ahead(5 * 24 * 60 + 30),
    },
  ],
  runs: [
    {
      ...place(staging),
      state: 'waiting',
      planNumber: 3,
      step: 'Drain ng-general',
      since: ago({ hours: 2 }),
    },
    { ...place(prod), planNumber: 7, since: ago({ minutes: 40 }) },
  ],
};

/** A team of which nothing is known on any cluster. */
export const quietTeam = (entityRef: string): api.TeamView => ({
  entityRef,
  headline: `Nothing on any cluster is known to be of ${
    entityRef.split('/')[1]
  }.`,
  counts: {
    clusters: 0,
    blockedClusters: 0,
    blockers: 0,
    warnings: 0,
    unknowns: 0,
  },
  clusters: [],
  findings: [],
  exceptions: [],
  runs: [],
});

export const unowned: api.UnownedPage = {
  clusters: [place(clusters[3])],
  items: [
    {
      ...place(prod),
      namespace: 'legacy-batch',
      fallsTo: 'group:default/team-payments',
      things: 4,
      findings: 6,
      blockers: 1,
    },
    {
      ...place(staging),
      namespace: 'sandbox',
      things: 2,
      findings: 2,
      blockers: 0,
    },
  ],
  totalCount: 2,
};
