// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { hardTaints, matchesNodeSelector, untolerated } from '../placement';
import type {
  PodSpec,
  Toleration,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { controller } from '../causes';
import {
  DaemonSet,
  Node,
  Pod,
  isFinished,
  isKind,
  isReady,
  keyOf,
  uidOf,
} from '../model';
import { types } from '../resources';
import { scaled } from '../quantity';
import type { Change } from '../store';
import { Controller, World, ownersOf } from '../world';
import { createPod, templateHash } from './pods';

const CAUSE = controller('daemonset');
const REVISION = 'controller-revision-hash';

/** What the DaemonSet controller adds to every pod, so that trouble with a node does not drive it away. */
const TOLERATED: Toleration[] = [
  {
    key: 'node.kubernetes.io/not-ready',
    operator: 'Exists',
    effect: 'NoExecute',
  },
  {
    key: 'node.kubernetes.io/unreachable',
    operator: 'Exists',
    effect: 'NoExecute',
  },
  {
    key: 'node.kubernetes.io/disk-pressure',
    operator: 'Exists',
    effect: 'NoSchedule',
  },
  {
    key: 'node.kubernetes.io/memory-pressure',
    operator: 'Exists',
    effect: 'NoSchedule',
  },
  {
    key: 'node.kubernetes.io/pid-pressure',
    operator: 'Exists',
    effect: 'NoSchedule',
  },
  {
    key: 'node.kubernetes.io/unschedulable',
    operator: 'Exists',
    effect: 'NoSchedule',
  },
];

export function daemonTolerations(spec: PodSpec): Toleration[] {
  const network: Toleration[] = spec.hostNetwork
    ? [
        {
          key: 'node.kubernetes.io/network-unavailable',
          operator: 'Exists',
          effect: 'NoSchedule',
        },
      ]
    : [];
  return [...(spec.tolerations ?? []), ...TOLERATED, ...network];
}

/** Whether a DaemonSet wants a pod on a node like this one. */
export function wantsNode(set: DaemonSet, node: Node): boolean {
  const spec = set.spec.template.spec;
  const taints = hardTaints(node).filter(
    t => t.key !== 'node.kubernetes.io/not-ready',
  );
  return (
    matchesNodeSelector(spec, {
      name: node.metadata.name,
      labels: node.metadata.labels ?? {},
    }) && untolerated(daemonTolerations(spec), taints) === undefined
  );
}

/** DaemonSets keep one pod on every node that they want. */
export class DaemonSets implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const key of this.world.store.table(types.daemonSets).objects.keys())
      this.#enqueue(key);
  }

  onChange(change: Change): void {
    const { object, before, type } = change;
    if (isKind(object, 'DaemonSet') && type !== 'DELETED')
      this.#enqueue(keyOf(object));
    else if (isKind(object, 'Pod')) {
      for (const { name, namespace } of ownersOf(change, 'DaemonSet'))
        this.#enqueue(`${namespace}/${name}`);
    } else if (isKind(object, 'Node')) {
      const relevant =
        !isKind(before, 'Node') ||
        before.spec !== object.spec ||
        before.metadata.labels !== object.metadata.labels;
      if (relevant) this.resume();
    }
  }

  #enqueue(key: string): void {
    this.world.loop.enqueue(`daemonset ${key}`, () => this.#reconcile(key));
  }

  #reconcile(key: string): void {
    const { store, objects } = this.world;
    const set = store.table<DaemonSet>(types.daemonSets).objects.get(key);
    if (!set) return;
    const hash = templateHash(set.spec.template);
    const pods = new Map<string, Pod[]>();
    for (const pod of store.controlledBy<Pod>(types.pods, uidOf(set))) {
      const node = targetOf(pod);
      pods.set(node, [...(pods.get(node) ?? []), pod]);
    }
    const wanted = [...store.table<Node>(types.nodes).objects.values()].filter(
      node => wantsNode(set, node),
    );
    if (!set.metadata.deletionTimestamp) {
      for (const node of wanted) {
        const here = pods.get(node.metadata.name) ?? [];
        for (const pod of here.filter(
          p => isFinished(p) && !p.metadata.deletionTimestamp,
        ))
          objects.delete(types.pods, pod, { gracePeriodSeconds: 0 }, CAUSE);
        if (here.every(p => isFinished(p)))
          this.#create(set, node.metadata.name, hash);
      }
      const names = new Set(wanted.map(n => n.metadata.name));
      for (const [node, here] of pods) {
        if (names.has(node)) continue;
        for (const pod of here.filter(p => !p.metadata.deletionTimestamp))
          objects.delete(types.pods, pod, {}, CAUSE);
      }
      this.#roll(set, hash, wanted.length);
    }
    this.#status(set, hash, wanted.length);
  }

  #roll(set: DaemonSet, hash: string, wanted: number): void {
    if (set.spec.updateStrategy?.type === 'OnDelete') return;
    const { store, objects } = this.world;
    const pods = store
      .controlledBy<Pod>(types.pods, uidOf(set))
      .filter(p => !isFinished(p));
    const limit = Math.max(
      1,
      scaled(
        set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1,
        wanted,
        'up',
      ),
    );
    let away = pods.filter(
      p => p.metadata.deletionTimestamp || !isReady(p),
    ).length;
    for (const pod of pods) {
      if (
        pod.metadata.deletionTimestamp ||
        pod.metadata.labels?.[REVISION] === hash
      )
        continue;
      if (isReady(pod)) {
        if (away >= limit) continue;
        away += 1;
      }
      objects.delete(types.pods, pod, {}, CAUSE);
    }
  }

  #create(set: DaemonSet, node: string, hash: string): void {
    const { template } = set.spec;
    const pinned = {
      matchFields: [
        { key: 'metadata.name', operator: 'In' as const, values: [node] },
      ],
    };
    const terms = template.spec.affinity?.nodeAffinity
      ?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [
      {},
    ];
    createPod(this.world, set, template, CAUSE, {
      labels: { [REVISION]: hash },
      change: pod => ({
        ...pod,
        spec: {
          ...pod.spec,
          tolerations: daemonTolerations(pod.spec),
          affinity: {
            ...pod.spec.affinity,
            nodeAffinity: {
              ...pod.spec.affinity?.nodeAffinity,
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: terms.map(term => ({ ...term, ...pinned })),
              },
            },
          },
        },
      }),
    });
  }

  #status(set: DaemonSet, hash: string, desired: number): void {
    const { store } = this.world;
    const pods = store
      .controlledBy<Pod>(types.pods, uidOf(set))
      .filter(
        p => p.spec.nodeName && !isFinished(p) && !p.metadata.deletionTimestamp,
      );
    const ready = pods.filter(isReady).length;
    const status = {
      observedGeneration: set.metadata.generation,
      desiredNumberScheduled: desired,
      currentNumberScheduled: pods.length,
      numberMisscheduled: 0,
      numberReady: ready,
      numberAvailable: ready,
      ...(desired > ready ? { numberUnavailable: desired - ready } : {}),
      updatedNumberScheduled: pods.filter(
        p => p.metadata.labels?.[REVISION] === hash,
      ).length,
    };
    const current = store
      .table<DaemonSet>(types.daemonSets)
      .objects.get(keyOf(set));
    if (current)
      store.update(types.daemonSets, { ...current, status }, CAUSE, true);
  }
}

/** The node that a DaemonSet's pod is for, bound or not. */
function targetOf(pod: Pod): string {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const [term] =
    pod.spec.affinity?.nodeAffinity
      ?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return (
    term?.matchFields?.find(f => f.key === 'metadata.name')?.values?.[0] ?? ''
  );
}
