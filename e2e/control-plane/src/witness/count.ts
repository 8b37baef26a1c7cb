// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Removal } from './audit';

/** The life of one pod as the witness' own watch saw it. */
export interface PodLife {
  uid: string;
  namespace: string;
  name: string;
  node: string | undefined;
  /** The controller at the top: the Deployment, not its ReplicaSet. */
  controller: { kind: string; name: string; uid: string } | undefined;
  createdAt: number;
  /** When its deletion, or that it was gone, was first seen. */
  removedAt: number | undefined;
  /** When it was gone; until then it can be asked to go again. */
  goneAt: number | undefined;
  /** A PDB selected it when it was removed. */
  budgeted: boolean;
  /** It had run to its end before. */
  finished: boolean;
}

/** A pod at one moment. */
export interface PodState {
  uid: string;
  namespace: string;
  name: string;
  node: string | undefined;
  ready: boolean;
  controller: PodLife['controller'];
}

export interface Snapshot {
  pods: PodState[];
  nodes: string[];
  /** How many pods each DaemonSet wants, by uid: one a node, so fewer nodes want fewer. */
  daemons: Record<string, number>;
}

export interface Loss {
  kind: string;
  namespace: string;
  name: string;
  before: number;
  after: number;
}

export interface Violation {
  namespace: string;
  name: string;
  uid: string;
  /** Who removed it and how; `undefined` where no request is on record. */
  by: string | undefined;
  way: 'eviction' | 'delete' | undefined;
}

export interface Counts {
  evictions: { accepted: number; refused: number; forced: number };
  pdbViolations: number;
  podsLost: number;
  podsMoved: number;
  nodesBefore: number;
  nodesAfter: number;
}

/** Users by which the cluster itself, not somebody, removes pods. */
export interface Actors {
  /** Simulated kubelets: what they delete was told to go before. */
  kubelets: string;
  /** EC2: a terminated instance takes its pods along. */
  machines: string;
}

const controllersOf: Record<string, string[]> = {
  Deployment: ['replicaset-controller', 'deployment-controller'],
  ReplicaSet: ['replicaset-controller'],
  ReplicationController: ['replication-controller'],
  StatefulSet: ['statefulset-controller'],
  DaemonSet: ['daemon-set-controller'],
  Job: ['job-controller'],
  CronJob: ['job-controller', 'cronjob-controller'],
};

function isOwnController(life: PodLife, user: string): boolean {
  const names = controllersOf[life.controller?.kind ?? ''] ?? [];
  return names.some(
    name => user === `system:serviceaccount:kube-system:${name}`,
  );
}

const accepted = (removal: Removal) =>
  removal.code >= 200 && removal.code < 300;

/** Gone already, or another pod of that name by now: nobody said no. */
const missed = (removal: Removal) =>
  removal.code === 404 || removal.code === 409;

/**
 * The request that removed each pod: the first accepted one for its name while it lived. Requests are spent in
 * order, so that a StatefulSet's next pod of the same name is not charged with what removed the former.
 */
export function causes(
  lives: readonly PodLife[],
  removals: readonly Removal[],
  actors: Actors,
): Map<string, Removal | undefined> {
  const result = new Map<string, Removal | undefined>();
  const byName = new Map<string, Removal[]>();
  const collections = new Map<string, Removal[]>();
  for (const removal of removals) {
    if (!accepted(removal)) continue;
    const key =
      removal.name === undefined
        ? removal.namespace
        : `${removal.namespace}/${removal.name}`;
    const map = removal.name === undefined ? collections : byName;
    map.set(key, [...(map.get(key) ?? []), removal]);
  }
  const gone = lives
    .filter(life => life.removedAt !== undefined)
    .sort((a, b) => Number(a.removedAt) - Number(b.removedAt));
  for (const life of gone) {
    const removedAt = Number(life.removedAt);
    const mine = byName.get(`${life.namespace}/${life.name}`) ?? [];
    const upTo = mine.filter(each => each.at <= removedAt);
    byName.set(
      `${life.namespace}/${life.name}`,
      mine.filter(each => each.at > (life.goneAt ?? removedAt)),
    );
    const collected = (collections.get(life.namespace) ?? []).filter(
      each => each.at >= life.createdAt && each.at <= removedAt,
    );
    const all = [...upTo, ...collected].sort((a, b) => a.at - b.at);
    result.set(
      life.uid,
      // A kubelet carries out what was asked for; it is the cause only where nobody asked.
      all.find(each => each.by !== actors.kubelets) ?? all[0],
    );
  }
  return result;
}

/**
 * Pods under a PDB that anything but an accepted eviction or their own controller removed. A DaemonSet's pod that
 * goes with its machine is none: it belongs to the machine, and no drain evicts it.
 */
export function violations(
  lives: readonly PodLife[],
  removals: readonly Removal[],
  actors: Actors,
): Violation[] {
  const cause = causes(lives, removals, actors);
  return lives
    .filter(
      life => life.removedAt !== undefined && life.budgeted && !life.finished,
    )
    .flatMap(life => {
      const removal = cause.get(life.uid);
      if (removal?.way === 'eviction') return [];
      if (removal && isOwnController(life, removal.by)) return [];
      if (
        life.controller?.kind === 'DaemonSet' &&
        removal?.by === actors.machines
      ) {
        return [];
      }
      return [
        {
          namespace: life.namespace,
          name: life.name,
          uid: life.uid,
          by: removal?.by,
          way: removal?.way,
        },
      ];
    });
}

/** What was lost: for each controller, how many fewer pods are Ready; and bare pods that are gone. */
export function losses(before: Snapshot, after: Snapshot): Loss[] {
  const ready = new Map<string, Loss>();
  const lost: Loss[] = [];
  const present = new Set(after.pods.map(pod => pod.uid));
  for (const pod of before.pods.filter(each => each.ready)) {
    const { controller } = pod;
    if (!controller) {
      if (!present.has(pod.uid)) {
        lost.push({
          kind: 'Pod',
          namespace: pod.namespace,
          name: pod.name,
          before: 1,
          after: 0,
        });
      }
    } else if (controller.kind !== 'Job' && controller.kind !== 'CronJob') {
      // A Job's pods end by themselves.
      const entry = ready.get(controller.uid) ?? {
        kind: controller.kind,
        namespace: pod.namespace,
        name: controller.name,
        before: 0,
        after: 0,
      };
      entry.before += 1;
      ready.set(controller.uid, entry);
    }
  }
  for (const pod of after.pods.filter(each => each.ready)) {
    const entry = pod.controller && ready.get(pod.controller.uid);
    if (entry) entry.after += 1;
  }
  for (const [uid, entry] of ready) {
    if (entry.kind === 'DaemonSet') {
      entry.before = Math.min(entry.before, after.daemons[uid] ?? 0);
    }
    if (entry.after < entry.before) lost.push(entry);
  }
  return lost;
}

/** Pods that now stand Ready in the place of another, on a node that was not there before. */
export function moved(before: Snapshot, after: Snapshot): number {
  const known = new Set(before.pods.map(pod => pod.uid));
  const controllers = new Set(
    before.pods.flatMap(pod => (pod.controller ? [pod.controller.uid] : [])),
  );
  const old = new Set(before.nodes);
  return after.pods.filter(
    pod =>
      pod.ready &&
      !known.has(pod.uid) &&
      pod.node !== undefined &&
      !old.has(pod.node) &&
      pod.controller !== undefined &&
      pod.controller.kind !== 'DaemonSet' &&
      controllers.has(pod.controller.uid),
  ).length;
}

/**
 * How many evictions were granted, refused, or forced past every budget. Taking away a bare pod that was not there
 * before (a canary, say) forces nothing on anybody.
 */
export function evictions(
  removals: readonly Removal[],
  actors: Actors,
  before: Snapshot,
  lives: readonly PodLife[],
): Counts['evictions'] {
  const result = { accepted: 0, refused: 0, forced: 0 };
  const known = new Set(before.pods.map(pod => pod.uid));
  const passing = new Set(
    lives
      .filter(life => !life.controller && !known.has(life.uid))
      .map(life => `${life.namespace}/${life.name}`),
  );
  for (const removal of removals) {
    if (removal.way === 'eviction') {
      if (accepted(removal)) {
        result.accepted += 1;
        if (removal.gracePeriodSeconds === 0) result.forced += 1;
      } else if (!missed(removal)) {
        result.refused += 1;
      }
    } else if (
      accepted(removal) &&
      removal.by !== actors.kubelets &&
      removal.by !== actors.machines &&
      !passing.has(`${removal.namespace}/${removal.name}`) &&
      !removal.by.startsWith('system:serviceaccount:kube-system:')
    ) {
      // A delete asks no budget; only controllers and kubelets have reason to.
      result.forced += 1;
    }
  }
  return result;
}

export function count(
  before: Snapshot,
  after: Snapshot,
  lives: readonly PodLife[],
  removals: readonly Removal[],
  actors: Actors,
): Counts {
  return {
    evictions: evictions(removals, actors, before, lives),
    pdbViolations: violations(lives, removals, actors).length,
    podsLost: losses(before, after).reduce(
      (sum, each) => sum + each.before - each.after,
      0,
    ),
    podsMoved: moved(before, after),
    nodesBefore: before.nodes.length,
    nodesAfter: after.nodes.length,
  };
}
