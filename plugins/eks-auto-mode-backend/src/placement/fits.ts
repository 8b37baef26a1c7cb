// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { conflictingPort, hostPorts, type HostPort } from './hostPorts';
import {
  podAffinityReason,
  podAffinityState,
  type PodAffinityState,
} from './podAffinity';
import type { Fit, Reason } from './reason';
import { formatAmount, podRequests, type Resources } from './resources';
import {
  labelOf,
  matchesNodeSelectorTerms,
  requiredNodeTerms,
} from './selectors';
import { formatTaint, untolerated } from './taints';
import { spreadReason, spreadStates, type SpreadState } from './topologySpread';
import { volumeReason, volumeState, type VolumeState } from './volumes';
import type { NodeState, PlacementWorld } from './world';

/** What is worked out once per pod and then asked of every node. */
interface PodState {
  world: PlacementWorld;
  version: number;
  requests: Resources;
  ports: HostPort[];
  volumes: VolumeState;
  affinity: PodAffinityState;
  spread: SpreadState[];
}

const states = new WeakMap<Pod, PodState>();

function stateOf(pod: Pod, world: PlacementWorld): PodState {
  const known = states.get(pod);
  if (known && known.world === world && known.version === world.version) {
    return known;
  }
  const state: PodState = {
    world,
    version: world.version,
    requests: podRequests(pod),
    ports: hostPorts(pod.spec),
    volumes: volumeState(pod, world),
    affinity: podAffinityState(pod, world),
    spread: spreadStates(pod, world),
  };
  states.set(pod, state);
  return state;
}

function selectorReason(pod: Pod, node: NodeState): Reason | undefined {
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) {
    const actual = labelOf(node.labels, key);
    if (actual !== value) {
      return {
        code: 'node-selector',
        message: `node selector ${key}=${value}: the node has ${
          actual === undefined ? 'no such label' : JSON.stringify(actual)
        }`,
      };
    }
  }
  const terms = requiredNodeTerms(pod.spec);
  if (terms && !matchesNodeSelectorTerms(terms, node)) {
    const keys = new Set(
      terms.flatMap(term =>
        [...(term.matchExpressions ?? []), ...(term.matchFields ?? [])].map(
          expression => expression.key,
        ),
      ),
    );
    return {
      code: 'node-affinity',
      message: `required node affinity (${[...keys].join(', ')})`,
    };
  }
  return undefined;
}

function lacking(requests: Resources, node: NodeState): string | undefined {
  for (const name in requests) {
    if (
      requests[name] > 0 &&
      requests[name] >
        (node.allocatable[name] ?? 0) - (node.requested[name] ?? 0)
    ) {
      return name;
    }
  }
  return undefined;
}

function resourceReason(
  requests: Resources,
  node: NodeState,
): Reason | undefined {
  const name = lacking(requests, node);
  if (name === undefined) {
    return undefined;
  }
  const free = (node.allocatable[name] ?? 0) - (node.requested[name] ?? 0);
  return {
    code: 'resources',
    message: `needs ${formatAmount(
      name,
      requests[name],
    )} ${name}, ${formatAmount(name, Math.max(0, free))} free`,
  };
}

function* reasonsAgainst(
  pod: Pod,
  node: NodeState,
  state: PodState,
): Generator<Reason | undefined> {
  if (pod.spec.schedulingGates?.length) {
    yield {
      code: 'gate',
      message: `scheduling gate ${pod.spec.schedulingGates[0].name}`,
    };
  }
  const taint = untolerated(pod.spec.tolerations, node.taints);
  if (taint) {
    yield taint.key === 'node.kubernetes.io/unschedulable'
      ? { code: 'unschedulable', message: 'the node is cordoned' }
      : { code: 'taint', message: `taint ${formatTaint(taint)}` };
  }
  yield selectorReason(pod, node);
  if (node.pods.size + 1 > (node.allocatable.pods ?? 0)) {
    yield {
      code: 'pods',
      message: `${node.pods.size} pods of ${node.allocatable.pods ?? 0}`,
    };
  }
  yield resourceReason(state.requests, node);
  const clash = state.ports.length
    ? conflictingPort(state.ports, [...node.ports.values()].flat())
    : undefined;
  if (clash) {
    yield {
      code: 'host-port',
      message: `host port ${clash.port}/${clash.protocol} is taken`,
    };
  }
  yield volumeReason(state.volumes, node);
  yield podAffinityReason(state.affinity, node.labels);
  yield spreadReason(state.spread, node.labels);
}

/**
 * Whether the scheduler would let a pod onto a node of the world, and every reason why not. It
 * looks at hard rules only, and not at `spec.nodeName`: asking for a pod that stands somewhere asks
 * where a new one like it could go. A pod that stands in the world counts against itself; take it
 * off with {@link PlacementWorld.unassign} first.
 *
 * @alpha
 */
export function fitsNode(
  pod: Pod,
  node: Node | string,
  world: PlacementWorld,
): Fit {
  const name = typeof node === 'string' ? node : node.metadata.name;
  const target = world.node(name);
  if (!target) {
    return {
      fits: false,
      reasons: [{ code: 'unknown-node', message: `no node ${name}` }],
    };
  }
  const reasons: Reason[] = [];
  for (const reason of reasonsAgainst(pod, target, stateOf(pod, world))) {
    if (reason) {
      reasons.push(reason);
    }
  }
  return reasons.length ? { fits: false, reasons } : { fits: true };
}

/**
 * {@link fitsNode} without the reasons: stops at the first.
 *
 * @alpha
 */
export function fitsNodeState(
  pod: Pod,
  node: NodeState,
  world: PlacementWorld,
): boolean {
  // Room first: it is the cheapest question, and in a full cluster the one most often answered no.
  if (
    node.pods.size + 1 > (node.allocatable.pods ?? 0) ||
    lacking(podRequests(pod), node) !== undefined
  ) {
    return false;
  }
  for (const reason of reasonsAgainst(pod, node, stateOf(pod, world))) {
    if (reason) {
      return false;
    }
  }
  return true;
}

/**
 * The nodes that a pod could go to, in the world's order.
 *
 * @alpha
 */
export function feasibleNodes(pod: Pod, world: PlacementWorld): NodeState[] {
  return [...world.nodes()].filter(node => fitsNodeState(pod, node, world));
}
