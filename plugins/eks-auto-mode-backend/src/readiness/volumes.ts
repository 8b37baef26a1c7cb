// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Workload } from './workloads';

/** The driver of AWS that Auto nodes do not have, and its ancestor in the tree of Kubernetes. */
const OLD_EBS = new Set(['ebs.csi.aws.com', 'kubernetes.io/aws-ebs']);
export const AUTO_EBS = 'ebs.csi.eks.amazonaws.com';

export function isOldEbsVolume({ spec }: PersistentVolume): boolean {
  return (
    spec.awsElasticBlockStore !== undefined ||
    OLD_EBS.has(spec.csi?.driver ?? '')
  );
}

export function isOldEbsClass({ provisioner }: StorageClass): boolean {
  return OLD_EBS.has(provisioner);
}

export function isEbsClass(storageClass: StorageClass): boolean {
  return isOldEbsClass(storageClass) || storageClass.provisioner === AUTO_EBS;
}

export function isDefaultClass({ metadata }: StorageClass): boolean {
  return (
    metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] ===
      'true' ||
    metadata.annotations?.[
      'storageclass.beta.kubernetes.io/is-default-class'
    ] === 'true'
  );
}

/** The class that a claim without one gets: of several defaults the newest (Kubernetes, storage-classes). */
export function defaultClass(
  classes: readonly StorageClass[],
): StorageClass | undefined {
  return classes.filter(isDefaultClass).sort((a, b) => {
    const [one, other] = [
      a.metadata.creationTimestamp ?? '',
      b.metadata.creationTimestamp ?? '',
    ];
    if (one !== other) return one < other ? 1 : -1;
    return a.metadata.name < b.metadata.name ? -1 : 1;
  })[0];
}

export function claimKey({ metadata }: PersistentVolumeClaim): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** Claims that the workload mounts, those of a StatefulSet's templates included. */
export function claimsOf(
  { subject, template, pods, claimTemplates = [] }: Workload,
  claims: readonly PersistentVolumeClaim[],
): PersistentVolumeClaim[] {
  const names = new Set(
    [template.spec, ...pods.map(pod => pod.spec)].flatMap(({ volumes = [] }) =>
      volumes.flatMap(volume => volume.persistentVolumeClaim?.claimName ?? []),
    ),
  );
  // A generic ephemeral volume's claim is named after its pod.
  for (const pod of pods) {
    for (const volume of pod.spec.volumes ?? []) {
      if (volume.ephemeral) names.add(`${pod.metadata.name}-${volume.name}`);
    }
  }
  const ordinal = claimTemplates.map(name => `${name}-${subject.name}-`);
  return claims.filter(
    ({ metadata }) =>
      metadata.namespace === subject.namespace &&
      (names.has(metadata.name) ||
        ordinal.some(
          prefix =>
            metadata.name.startsWith(prefix) &&
            /^\d+$/.test(metadata.name.slice(prefix.length)),
        )),
  );
}

export interface MountedVolume {
  volume: PersistentVolume;
  claim: PersistentVolumeClaim;
}

/** Bound volumes that the workload mounts. */
export function volumesOf(
  workload: Workload,
  {
    persistentVolumes,
    persistentVolumeClaims,
  }: Pick<InventoryParts, 'persistentVolumes' | 'persistentVolumeClaims'>,
): MountedVolume[] {
  return claimsOf(workload, persistentVolumeClaims).flatMap(claim => {
    const volume = persistentVolumes.find(
      ({ metadata, spec }) =>
        metadata.name === claim.spec.volumeName ||
        (spec.claimRef?.name === claim.metadata.name &&
          spec.claimRef.namespace === claim.metadata.namespace),
    );
    return volume ? [{ volume, claim }] : [];
  });
}
