// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodeSelectorTerm,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Reason } from './reason';
import { labelOf, matchesNodeSelectorTerms } from './selectors';
import type { NodeState, PlacementWorld } from './world';

/**
 * One claim of a pod with what it is bound to.
 *
 * @alpha
 */
export interface PodVolume {
  volume: string;
  claimName: string;
  claim?: PersistentVolumeClaim;
  persistentVolume?: PersistentVolume;
  storageClass?: StorageClass;
}

/** Every claim of a pod, those of generic ephemeral volumes (`<pod>-<volume>`) included. */
export function podVolumes(pod: Pod, world: PlacementWorld): PodVolume[] {
  return (pod.spec.volumes ?? []).flatMap(volume => {
    let claimName = volume.persistentVolumeClaim?.claimName;
    if (volume.ephemeral) {
      claimName = `${pod.metadata.name}-${volume.name}`;
    }
    if (!claimName) {
      return [];
    }
    const claim = world.claim(pod.metadata.namespace, claimName);
    const className = claim?.spec.storageClassName;
    return [
      {
        volume: volume.name,
        claimName,
        claim,
        persistentVolume: claim?.spec.volumeName
          ? world.volume(claim.spec.volumeName)
          : undefined,
        storageClass: className ? world.storageClass(className) : undefined,
      },
    ];
  });
}

const ZONE_LABELS = [
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
];

/** What a pod's volumes ask of a node, worked out once per pod. */
export interface VolumeState {
  /** Wrong on every node. */
  broken: Reason[];
  demands: {
    what: string;
    terms?: readonly NodeSelectorTerm[];
    /** Labels of the volume; several values are joined by `__`. */
    zones: { key: string; values: string[] }[];
  }[];
}

function topologyTerms(
  storageClass: StorageClass,
): NodeSelectorTerm[] | undefined {
  const topologies = storageClass.allowedTopologies ?? [];
  return topologies.length
    ? topologies.map(topology => ({
        matchExpressions: (topology.matchLabelExpressions ?? []).map(
          ({ key, values }) => ({ key, operator: 'In' as const, values }),
        ),
      }))
    : undefined;
}

export function volumeState(pod: Pod, world: PlacementWorld): VolumeState {
  const state: VolumeState = { broken: [], demands: [] };
  for (const entry of podVolumes(pod, world)) {
    const { claim, persistentVolume, storageClass } = entry;
    const what = `volume ${entry.volume} (claim ${entry.claimName})`;
    if (!claim) {
      state.broken.push({
        code: 'volume',
        message: `${what}: the claim does not exist`,
      });
    } else if (persistentVolume) {
      const zones = ZONE_LABELS.flatMap(key => {
        const value = labelOf(persistentVolume.metadata.labels, key);
        return value === undefined ? [] : [{ key, values: value.split('__') }];
      });
      state.demands.push({
        what,
        terms: persistentVolume.spec.nodeAffinity?.required?.nodeSelectorTerms,
        zones,
      });
    } else if (claim.spec.volumeName) {
      state.broken.push({
        code: 'volume',
        message: `${what}: its volume ${claim.spec.volumeName} does not exist`,
      });
    } else if (storageClass?.volumeBindingMode === 'WaitForFirstConsumer') {
      state.demands.push({
        what,
        terms: topologyTerms(storageClass),
        zones: [],
      });
    } else {
      state.broken.push({
        code: 'volume',
        message: `${what}: not bound, and its class does not wait for a pod`,
      });
    }
  }
  return state;
}

/** @returns why the node is closed, or undefined. */
export function volumeReason(
  state: VolumeState,
  node: Pick<NodeState, 'name' | 'labels'>,
): Reason | undefined {
  if (state.broken.length) {
    return state.broken[0];
  }
  for (const { what, terms, zones } of state.demands) {
    if (terms && !matchesNodeSelectorTerms(terms, node)) {
      return {
        code: 'volume',
        message: `${what} cannot be reached from node ${node.name}`,
      };
    }
    const elsewhere = zones.find(({ key, values }) => {
      const actual = labelOf(node.labels, key);
      return actual === undefined || !values.includes(actual);
    });
    if (elsewhere) {
      return {
        code: 'volume',
        message: `${what} is in ${elsewhere.key}=${elsewhere.values.join(
          ' or ',
        )}`,
      };
    }
  }
  return undefined;
}
