// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import {
  defineCheck,
  type PersistentVolume,
  type PodAffinityTerm,
  type TopologySpreadConstraint,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { matchesLabelSelector, normaliseKey } from '../../../placement';
import { staysOffAuto } from '../../offAuto';
import { templatePatch } from '../../patch';
import { count, listOf } from '../../text';
import { claimsOf, claimKey } from '../../volumes';
import {
  isDaemonSet,
  podLabelsOf,
  WORKLOAD_PARTS,
  workloadsOf,
  type Workload,
} from '../../workloads';

const TOPOLOGY = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
]);
const ZONES = new Set([
  'topology.kubernetes.io/zone',
  'topology.ebs.csi.aws.com/zone',
]);

export const spread = defineCheck({
  code: 'WL-13',
  title: 'Hard spreading rules leave room',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: [
    ...WORKLOAD_PARTS,
    'namespaces',
    'persistentVolumes',
    'persistentVolumeClaims',
  ],
  why: 'Rules about hosts and zones that must hold need more nodes, or nodes in one zone, while old and new stand side by side; otherwise pods stay Pending.',
  remediation:
    'See that the pools cover the zones, or make the rule a preference.',
  source: 'Kubernetes, assign-pod-node and topology-spread-constraints',
  evaluate: parts => {
    const workloads = workloadsOf(parts);
    const pods = workloads.flatMap(workload =>
      podLabelsOf(workload).map(labels => ({
        metadata: { labels, namespace: workload.subject.namespace },
      })),
    );
    const namespaceLabels = new Map(
      parts.namespaces.map(({ metadata }) => [
        metadata.name,
        metadata.labels ?? {},
      ]),
    );
    const volumes = zonalClaims(parts.persistentVolumes);
    return workloads.flatMap(workload => {
      const { spec } = workload.template;
      const { namespace = '' } = workload.subject;
      if (isDaemonSet(workload) || staysOffAuto(spec)) return [];
      const anti = (
        spec.affinity?.podAntiAffinity
          ?.requiredDuringSchedulingIgnoredDuringExecution ?? []
      ).filter(
        ({ topologyKey, labelSelector, namespaces, namespaceSelector }) =>
          TOPOLOGY.has(normaliseKey(topologyKey)) &&
          labelSelector !== undefined &&
          // A term that matches no pod forbids nothing.
          pods.some(
            ({ metadata }) =>
              matchesLabelSelector(labelSelector, metadata.labels) &&
              (namespaces?.includes(metadata.namespace ?? '') ||
                (namespaceSelector !== undefined &&
                  matchesLabelSelector(
                    namespaceSelector,
                    namespaceLabels.get(metadata.namespace ?? '') ?? {},
                  )) ||
                ((namespaces ?? []).length === 0 &&
                  !namespaceSelector &&
                  metadata.namespace === namespace)),
          ),
      );
      const constraints = (spec.topologySpreadConstraints ?? []).filter(
        ({ whenUnsatisfiable, topologyKey, labelSelector }) =>
          whenUnsatisfiable === 'DoNotSchedule' &&
          TOPOLOGY.has(normaliseKey(topologyKey)) &&
          labelSelector !== undefined &&
          pods.some(
            ({ metadata }) =>
              metadata.namespace === namespace &&
              matchesLabelSelector(labelSelector, metadata.labels),
          ),
      );
      const zonal = claimsOf(workload, parts.persistentVolumeClaims).filter(
        claim => volumes.has(claimKey(claim)),
      );
      const evidence = [
        ...(anti.length > 0
          ? [
              `required podAntiAffinity on ${listOf(
                anti.map(one => one.topologyKey),
              )}`,
            ]
          : []),
        ...(constraints.length > 0
          ? [
              `topologySpreadConstraints DoNotSchedule on ${listOf(
                constraints.map(one => one.topologyKey),
              )}`,
            ]
          : []),
        ...(zonal.length > 0
          ? [
              `${count(zonal.length, 'volume')} bound to a zone: ${listOf(
                zonal.map(one => one.metadata.name),
              )}`,
            ]
          : []),
      ];
      if (evidence.length === 0) return [];
      return [
        {
          subject: workload.subject,
          message:
            'Hard rules about hosts or zones tell where its pods may go; new nodes have to satisfy them.',
          evidence: evidence.join('; '),
          patch:
            anti.length + constraints.length > 0
              ? softened(workload, anti, constraints)
              : undefined,
        },
      ];
    });
  },
});

/** The same rules as preferences; others of the pod stay as they are. */
function softened(
  workload: Workload,
  anti: readonly PodAffinityTerm[],
  constraints: readonly TopologySpreadConstraint[],
): Patch | undefined {
  const { affinity, topologySpreadConstraints = [] } = workload.template.spec;
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required = [],
    preferredDuringSchedulingIgnoredDuringExecution: preferred = [],
  } = affinity?.podAntiAffinity ?? {};
  const kept = required.filter(term => !anti.includes(term));
  return templatePatch('Make these rules preferences', workload, {
    spec: {
      ...(anti.length > 0
        ? {
            affinity: {
              podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution:
                  kept.length > 0 ? kept : null,
                preferredDuringSchedulingIgnoredDuringExecution: [
                  ...preferred,
                  ...anti.map(podAffinityTerm => ({
                    weight: 100,
                    podAffinityTerm,
                  })),
                ],
              },
            },
          }
        : {}),
      ...(constraints.length > 0
        ? {
            topologySpreadConstraints: topologySpreadConstraints.map(one =>
              constraints.includes(one)
                ? { ...one, whenUnsatisfiable: 'ScheduleAnyway' }
                : one,
            ),
          }
        : {}),
    },
  });
}

/** Claims whose volume can be reached from one zone only. */
function zonalClaims(volumes: readonly PersistentVolume[]): Set<string> {
  return new Set(
    volumes.flatMap(({ metadata, spec: { claimRef, nodeAffinity } }) => {
      const zonal =
        Object.keys(metadata.labels ?? {}).some(key =>
          ZONES.has(normaliseKey(key)),
        ) ||
        nodeAffinity?.required?.nodeSelectorTerms.some(term =>
          term.matchExpressions?.some(({ key }) =>
            ZONES.has(normaliseKey(key)),
          ),
        );
      return claimRef?.name && zonal
        ? [`${claimRef.namespace}/${claimRef.name}`]
        : [];
    }),
  );
}
