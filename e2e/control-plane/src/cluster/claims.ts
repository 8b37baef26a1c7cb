// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { KubeApi } from '../api/client';
import { follow } from '../api/follow';
import type { KubeObject, Node } from '../api/objects';

interface Claim extends KubeObject {
  spec: {
    volumeName?: string;
    storageClassName?: string;
    accessModes?: string[];
    volumeMode?: string;
    resources?: { requests?: { storage?: string } };
  };
}

interface StorageClass extends KubeObject {
  provisioner: string;
  reclaimPolicy?: string;
  volumeBindingMode?: string;
}

interface Attachment extends KubeObject {
  status?: { attached?: boolean };
}

/** The in-tree name is served by the CSI driver since Kubernetes 1.23. */
const ebsDrivers: Record<string, string> = {
  'ebs.csi.aws.com': 'ebs.csi.aws.com',
  'ebs.csi.eks.amazonaws.com': 'ebs.csi.eks.amazonaws.com',
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
};

export const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'] as const;

/** The volume that a provisioner would make for a claim. */
export function volumeFor(
  claim: Claim,
  storageClass: StorageClass,
  zone: string,
) {
  const { name, namespace, uid } = claim.metadata;
  const ebs = ebsDrivers[storageClass.provisioner];
  const handle = createHash('sha256').update(String(uid)).digest('hex');
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: `pvc-${uid}`,
      annotations: {
        'pv.kubernetes.io/provisioned-by': ebs ?? storageClass.provisioner,
      },
    },
    spec: {
      accessModes: claim.spec.accessModes ?? ['ReadWriteOnce'],
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
      capacity: { storage: claim.spec.resources?.requests?.storage ?? '1Gi' },
      storageClassName: storageClass.metadata.name,
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name,
        namespace,
        uid,
      },
      csi: {
        // A provisioner of before CSI may have a slash in its name; a driver may not.
        driver: ebs ?? storageClass.provisioner.replaceAll('/', '.'),
        volumeHandle: `vol-0${handle.slice(0, 16)}`,
      },
      ...(ebs && {
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  {
                    key: 'topology.kubernetes.io/zone',
                    operator: 'In',
                    values: [zone],
                  },
                ],
              },
            ],
          },
        },
      }),
    },
  };
}

/** Older manifests name the class in an annotation, which the server still heeds. */
function classOf(claim: Claim): string {
  return (
    claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ??
    claim.spec.storageClassName ??
    ''
  );
}

/** Which zone a claim that nobody waits for gets: any, but always the same. */
export function zoneOf(claim: KubeObject): string {
  const name = `${claim.metadata.namespace}/${claim.metadata.name}`;
  const digest = createHash('sha256').update(name).digest();
  return zones[digest[0] % zones.length];
}

/** Stands for the provisioners and attachers that would run as pods; until the signal aborts. */
export async function bindClaims(
  api: KubeApi,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<void> {
  const classes = new Map<string, StorageClass>();
  const waiting = new Map<string, Claim>();
  const nodes = new Map<string, Node>();
  const provisioning = new Set<string>();

  async function provision(claim: Claim): Promise<void> {
    const storageClass = classes.get(classOf(claim));
    const uid = claim.metadata.uid ?? '';
    if (
      !storageClass ||
      storageClass.provisioner === 'kubernetes.io/no-provisioner' ||
      provisioning.has(uid)
    ) {
      return;
    }
    let zone = zoneOf(claim);
    if (storageClass.volumeBindingMode === 'WaitForFirstConsumer') {
      const chosen =
        claim.metadata.annotations?.['volume.kubernetes.io/selected-node'];
      const node = chosen === undefined ? undefined : nodes.get(chosen);
      if (!node) return;
      zone = node.metadata.labels?.['topology.kubernetes.io/zone'] ?? zone;
    }
    provisioning.add(uid);
    await api.ensure(
      '/api/v1/persistentvolumes',
      volumeFor(claim, storageClass, zone),
      signal,
    );
  }

  const report = (error: unknown) => {
    if (!signal.aborted) failed(error);
  };
  const tryAll = () => {
    for (const claim of waiting.values()) provision(claim).catch(report);
  };

  const followers = [
    follow<StorageClass>(
      api,
      '/apis/storage.k8s.io/v1/storageclasses',
      ({ type, object }) => {
        if (type === 'gone') classes.delete(object.metadata.name);
        else classes.set(object.metadata.name, object);
        tryAll();
      },
      signal,
    ),
    follow<Node>(
      api,
      '/api/v1/nodes',
      ({ type, object }) => {
        const { name } = object.metadata;
        const known = nodes.has(name);
        if (type === 'gone') nodes.delete(name);
        else nodes.set(name, object);
        if (!known) tryAll();
      },
      signal,
    ),
    follow<Claim>(
      api,
      '/api/v1/persistentvolumeclaims',
      ({ type, object }) => {
        const uid = object.metadata.uid ?? '';
        if (type === 'gone' || object.spec.volumeName) {
          waiting.delete(uid);
        } else {
          waiting.set(uid, object);
          provision(object).catch(report);
        }
      },
      signal,
    ),
    follow<Attachment>(
      api,
      '/apis/storage.k8s.io/v1/volumeattachments',
      ({ type, object }) => {
        if (type === 'gone' || object.status?.attached) return;
        api
          .mergePatch(
            `/apis/storage.k8s.io/v1/volumeattachments/${object.metadata.name}/status`,
            { status: { attached: true } },
            signal,
          )
          .catch((error: { statusCode?: number }) => {
            // Detached in the meantime.
            if (error.statusCode !== 404) report(error);
          });
      },
      signal,
    ),
  ];
  for (const { ended } of followers) ended.catch(report);
  await Promise.all(followers.map(each => each.ready));
}
