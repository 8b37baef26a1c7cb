// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Cloud, Pace } from '../seam';
import type { KubernetesSection } from './fleet';
import type { Loop } from './loop';
import type { KubeObject, Pod } from './model';
import { controllerOf } from './model';
import type { Objects } from './objects';
import type { Resource } from './resources';
import type { Served } from './served';
import type { Change, Store } from './store';

/** What every controller of one cluster stands on. */
export interface World {
  cluster: {
    arn: string;
    name: string;
    version: string;
    region: string;
    accountId: string;
  };
  store: Store;
  objects: Objects;
  served: Served;
  loop: Loop;
  pace: Pace;
  cloud: Cloud;
  timing: KubernetesSection['pods'];
}

/** Something that watches the store and mends what differs from what is wanted. */
export interface Controller {
  onChange(change: Change): void;
  /** Looks at everything, after a start: what it would have been told had it been there. */
  resume(): void;
}

/** A number between the two, both within. */
export function between([low, high]: [number, number]): number {
  return low + Math.random() * (high - low);
}

/** The owner of a change's object, or of what it was before. */
export function ownersOf(
  { object, before }: Change,
  kind: string,
): { name: string; uid: string; namespace?: string }[] {
  return [object, before].flatMap(o => {
    const owner = o && controllerOf(o);
    return owner?.kind === kind
      ? [{ name: owner.name, uid: owner.uid, namespace: o?.metadata.namespace }]
      : [];
  });
}

export function activePods(pods: Pod[]): Pod[] {
  return pods.filter(
    p =>
      !p.metadata.deletionTimestamp &&
      p.status?.phase !== 'Succeeded' &&
      p.status?.phase !== 'Failed',
  );
}

/** Calls for every object of a type whose controller is missed or whose own change happened. */
export function eachOf<T extends KubeObject>(
  store: Store,
  resource: Resource,
): T[] {
  return [...store.table<T>(resource).objects.values()];
}
