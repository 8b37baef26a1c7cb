// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { ago } from './moments';

const day = (days: number) => ago({ days }).slice(0, 10);

/** Twelve weeks in which three of seven clusters moved. */
export const burnDown: api.BurnDown = {
  targetDate: day(-60),
  days: Array.from({ length: 43 }, (_, i): api.BurnDownDay => {
    const back = 84 - 2 * i;
    const migrated = [60, 31, 9].filter(moved => back <= moved).length;
    return {
      day: day(back),
      clusters: back > 70 ? 6 : 7,
      migrated,
      blocked: back > 20 ? 3 : 2,
      blockers: 6 + Math.round(back / 7),
    };
  }),
  forecast: { perWeek: 0.5, day: day(-56) },
  owners: [
    { owner: 'group:default/team-payments', blockers: 4, before: 9 },
    { owner: 'group:default/team-data', blockers: 2, before: 2 },
    { blockers: 1, before: 0 },
  ],
  codes: [
    {
      code: 'WL-01',
      title: 'Every budget lets a pod go',
      blockers: 5,
      before: 8,
    },
    {
      code: 'WL-04',
      title: 'Every pod has a controller',
      blockers: 2,
      before: 3,
    },
  ],
};

/** Six weeks of a cluster that gets better, slowly. */
export const clusterDays: api.ClusterDay[] = Array.from(
  { length: 43 },
  (_, i): api.ClusterDay => ({
    day: day(42 - i),
    verdict: 'blocked',
    score: 60 + Math.round(i / 4),
    blockers: 5 - Math.floor(i / 15),
    warnings: 14 - Math.floor(i / 9),
    unknowns: i < 12 ? 2 : 1,
    nodes: 6,
    autoNodes: 0,
  }),
);

export const changes: api.AssessmentChange[] = [
  {
    readAt: ago({ hours: 5 }),
    previousReadAt: ago({ hours: 29 }),
    verdict: 'blocked',
    previousVerdict: 'needs-work',
    counts: { new: 1, gone: 1, worse: 1, better: 0, unseen: 0 },
    findings: [
      {
        kind: 'worse',
        code: 'WL-01',
        title: 'Every budget lets a pod go',
        severity: 'blocker',
        was: 'warning',
        subjectKey: 'apps/v1/Deployment/payments/payments-api',
        owner: 'group:default/team-payments',
        since: ago({ days: 3 }),
      },
      {
        kind: 'new',
        code: 'WL-04',
        title: 'Every pod has a controller',
        severity: 'blocker',
        subjectKey: 'v1/Pod/payments/debug',
        owner: 'group:default/team-payments',
        since: ago({ hours: 5 }),
      },
      {
        kind: 'gone',
        code: 'NET-06',
        title: 'The subnets are tagged for load balancers',
        severity: 'warning',
        subjectKey: 'arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1',
        owner: 'group:default/team-platform',
        since: ago({ days: 12 }),
      },
    ],
  },
  {
    readAt: ago({ days: 4 }),
    previousReadAt: ago({ days: 5 }),
    verdict: 'needs-work',
    previousVerdict: 'needs-work',
    counts: { new: 0, gone: 0, worse: 0, better: 0, unseen: 1 },
    findings: [],
  },
];
