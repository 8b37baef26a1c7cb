// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ConflictError, NotFoundError } from '@backstage/errors';
import type {
  KubernetesObject,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
  Taint,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { PodCounters } from './counters';
import { hostPorts, type HostPort } from './hostPorts';
import { AntiAffinityIndex } from './podAffinity';
import { addTo, podRequests, toResources, type Resources } from './resources';
import { hardTaints } from './taints';

/**
 * A node with what stands on it.
 *
 * @alpha
 */
export interface NodeState {
  readonly name: string;
  readonly node: Node;
  readonly labels: Record<string, string>;
  /** `NoSchedule` and `NoExecute` only, the one of a cordon included. */
  readonly taints: Taint[];
  readonly allocatable: Resources;
  readonly requested: Resources;
  /** By {@link podKey}. */
  readonly pods: Map<string, Pod>;
  readonly ports: Map<string, HostPort[]>;
}

/** @alpha */
export interface WorldObjects {
  nodes: Iterable<Node>;
  /** Those with a `nodeName` of a known node are placed; others are left out. */
  pods?: Iterable<Pod>;
  namespaces?: Iterable<KubernetesObject>;
  persistentVolumes?: Iterable<PersistentVolume>;
  persistentVolumeClaims?: Iterable<PersistentVolumeClaim>;
  storageClasses?: Iterable<StorageClass>;
}

/**
 * `namespace/name`.
 *
 * @alpha
 */
export function podKey(pod: {
  metadata: { namespace?: string; name: string };
}): string {
  return `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
}

/**
 * Whether the pod still takes room: finished ones do not.
 *
 * @alpha
 */
export function takesRoom(pod: Pod): boolean {
  return pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';
}

/**
 * Nodes, the pods on them and what else decides where a pod can go, indexed so that one more pod or
 * node costs little. Objects handed in are taken as immutable: replace them, do not change them.
 *
 * @alpha
 */
export class PlacementWorld {
  private readonly states = new Map<string, NodeState>();
  private readonly nodeOfPod = new Map<string, string>();
  private readonly namespaces = new Map<string, Record<string, string>>();
  private readonly volumes = new Map<string, PersistentVolume>();
  private readonly claims = new Map<string, PersistentVolumeClaim>();
  private readonly classes = new Map<string, StorageClass>();
  private changes = 0;
  /** For the rules of this room. */
  readonly counters = new PodCounters();
  /** For the rules of this room. */
  readonly antiAffinity = new AntiAffinityIndex(this);

  constructor(objects: WorldObjects) {
    for (const namespace of objects.namespaces ?? []) {
      this.setNamespace(namespace);
    }
    for (const volume of objects.persistentVolumes ?? []) {
      this.setVolume(volume);
    }
    for (const claim of objects.persistentVolumeClaims ?? []) {
      this.setClaim(claim);
    }
    for (const storageClass of objects.storageClasses ?? []) {
      this.setStorageClass(storageClass);
    }
    for (const node of objects.nodes) {
      this.setNode(node);
    }
    for (const pod of objects.pods ?? []) {
      if (
        pod.spec.nodeName &&
        this.states.has(pod.spec.nodeName) &&
        takesRoom(pod)
      ) {
        this.assign(pod, pod.spec.nodeName);
      }
    }
  }

  /** Grows with every change; what was worked out under another number is stale. */
  get version(): number {
    return this.changes;
  }

  nodes(): IterableIterator<NodeState> {
    return this.states.values();
  }

  node(name: string): NodeState | undefined {
    return this.states.get(name);
  }

  /** Adds a node or replaces one by the same name; pods on it stay. */
  setNode(node: Node) {
    const name = node.metadata.name;
    const before = this.states.get(name);
    this.states.set(name, {
      name,
      node,
      labels: node.metadata.labels ?? {},
      taints: hardTaints(node),
      allocatable: toResources(node.status?.allocatable),
      requested: before?.requested ?? {},
      pods: before?.pods ?? new Map(),
      ports: before?.ports ?? new Map(),
    });
    this.changes++;
  }

  /** Takes a node away, and the pods on it with it. */
  removeNode(name: string): Pod[] {
    const state = this.states.get(name);
    if (!state) {
      return [];
    }
    const pods = [...state.pods.values()];
    pods.forEach(pod => this.unassign(pod));
    this.states.delete(name);
    this.changes++;
    return pods;
  }

  nodeOf(pod: Pod): string | undefined {
    return this.nodeOfPod.get(podKey(pod));
  }

  /** Puts a pod on a node, whether it fits or not: what stands in the cluster is true. */
  assign(pod: Pod, nodeName: string) {
    const key = podKey(pod);
    const state = this.states.get(nodeName);
    if (!state) {
      throw new NotFoundError(
        `Pod ${key} cannot be put on ${nodeName}: no such node is known`,
      );
    }
    const other = this.nodeOfPod.get(key);
    if (other !== undefined) {
      throw new ConflictError(
        `Pod ${key} cannot be put on ${nodeName}: it stands on ${other}`,
      );
    }
    state.pods.set(key, pod);
    this.nodeOfPod.set(key, nodeName);
    addTo(state.requested, podRequests(pod));
    const ports = hostPorts(pod.spec);
    if (ports.length) {
      state.ports.set(key, ports);
    }
    this.counters.changed(pod, nodeName, 1);
    this.antiAffinity.changed(pod, nodeName, 1);
    this.changes++;
  }

  /** Takes a pod off its node; the pod is known by namespace and name. */
  unassign(pod: { metadata: { namespace?: string; name: string } }) {
    const key = podKey(pod);
    const nodeName = this.nodeOfPod.get(key);
    const state =
      nodeName === undefined ? undefined : this.states.get(nodeName);
    const placed = state?.pods.get(key);
    if (!state || !placed) {
      return;
    }
    state.pods.delete(key);
    state.ports.delete(key);
    this.nodeOfPod.delete(key);
    addTo(state.requested, podRequests(placed), -1);
    this.counters.changed(placed, state.name, -1);
    this.antiAffinity.changed(placed, state.name, -1);
    this.changes++;
  }

  setNamespace(namespace: KubernetesObject) {
    this.namespaces.set(
      namespace.metadata.name,
      namespace.metadata.labels ?? {},
    );
    // Namespace selectors are part of what is counted.
    this.counters.forget();
    this.changes++;
  }

  /** Labels of a namespace; Kubernetes sets its name as one. */
  namespaceLabels(name: string): Record<string, string> {
    return {
      'kubernetes.io/metadata.name': name,
      ...this.namespaces.get(name),
    };
  }

  setVolume(volume: PersistentVolume) {
    this.volumes.set(volume.metadata.name, volume);
    this.changes++;
  }

  removeVolume(name: string) {
    this.volumes.delete(name);
    this.changes++;
  }

  volume(name: string): PersistentVolume | undefined {
    return this.volumes.get(name);
  }

  setClaim(claim: PersistentVolumeClaim) {
    this.claims.set(podKey(claim), claim);
    this.changes++;
  }

  removeClaim(claim: { metadata: { namespace?: string; name: string } }) {
    this.claims.delete(podKey(claim));
    this.changes++;
  }

  claim(namespace: string | undefined, name: string) {
    return this.claims.get(`${namespace ?? ''}/${name}`);
  }

  setStorageClass(storageClass: StorageClass) {
    this.classes.set(storageClass.metadata.name, storageClass);
    this.changes++;
  }

  storageClass(name: string): StorageClass | undefined {
    return this.classes.get(name);
  }

  *placed(): IterableIterator<{ pod: Pod; node: string }> {
    for (const state of this.states.values()) {
      for (const pod of state.pods.values()) {
        yield { pod, node: state.name };
      }
    }
  }
}
