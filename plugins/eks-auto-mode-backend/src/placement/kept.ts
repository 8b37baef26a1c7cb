// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { movablePods } from './movable';
import { immovableVolume } from './podFitsPools';
import { matchesLabelSelector } from './selectors';
import type { Source } from './sources';
import { specialPlaceOf } from './specialPlace';
import { PlacementWorld } from './world';

/** What {@link whyKept} reads beside the sources. @alpha */
export const keptParts = [
  'pods',
  'nodes',
  'instances',
  'daemonSets',
  'securityGroupPolicies',
  'serviceAccounts',
  'persistentVolumes',
  'persistentVolumeClaims',
  'storageClasses',
] as const;

/** @alpha */
export type KeptParts = Pick<InventoryParts, (typeof keptParts)[number]>;

/**
 * A reason why a source stays, with the pod that holds it where it is one.
 *
 * @alpha
 */
export interface KeptReason {
  reason: string;
  pod?: Pod;
}

function usesPodEni(parts: KeptParts): boolean {
  return parts.daemonSets.some(
    daemonSet =>
      daemonSet.metadata.name === 'aws-node' &&
      daemonSet.spec.template.spec.containers.some(container =>
        (container.env ?? []).some(
          ({ name, value }) => name === 'ENABLE_POD_ENI' && value === 'true',
        ),
      ),
  );
}

/** The policy of its own security groups that selects the pod, if one does. */
function securityGroupPolicyOf(pod: Pod, parts: KeptParts): string | undefined {
  const accountName = pod.spec.serviceAccountName ?? 'default';
  return parts.securityGroupPolicies.find(policy => {
    if (policy.metadata.namespace !== pod.metadata.namespace) {
      return false;
    }
    if (!policy.spec) {
      return true;
    }
    const { podSelector, serviceAccountSelector } = policy.spec;
    const account = parts.serviceAccounts.find(
      candidate =>
        candidate.metadata.namespace === pod.metadata.namespace &&
        candidate.metadata.name === accountName,
    );
    return (
      matchesLabelSelector(podSelector, pod.metadata.labels) ||
      matchesLabelSelector(serviceAccountSelector, account?.metadata.labels)
    );
  })?.metadata.name;
}

function ofTheSource(source: Source, parts: KeptParts): KeptReason[] {
  const reasons: string[] = [];
  const { nodegroup } = source;
  switch (source.type) {
    case 'auto':
      return [{ reason: 'it is a pool of Auto Mode already' }];
    case 'managed-node-group':
      break;
    case 'auto-scaling-group':
      reasons.push(
        'its nodes are of an Auto Scaling group outside EKS, which this version does not move',
      );
      break;
    case 'karpenter':
      reasons.push(
        'its nodes are of a Karpenter of your own, which this version does not move',
      );
      break;
    case 'fargate':
      reasons.push('its pods run on Fargate, which this version does not move');
      break;
    case 'hybrid':
      reasons.push(
        'it is a node of your own premises, which Auto Mode does not run',
      );
      break;
    default:
      reasons.push(
        'it is a node outside any group, which this version does not move',
      );
  }
  if (
    nodegroup?.amiType?.startsWith('WINDOWS') ||
    source.nodes.some(
      node => node.metadata.labels?.['kubernetes.io/os'] === 'windows',
    )
  ) {
    reasons.push('its nodes run Windows, which Auto Mode does not have');
  }
  if (nodegroup?.capacityType === 'CAPACITY_BLOCK') {
    reasons.push('its capacity is a reserved block');
  }
  if (nodegroup && !['ACTIVE', 'DEGRADED'].includes(nodegroup.status)) {
    reasons.push(`its status is ${nodegroup.status}`);
  }
  const groups = new Set(
    source.groups.flatMap(group => group.instances.map(({ id }) => id)),
  );
  const own = parts.instances.filter(({ id }) => groups.has(id));
  const dedicated = own.find(
    ({ tenancy }) => tenancy === 'dedicated' || tenancy === 'host',
  );
  if (dedicated) {
    reasons.push(`its instances have tenancy ${dedicated.tenancy}`);
  }
  const place = own.map(specialPlaceOf).find(one => one !== undefined);
  if (place) {
    reasons.push(`its instances stand where Auto Mode launches none: ${place}`);
  }
  return reasons.map(reason => ({ reason }));
}

function ofItsPods(
  source: Source,
  parts: KeptParts,
  world: PlacementWorld,
): KeptReason[] {
  const eni = usesPodEni(parts);
  return movablePods(source, parts.pods).flatMap((pod): KeptReason[] => {
    const volume = immovableVolume(pod, world);
    const policy = eni ? securityGroupPolicyOf(pod, parts) : undefined;
    return [
      ...(volume ? [{ reason: volume.message, pod }] : []),
      ...(policy
        ? [
            {
              reason: `SecurityGroupPolicy ${policy} gives it security groups of its own, which Auto nodes do not support`,
              pod,
            },
          ]
        : []),
    ];
  });
}

/**
 * Why each source stays where it is, before any simulation: what it is, and what its pods carry.
 * The source is the finest unit: one pod that cannot move keeps all of it. An empty list: it moves.
 *
 * @alpha
 */
export function whyKept(
  sources: readonly Source[],
  parts: KeptParts,
  asked: readonly string[],
): Map<string, KeptReason[]> {
  const world = new PlacementWorld({
    nodes: [],
    persistentVolumes: parts.persistentVolumes,
    persistentVolumeClaims: parts.persistentVolumeClaims,
    storageClasses: parts.storageClasses,
  });
  return new Map(
    sources.map(source => {
      const own = ofTheSource(source, parts);
      return [
        source.id,
        [
          ...(asked.includes(source.id)
            ? [{ reason: 'the plan was asked to keep it' }]
            : []),
          ...own,
          ...(source.type === 'managed-node-group'
            ? ofItsPods(source, parts, world)
            : []),
        ],
      ];
    }),
  );
}
