// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { controller } from '../causes';
import {
  EndpointSlice,
  Pod,
  Service,
  isFinished,
  isKind,
  isReady,
  keyOf,
  uidOf,
} from '../model';
import { ownedBy } from '../objects';
import { types } from '../resources';
import type { Change } from '../store';
import { Controller, World } from '../world';

const CAUSE = controller('endpointslice');

/** EndpointSlices follow the pods that a Service selects. */
export class Endpoints implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const key of this.world.store.table(types.services).objects.keys())
      this.#enqueue(key);
  }

  onChange({ type, object, before }: Change): void {
    if (isKind(object, 'Service') && type !== 'DELETED')
      this.#enqueue(keyOf(object));
    else if (isKind(object, 'Pod')) {
      for (const service of this.world.store
        .table<Service>(types.services)
        .in(object.metadata.namespace ?? '')) {
        if (
          selects(service, object) ||
          (isKind(before, 'Pod') && selects(service, before))
        )
          this.#enqueue(keyOf(service));
      }
    }
  }

  #enqueue(key: string): void {
    this.world.loop.enqueue(`endpoints ${key}`, () => this.#reconcile(key));
  }

  #reconcile(key: string): void {
    const { store } = this.world;
    const service = store.table<Service>(types.services).objects.get(key);
    if (!service?.spec.selector || service.metadata.deletionTimestamp) return;
    const pods = [
      ...store.table<Pod>(types.pods).in(service.metadata.namespace ?? ''),
    ].filter(p => selects(service, p) && p.status?.podIP && !isFinished(p));
    const endpoints: EndpointSlice['endpoints'] = pods.map(pod => ({
      addresses: [pod.status?.podIP ?? ''],
      nodeName: pod.spec.nodeName,
      conditions: {
        ready: isReady(pod) && !pod.metadata.deletionTimestamp,
        ...{
          serving: isReady(pod),
          terminating: pod.metadata.deletionTimestamp !== undefined,
        },
      },
      targetRef: {
        kind: 'Pod',
        namespace: pod.metadata.namespace,
        name: pod.metadata.name,
        ...{ uid: pod.metadata.uid },
      },
    }));
    const name = `${service.metadata.name}-${uidOf(service).slice(0, 5)}`;
    const standing = store
      .table<EndpointSlice>(types.endpointSlices)
      .get(name, service.metadata.namespace);
    const made: EndpointSlice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: standing?.metadata ?? {
        name,
        namespace: service.metadata.namespace,
        labels: {
          'kubernetes.io/service-name': service.metadata.name,
          'endpointslice.kubernetes.io/managed-by':
            'endpointslice-controller.k8s.io',
        },
        ownerReferences: [ownedBy(service)],
      },
      ...{
        addressType: 'IPv4',
        ports: (service.spec.ports ?? []).map(p => ({
          name: p.name ?? '',
          port: typeof p.targetPort === 'number' ? p.targetPort : p.port,
          protocol: p.protocol ?? 'TCP',
        })),
      },
      endpoints,
    };
    if (standing) store.update(types.endpointSlices, made, CAUSE);
    else store.create(types.endpointSlices, made, CAUSE);
  }
}

function selects(service: Service, pod: Pod): boolean {
  const pairs = Object.entries(service.spec.selector ?? {});
  return (
    pairs.length > 0 &&
    pairs.every(([key, value]) => pod.metadata.labels?.[key] === value)
  );
}
