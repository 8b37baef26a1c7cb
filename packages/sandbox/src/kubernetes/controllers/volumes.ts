// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomBytes } from 'node:crypto';
import { controller } from '../causes';
import {
  Claim,
  Node,
  Pod,
  StorageClass,
  Volume,
  isFinished,
  isKind,
  keyOf,
} from '../model';
import { ownedBy } from '../objects';
import { amount } from '../quantity';
import { types } from '../resources';
import type { Change } from '../store';
import type { Controller, World } from '../world';

const CAUSE = controller('persistentvolume-binder');
const PROTECTION = 'kubernetes.io/pvc-protection';
const PV_PROTECTION = 'kubernetes.io/pv-protection';
const ZONE = 'topology.kubernetes.io/zone';
const EBS = ['ebs.csi.aws.com', 'kubernetes.io/aws-ebs'];
export const AUTO_EBS = 'ebs.csi.eks.amazonaws.com';

/** Gives claims their volumes, and takes volumes away with them. */
export class Volumes implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const claim of this.world.store
      .table<Claim>(types.persistentVolumeClaims)
      .objects.values())
      this.#enqueue(keyOf(claim));
  }

  onChange({ type, object }: Change): void {
    if (isKind(object, 'PersistentVolumeClaim')) {
      if (type === 'DELETED') this.#released(object);
      else this.#enqueue(keyOf(object));
    } else if (
      isKind(object, 'Pod') &&
      (type === 'DELETED' || isFinished(object))
    ) {
      for (const key of claimsOf(object)) this.#enqueue(key);
    } else if (isKind(object, 'Pod') && type === 'ADDED')
      this.#ephemeral(object);
    else if (
      isKind(object, 'PersistentVolume') &&
      type === 'MODIFIED' &&
      object.metadata.deletionTimestamp
    )
      this.#letGo(object);
  }

  /** Binds what waits for its first consumer to volumes in the zone of the node. */
  bindFor(pod: Pod, nodeName: string): void {
    const node = this.world.store.table<Node>(types.nodes).get(nodeName);
    for (const key of claimsOf(pod)) {
      const claim = this.world.store
        .table<Claim>(types.persistentVolumeClaims)
        .objects.get(key);
      if (claim && !claim.spec.volumeName)
        this.#provision(claim, node?.metadata.labels?.[ZONE], nodeName);
    }
  }

  #enqueue(key: string): void {
    this.world.loop.enqueue(`claim ${key}`, () => this.#reconcile(key));
  }

  #reconcile(key: string): void {
    const { store, objects } = this.world;
    const claim = store
      .table<Claim>(types.persistentVolumeClaims)
      .objects.get(key);
    if (!claim) return;
    if (claim.metadata.deletionTimestamp) {
      const [namespace, name] = key.split('/');
      const used = [...store.table<Pod>(types.pods).in(namespace)].some(
        pod =>
          !isFinished(pod) && claimsOf(pod).includes(`${namespace}/${name}`),
      );
      if (!used)
        objects.release(types.persistentVolumeClaims, claim, PROTECTION, CAUSE);
      return;
    }
    if (claim.spec.volumeName || claim.status?.phase === 'Bound') {
      this.#bindStatic(claim);
      return;
    }
    const storageClass = this.#classOf(claim);
    if (
      storageClass &&
      storageClass.volumeBindingMode !== 'WaitForFirstConsumer'
    ) {
      const zones = [...store.table<Node>(types.nodes).objects.values()].map(
        n => n.metadata.labels?.[ZONE],
      );
      this.#provision(
        claim,
        zones.find(zone => zone !== undefined),
      );
    }
  }

  /** A claim that names its volume is bound to it when the volume is there. */
  #bindStatic(claim: Claim): void {
    if (claim.status?.phase === 'Bound') return;
    const volume = this.world.store
      .table<Volume>(types.persistentVolumes)
      .get(claim.spec.volumeName ?? '');
    if (volume) this.#bind(claim, volume);
  }

  #classOf(claim: Claim): StorageClass | undefined {
    return this.world.store
      .table<StorageClass>(types.storageClasses)
      .get(claim.spec.storageClassName ?? '');
  }

  #provision(claim: Claim, zone: string | undefined, nodeName?: string): void {
    const storageClass = this.#classOf(claim);
    if (!storageClass) return;
    const { provisioner } = storageClass;
    // The in-tree name has long been served by the CSI driver; the volume carries its name.
    const driver = EBS.includes(provisioner) ? 'ebs.csi.aws.com' : provisioner;
    const zonal = [
      { key: ZONE, operator: 'In' as const, values: [zone ?? ''] },
    ];
    const auto = [
      {
        key: 'eks.amazonaws.com/compute-type',
        operator: 'In' as const,
        values: ['auto'],
      },
    ];
    let pinned;
    if (driver === 'ebs.csi.aws.com') pinned = zonal;
    else if (driver === AUTO_EBS) pinned = [...zonal, ...auto];
    const volume: Volume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: {
        name: `pvc-${claim.metadata.uid}`,
        annotations: { 'pv.kubernetes.io/provisioned-by': driver },
        finalizers: [PV_PROTECTION],
      },
      spec: {
        accessModes: claim.spec.accessModes ?? ['ReadWriteOnce'],
        capacity: { storage: claim.spec.resources?.requests?.storage ?? '1Gi' },
        storageClassName: storageClass.metadata.name,
        persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
        csi: { driver, volumeHandle: `vol-${randomBytes(8).toString('hex')}1` },
        ...(pinned && zone
          ? {
              nodeAffinity: {
                required: { nodeSelectorTerms: [{ matchExpressions: pinned }] },
              },
            }
          : {}),
      },
      status: { phase: 'Available' },
    };
    const { store } = this.world;
    const standing = store
      .table<Volume>(types.persistentVolumes)
      .get(volume.metadata.name);
    const made =
      standing ??
      store.create(types.persistentVolumes, volume, controller(driver));
    if (!standing && (driver === 'ebs.csi.aws.com' || driver === AUTO_EBS))
      this.world.cloud.volumeMade?.(this.world.cluster.arn, {
        id: volume.spec.csi?.volumeHandle ?? '',
        zone,
        auto: driver === AUTO_EBS,
        sizeGiB: Math.ceil(amount(volume.spec.capacity?.storage) / 2 ** 30),
        parameters: storageClass.parameters ?? {},
        tags: {
          'kubernetes.io/created-for/pv/name': volume.metadata.name,
          'kubernetes.io/created-for/pvc/name': claim.metadata.name,
          'kubernetes.io/created-for/pvc/namespace':
            claim.metadata.namespace ?? '',
        },
      });
    this.#bind(claim, made, nodeName);
  }

  #bind(claim: Claim, volume: Volume, nodeName?: string): void {
    const { store } = this.world;
    const annotations = {
      ...claim.metadata.annotations,
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
      'volume.kubernetes.io/storage-provisioner': volume.spec.csi?.driver ?? '',
      ...(nodeName ? { 'volume.kubernetes.io/selected-node': nodeName } : {}),
    };
    const claimRef = {
      ...{
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        uid: claim.metadata.uid,
      },
      namespace: claim.metadata.namespace,
      name: claim.metadata.name,
    };
    store.update(
      types.persistentVolumes,
      {
        ...volume,
        spec: { ...volume.spec, claimRef },
        status: { phase: 'Bound' },
      },
      CAUSE,
    );
    const bound: Claim = {
      ...claim,
      metadata: { ...claim.metadata, annotations },
      spec: { ...claim.spec, volumeName: volume.metadata.name },
      status: {
        phase: 'Bound',
        accessModes: volume.spec.accessModes,
        capacity: volume.spec.capacity,
      },
    };
    store.update(types.persistentVolumeClaims, bound, CAUSE);
  }

  #released(claim: Claim): void {
    const { store } = this.world;
    const volume = store
      .table<Volume>(types.persistentVolumes)
      .get(claim.spec.volumeName ?? '');
    if (!volume || volume.spec.claimRef?.name !== claim.metadata.name) return;
    if (volume.spec.persistentVolumeReclaimPolicy === 'Delete') {
      if (volume.spec.csi)
        this.world.cloud.volumeGone?.(
          this.world.cluster.arn,
          volume.spec.csi.volumeHandle,
        );
      store.remove(
        types.persistentVolumes,
        volume,
        controller(volume.spec.csi?.driver ?? 'persistentvolume-binder'),
      );
    } else
      store.update(
        types.persistentVolumes,
        { ...volume, status: { phase: 'Released' } },
        CAUSE,
        true,
      );
  }

  #letGo(volume: Volume): void {
    const claimed = volume.status?.phase === 'Bound';
    if (!claimed)
      this.world.loop.enqueue(`volume ${volume.metadata.name}`, () =>
        this.world.objects.release(
          types.persistentVolumes,
          volume,
          PV_PROTECTION,
          CAUSE,
        ),
      );
  }

  /** Claims of generic ephemeral volumes, which the pod owns. */
  #ephemeral(pod: Pod): void {
    for (const volume of pod.spec.volumes ?? []) {
      const spec = volume.ephemeral?.volumeClaimTemplate?.spec;
      if (!spec) continue;
      const claim: Claim = {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: `${pod.metadata.name}-${volume.name}`,
          namespace: pod.metadata.namespace,
          ownerReferences: [ownedBy(pod)],
        },
        spec,
      };
      if (
        !this.world.store
          .table(types.persistentVolumeClaims)
          .objects.has(keyOf(claim))
      ) {
        this.world.objects.create(
          types.persistentVolumeClaims,
          claim,
          controller('ephemeral-volume'),
        );
      }
    }
  }
}

/** Keys of the claims that a pod mounts. */
export function claimsOf(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap(volume => {
    if (volume.persistentVolumeClaim)
      return [
        `${pod.metadata.namespace}/${volume.persistentVolumeClaim.claimName}`,
      ];
    return volume.ephemeral
      ? [`${pod.metadata.namespace}/${pod.metadata.name}-${volume.name}`]
      : [];
  });
}
