// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { templatePatch } from './patch';
import type { Workload } from './workloads';

const KARPENTER = 'karpenter.k8s.aws/';

/** Labels of managed and eksctl groups, which no Auto node ever carries. */
const GROUP_LABELS = new Set([
  'eks.amazonaws.com/nodegroup',
  'eks.amazonaws.com/capacityType',
  'eks.amazonaws.com/nodegroup-image',
  'eks.amazonaws.com/sourceLaunchTemplateId',
  'eks.amazonaws.com/sourceLaunchTemplateVersion',
  'node.kubernetes.io/lifecycle',
  // Auto nodes have one too, but never the name of an old node.
  'kubernetes.io/hostname',
]);

/** Karpenter's labels that Auto Mode has under its own prefix (EKS User Guide, create-node-pool). */
const SHARED = new Set([
  'instance-category',
  'instance-generation',
  'instance-family',
  'instance-size',
  'instance-cpu',
  'instance-cpu-manufacturer',
  'instance-memory',
  'instance-hypervisor',
  'instance-encryption-in-transit-supported',
  'instance-ebs-bandwidth',
  'instance-network-bandwidth',
  'instance-gpu-name',
  'instance-gpu-manufacturer',
  'instance-gpu-count',
  'instance-gpu-memory',
  'instance-local-nvme',
  'capacity-reservation-interruptible',
]);

const CAPACITY: Record<string, string> = {
  ON_DEMAND: 'on-demand',
  SPOT: 'spot',
};

export function isGroupLabel(key: string): boolean {
  return GROUP_LABELS.has(key) || key.startsWith('alpha.eksctl.io/');
}

export function isKarpenterLabel(key: string): boolean {
  return key.startsWith(KARPENTER);
}

/** The label by which Auto nodes say the same, where there is one. */
export function successorOf(key: string): string | undefined {
  if (key === 'eks.amazonaws.com/capacityType')
    return 'karpenter.sh/capacity-type';
  const name = isKarpenterLabel(key) ? key.slice(KARPENTER.length) : '';
  return SHARED.has(name) ? `eks.amazonaws.com/${name}` : undefined;
}

/** What a pod asks of its node's labels in a way that a node without the label does not satisfy. */
export function labelsAsked({
  nodeSelector = {},
  affinity,
}: PodSpec): string[] {
  const terms =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms ?? [];
  return [
    ...new Set([
      ...Object.keys(nodeSelector),
      ...terms.flatMap(({ matchExpressions = [] }) =>
        matchExpressions.filter(needsLabel).map(({ key }) => key),
      ),
      // A term that names its node by its field says the same as one by hostname.
      ...terms.flatMap(({ matchFields = [] }) =>
        matchFields.length > 0 ? ['kubernetes.io/hostname'] : [],
      ),
    ]),
  ];
}

function needsLabel({ operator }: NodeSelectorRequirement): boolean {
  return operator !== 'NotIn' && operator !== 'DoesNotExist';
}

function isOld(key: string): boolean {
  return isGroupLabel(key) || isKarpenterLabel(key);
}

/** The same wish in the words of Auto nodes. */
function translated({
  key,
  operator,
  values,
}: NodeSelectorRequirement): NodeSelectorRequirement | undefined {
  const successor = successorOf(key);
  if (!successor) return undefined;
  return {
    key: successor,
    operator,
    ...(values
      ? {
          values:
            key === 'eks.amazonaws.com/capacityType'
              ? values.map(value => CAPACITY[value] ?? value)
              : values,
        }
      : {}),
  };
}

/**
 * The pod's spec without labels of old nodes. What Auto nodes say by another label is asked for in
 * both ways, as alternatives, so that the pod runs on old nodes too until it moves; the rest is
 * dropped.
 */
export function withoutOldLabels(spec: PodSpec): PodSpec {
  const selector = Object.entries(spec.nodeSelector ?? {});
  const stale = selector
    .filter(([key]) => isOld(key))
    .map(
      ([key, value]): NodeSelectorRequirement => ({
        key,
        operator: 'In',
        values: [value],
      }),
    );
  const required =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = (required?.nodeSelectorTerms ?? [{}]).flatMap(
    (term): NodeSelectorTerm[] => {
      const expressions = term.matchExpressions ?? [];
      const kept = expressions.filter(
        one => !(isOld(one.key) && needsLabel(one)),
      );
      const asked = [
        ...stale,
        ...expressions.filter(one => !kept.includes(one)),
      ];
      const both = asked.flatMap(old => {
        const fresh = translated(old);
        return fresh ? [{ old, fresh }] : [];
      });
      return both.length === 0
        ? [termOf(kept)]
        : [
            termOf([...kept, ...both.map(one => one.old)]),
            termOf([...kept, ...both.map(one => one.fresh)]),
          ];
    },
  );
  // An empty term matches no node; here it means that nothing is asked for any more.
  const free = terms.some(term => Object.keys(term).length === 0);
  const nodeAffinity = { ...spec.affinity?.nodeAffinity };
  if (free) delete nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  else
    nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution = {
      nodeSelectorTerms: terms,
    };
  const constraints = spec.topologySpreadConstraints?.flatMap(constraint => {
    if (
      !isOld(constraint.topologyKey) ||
      constraint.topologyKey === 'kubernetes.io/hostname'
    )
      return [constraint];
    const successor = successorOf(constraint.topologyKey);
    return successor ? [{ ...constraint, topologyKey: successor }] : [];
  });
  return {
    ...spec,
    nodeSelector: Object.fromEntries(selector.filter(([key]) => !isOld(key))),
    affinity: { ...spec.affinity, nodeAffinity },
    ...(constraints ? { topologySpreadConstraints: constraints } : {}),
  };
}

function termOf(matchExpressions: NodeSelectorRequirement[]): NodeSelectorTerm {
  return matchExpressions.length > 0 ? { matchExpressions } : {};
}

/** {@link withoutOldLabels} as a change of the workload; pods themselves cannot be changed. */
export function oldLabelsPatch(workload: Workload): Patch | undefined {
  const { spec } = workload.template;
  const fresh = withoutOldLabels(spec);
  const gone = Object.keys(spec.nodeSelector ?? {}).filter(key => isOld(key));
  const before =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const after =
    fresh.affinity?.nodeAffinity
      ?.requiredDuringSchedulingIgnoredDuringExecution;
  const change = {
    ...(gone.length > 0
      ? { nodeSelector: Object.fromEntries(gone.map(key => [key, null])) }
      : {}),
    ...(before || after
      ? {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: after ?? null,
            },
          },
        }
      : {}),
    ...(JSON.stringify(spec.topologySpreadConstraints) ===
    JSON.stringify(fresh.topologySpreadConstraints)
      ? {}
      : { topologySpreadConstraints: fresh.topologySpreadConstraints }),
  };
  return templatePatch('Ask for what Auto nodes have too', workload, {
    spec: change,
  });
}
