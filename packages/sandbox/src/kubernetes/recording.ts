// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { sameJson } from './json';
import type { Ledger, Surroundings } from '../seam';
import type { EvictionOutcome } from './api/eviction';
import {
  KubeObject,
  Meta,
  Pod,
  fieldOf,
  isKind,
  isReady,
  keyOf,
} from './model';
import type { StatusError } from './status';
import type { Change } from './store';

/** Kinds of which only the coming and going matters, when a controller of the world moves them. */
const NOISE = new Set(['EndpointSlice', 'ControllerRevision', 'Event']);

/** The going of pods and the cordons of nodes are judged by what stood around them. */
const WITH_AROUND = new Set([
  'Pod eviction',
  'Pod metadata.deletionTimestamp',
  'Pod object',
  'Node spec.unschedulable',
]);

export function subject(object: KubeObject): string {
  return `kubernetes:${object.apiVersion}/${object.kind}/${keyOf(object)}#${
    object.metadata.uid ?? ''
  }`;
}

/** Writes what changes in a cluster into the ledger, with who caused it. */
export class Recording {
  #open = false;

  constructor(
    private readonly clusterArn: string,
    private readonly ledger: Ledger,
  ) {}

  #around: (object: KubeObject) => Surroundings | undefined = () => undefined;

  /** How to find out what stands around an object. */
  lookAround(around: (object: KubeObject) => Surroundings | undefined): void {
    this.#around = around;
  }

  /** Nothing is written before: the seed is not a change. */
  open(): void {
    this.#open = true;
  }

  evictionAsked(
    pod: Pod,
    by: string,
    outcome: { accepted: EvictionOutcome } | { refused: StatusError },
  ): void {
    if ('accepted' in outcome) {
      this.#write(
        pod,
        'eviction',
        null,
        { outcome: 'accepted', ...outcome.accepted },
        by,
        'kubernetes:evict',
      );
    } else {
      const { code, message, details } = outcome.refused;
      this.#write(
        pod,
        'eviction',
        null,
        { outcome: 'refused', code, message, causes: details?.causes ?? [] },
        by,
        'kubernetes:evict',
      );
    }
  }

  change({ type, object, before, cause, status }: Change): void {
    if (!this.#open) return;
    const world = cause.by.startsWith('sandbox:');
    if (world && NOISE.has(object.kind)) return;
    const write = (field: string, was: unknown, is: unknown) =>
      this.#write(object, field, was, is, cause.by, cause.via);
    if (type === 'ADDED') {
      write('object', null, world ? summary(object) : plain(object));
      return;
    }
    if (type === 'DELETED') {
      write('object', world ? summary(object) : plain(before ?? object), null);
      return;
    }
    if (!before) return;
    const was = before.metadata;
    const is = object.metadata;
    if (was.deletionTimestamp !== is.deletionTimestamp)
      write(
        'metadata.deletionTimestamp',
        was.deletionTimestamp ?? null,
        is.deletionTimestamp ?? null,
      );
    if (isKind(object, 'Pod') && isKind(before, 'Pod')) {
      if (before.spec.nodeName !== object.spec.nodeName)
        write(
          'spec.nodeName',
          before.spec.nodeName ?? null,
          object.spec.nodeName ?? null,
        );
      if (isReady(before) !== isReady(object))
        write('status.ready', isReady(before), isReady(object));
      if (before.status?.phase !== object.status?.phase)
        write(
          'status.phase',
          before.status?.phase ?? null,
          object.status?.phase ?? null,
        );
    }
    if (status) return;
    for (const field of ['labels', 'annotations', 'finalizers'] as const) {
      if (!sameJson(was[field], is[field]))
        write(`metadata.${field}`, was[field] ?? null, is[field] ?? null);
    }
    for (const field of fieldsOf(before, object)) {
      const [old, now] = [fieldOf(before, field), fieldOf(object, field)];
      if (sameJson(old, now)) continue;
      for (const [path, a, b] of differences(field, old, now)) {
        if (!(object.kind === 'Pod' && path === 'spec.nodeName'))
          write(path, a, b);
      }
    }
  }

  #write(
    object: KubeObject,
    field: string,
    before: unknown,
    after: unknown,
    by: string,
    via: string,
  ): void {
    if (!this.#open) return;
    const around = WITH_AROUND.has(`${object.kind} ${field}`)
      ? this.#around(object)
      : undefined;
    this.ledger.record({
      clusterArn: this.clusterArn,
      object: subject(object),
      field,
      before,
      after,
      by,
      via,
      ...(around ? { around } : {}),
    });
  }
}

function fieldsOf(before: KubeObject, after: KubeObject): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter(
    name => !['apiVersion', 'kind', 'metadata', 'status'].includes(name),
  );
}

/** One level into `spec` and its like, so that a scaled Deployment reads `spec.replicas 3 → 5`. */
function differences(
  field: string,
  before: unknown,
  after: unknown,
): [string, unknown, unknown][] {
  if (!isPlain(before) || !isPlain(after))
    return [[field, before ?? null, after ?? null]];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(key => !sameJson(before[key], after[key]))
    .map(key => [`${field}.${key}`, before[key] ?? null, after[key] ?? null]);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plain({ metadata, ...rest }: KubeObject): object {
  const { managedFields: _m, resourceVersion: _r, ...meta }: Meta = metadata;
  return { ...rest, metadata: meta };
}

function summary(object: KubeObject): object {
  const owner = object.metadata.ownerReferences?.find(o => o.controller);
  return {
    labels: object.metadata.labels ?? {},
    ...(owner ? { owner: `${owner.kind}/${owner.name}#${owner.uid}` } : {}),
    ...(isKind(object, 'Pod')
      ? { nodeName: object.spec.nodeName ?? null, ready: isReady(object) }
      : {}),
  };
}
