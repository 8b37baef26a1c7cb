// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  NodeClaim,
  NodePool,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { durationMs } from '../placement/duration';
import { AUTO_GROUP } from '../placement/pools';

/** The longest life of an Auto node, whatever its pool says (EKS User Guide, automode-learn-instances). */
const LONGEST_LIFE_MS = 21 * 24 * 60 * 60 * 1000;

/**
 * How long a node lives where neither claim nor pool says (EKS User Guide, create-node-pool;
 * sigs.k8s.io/karpenter, the default of the kind's schema).
 */
const DEFAULT_LIFE = { auto: '336h', karpenter: '720h' };

const LABELS = {
  pool: 'karpenter.sh/nodepool',
  type: 'node.kubernetes.io/instance-type',
  capacity: 'karpenter.sh/capacity-type',
  zone: 'topology.kubernetes.io/zone',
};

type State = Pick<api.NodeClaim, 'state' | 'why'>;

function stateOf(claim: NodeClaim): State {
  if (claim.metadata.deletionTimestamp) {
    return {
      state: 'leaving',
      why: `It is being drained since ${claim.metadata.deletionTimestamp}.`,
    };
  }
  const conditions = claim.status?.conditions ?? [];
  const ready = conditions.find(one => one.type === 'Ready');
  if (ready?.status === 'True') return { state: 'ready' };
  const waiting = ['Launched', 'Registered', 'Initialized']
    .map(type => conditions.find(one => one.type === type))
    .find(one => one === undefined || one.status !== 'True');
  const because = waiting ?? ready;
  const wasReady = conditions.some(
    one => one.type === 'Initialized' && one.status === 'True',
  );
  return {
    state: wasReady ? 'not-ready' : 'launching',
    why: because
      ? `${because.type}: ${
          because.message || because.reason || because.status
        }`
      : 'Auto Mode has not launched its instance yet.',
  };
}

/** A NodeClaim as its pool's page shows it, with the days that are left to its node. */
export function claimOf(
  claim: NodeClaim,
  pools: ReadonlyMap<string, NodePool>,
): api.NodeClaim {
  const { metadata, spec, status } = claim;
  const labels = metadata.labels ?? {};
  const pool = labels[LABELS.pool];
  const auto = spec?.nodeClassRef?.group === AUTO_GROUP;
  const expireAfter =
    spec?.expireAfter ??
    pools.get(pool ?? '')?.spec.template.spec.expireAfter ??
    (auto ? DEFAULT_LIFE.auto : DEFAULT_LIFE.karpenter);
  const born = Date.parse(metadata.creationTimestamp ?? '');
  const after = (ms: number | undefined) =>
    ms === undefined || Number.isNaN(born)
      ? undefined
      : new Date(born + ms).toISOString();
  return {
    name: metadata.name,
    pool,
    node: status?.nodeName,
    instance: /(i-[0-9a-f]+)$/.exec(status?.providerID ?? '')?.[1],
    instanceType: labels[LABELS.type],
    capacityType: labels[LABELS.capacity],
    zone: labels[LABELS.zone],
    createdAt: metadata.creationTimestamp,
    ...stateOf(claim),
    expiresAt: after(durationMs(expireAfter)),
    latestAt: auto ? after(LONGEST_LIFE_MS) : undefined,
  };
}
