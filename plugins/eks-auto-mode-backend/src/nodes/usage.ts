// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  subjectKey,
  type api,
  type KubernetesSubject,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Node,
  NodeMetrics,
  Pod,
  PodMetrics,
  Read,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { podRequests, takesRoom } from '../placement';
import { add, amountsIn, amountsOf, nothing } from './amounts';

/** Workloads shown of those that ask for more than they use. */
const MOST_WORKLOADS = 25;
/** Of a general-purpose node there are so many bytes beside a core. */
const BYTES_A_CORE = 4 * 1024 ** 3;

export interface UsageInput {
  nodes: readonly Node[];
  pods: readonly Pod[];
  nodeMetrics: Read<NodeMetrics[]>;
  podMetrics: Read<PodMetrics[]>;
  /** The source of a node, by its name. */
  sourceOf: ReadonlyMap<string, string>;
  workloadOf(pod: Pod): KubernetesSubject;
  ownerOf(pod: Pod): string | undefined;
}

type Unmeasured = { why: string; remedy?: string };

/** Why nothing is known of what is used; undefined where it was measured. */
function unmeasured(
  input: UsageInput,
  running: number,
): Unmeasured | undefined {
  for (const part of [input.podMetrics, input.nodeMetrics]) {
    if (part.state === 'unread') {
      const { operation, message, remedy } = part.unread;
      return { why: `${operation}: ${message}`, remedy };
    }
  }
  const measured =
    input.podMetrics.state === 'read' && input.podMetrics.value.length > 0;
  return running > 0 && !measured
    ? {
        why: 'The cluster serves no metrics (metrics.k8s.io), or has none yet.',
        remedy:
          'Install the add-on metrics-server (aws eks create-addon --addon-name metrics-server), and refresh a few minutes later.',
      }
    : undefined;
}

interface Sum {
  pods: number;
  requested: api.ComputeAmounts;
  used: api.ComputeAmounts;
}

const sum = (): Sum => ({ pods: 0, requested: nothing(), used: nothing() });

function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const keyOf = ({ metadata }: Pod | PodMetrics) =>
  `${metadata.namespace}/${metadata.name}`;

/**
 * What pods ask for against what they use, by node, owner and workload, with pauses. Only pods with
 * a sample are compared, both of what they ask for and of what they use; one sample is no average.
 */
export function* usageOf(input: UsageInput): Generator<void, api.Usage> {
  const running = input.pods.filter(
    pod => takesRoom(pod) && pod.spec.nodeName !== undefined,
  );
  const gap = unmeasured(input, running.length);
  const samples = new Map(
    gap === undefined && input.podMetrics.state === 'read'
      ? input.podMetrics.value.map(one => [keyOf(one), one])
      : [],
  );
  const nodeSamples = new Map(
    gap === undefined && input.nodeMetrics.state === 'read'
      ? input.nodeMetrics.value.map(one => [one.metadata.name, one])
      : [],
  );
  const byNode = new Map<string, Sum>();
  const byOwner = new Map<string | undefined, Sum>();
  const byWorkload = new Map<
    string,
    Sum & { subject: KubernetesSubject; owner?: string }
  >();
  for (const pod of running) {
    yield;
    const requested = amountsOf(podRequests(pod));
    const node = at(byNode, pod.spec.nodeName ?? '', sum);
    node.pods += 1;
    add(node.requested, requested);
    const sample = samples.get(keyOf(pod));
    if (!gap && !sample) continue;
    const owner = input.ownerOf(pod);
    const subject = input.workloadOf(pod);
    const sums = [
      at(byOwner, owner, sum),
      at(byWorkload, subjectKey(subject), () => ({
        ...sum(),
        subject,
        owner,
      })),
    ];
    for (const one of sums) {
      one.pods += 1;
      add(one.requested, requested);
      for (const container of sample?.containers ?? [])
        add(one.used, amountsIn(container.usage));
    }
  }
  const measured = gap === undefined;
  return {
    ...(measured ? { state: 'measured' } : { state: 'unknown', ...gap }),
    nodes: input.nodes.map(node => {
      const sums = byNode.get(node.metadata.name) ?? sum();
      const sample = nodeSamples.get(node.metadata.name);
      return {
        node: node.metadata.name,
        source: input.sourceOf.get(node.metadata.name),
        pods: sums.pods,
        allocatable: amountsIn(node.status?.allocatable),
        requested: sums.requested,
        used: sample && amountsIn(sample.usage),
      };
    }),
    owners: [...byOwner]
      .map(([owner, { pods, requested, used }]) => ({
        owner,
        pods,
        requested,
        used: measured ? used : undefined,
      }))
      .sort((a, b) => weight(b) - weight(a)),
    workloads: measured
      ? [...byWorkload.values()]
          .filter(one => weight(one) > 0)
          .sort((a, b) => weight(b) - weight(a))
          .slice(0, MOST_WORKLOADS)
      : [],
  };
}

/** How much is asked for beyond what is used, in cores; what is asked for where nothing is measured. */
function weight({
  requested,
  used = nothing(),
}: {
  requested: api.ComputeAmounts;
  used?: api.ComputeAmounts;
}): number {
  return (
    Math.max(0, requested.cpu - used.cpu) +
    Math.max(0, requested.memory - used.memory) / BYTES_A_CORE
  );
}
