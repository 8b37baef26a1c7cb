// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/** Which of the five tones an axis' word is shown in; colour never stands alone. */
export type Tone = 'ok' | 'warning' | 'error' | 'info' | 'neutral';

export const VERDICTS = [
  'blocked',
  'unreachable',
  'needs-work',
  'ready',
  'migrated',
] as const satisfies readonly api.Verdict[];

/** What stands in the place of a verdict for clusters that were never judged. */
export const UNASSESSED = 'unassessed';

export const verdictWords: Record<
  api.Verdict,
  { word: string; tone: Tone; means: string }
> = {
  blocked: {
    word: 'Blocked',
    tone: 'error',
    means: 'Something must be fixed or accepted before a migration may start.',
  },
  unreachable: {
    word: 'Unreachable',
    tone: 'neutral',
    means: 'The cluster could not be read, so nothing can be said about it.',
  },
  'needs-work': {
    word: 'Needs work',
    tone: 'warning',
    means: 'A migration could start, but it would cost somebody something.',
  },
  ready: {
    word: 'Ready',
    tone: 'info',
    means: 'A migration can be planned now.',
  },
  migrated: {
    word: 'Migrated',
    tone: 'ok',
    means: 'Auto Mode is on, and only kept sources have nodes of their own.',
  },
};

export const SEVERITIES = [
  'blocker',
  'warning',
  'unknown',
  'info',
] as const satisfies readonly api.Severity[];

export const severityWords: Record<
  api.Severity,
  { one: string; many: string; tone: Tone; means: string }
> = {
  blocker: {
    one: 'Blocker',
    many: 'Blockers',
    tone: 'error',
    means: 'Stops a migration until it is fixed or accepted.',
  },
  warning: {
    one: 'Warning',
    many: 'Warnings',
    tone: 'warning',
    means: 'A migration works, but costs somebody something.',
  },
  unknown: {
    one: 'Could not be read',
    many: 'Could not be read',
    tone: 'neutral',
    means: 'Never counted as passing. Grant the access and refresh.',
  },
  info: {
    one: 'Good to know',
    many: 'Good to know',
    tone: 'info',
    means: 'Changes nothing about readiness.',
  },
};

export const resolvedByWords: Record<
  api.ResolvedBy,
  { short: string; long: string }
> = {
  plan: {
    short: 'the plan mends this',
    long: 'The migration plan makes this change itself; nothing to do for you.',
  },
  owner: {
    short: 'the owner acts',
    long: 'Whoever owns this workload has to change it.',
  },
  platform: {
    short: 'the platform team acts',
    long: 'The people who run this cluster have to change it.',
  },
};

const areas: Record<string, string> = {
  CL: 'Cluster',
  IAM: 'Roles and permissions',
  NET: 'Network',
  ADD: 'Add-ons and controllers',
  NG: 'Nodes',
  WL: 'Workloads',
  ST: 'Storage',
  LB: 'Load balancing',
  CO: 'Cost',
  SA: 'Safety',
};

/** The part of a code before its number: `NET-14` is about `NET`. */
export function areaOf(code: string): string {
  return code.split('-')[0];
}

/** An area in words, or its letters where a company's own checks brought a new one. */
export function areaWords(area: string): string {
  return areas[area] ?? area;
}

export const resolutionWords: Record<api.Finding['ownerResolution'], string> = {
  'kubernetes-id': 'found by the label backstage.io/kubernetes-id',
  'label-selector': "found by the entity's kubernetes-label-selector",
  'team-label': 'found by a team label on the object',
  namespace: 'owner of the namespace',
  cluster: 'owner of the cluster, as nobody nearer was found',
  none: 'nobody was found: set backstage.io/kubernetes-id on the object or an owner on the cluster',
};
