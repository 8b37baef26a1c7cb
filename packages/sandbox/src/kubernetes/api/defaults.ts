// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import type { PodSpec } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { KubeObject, PriorityClass, StorageClass, isKind } from '../model';
import { types } from '../resources';
import type { Store } from '../store';

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/** @param whole - a pod, not a template: only there limits become requests. */
function podSpecDefaults(spec: PodSpec, whole = false): PodSpec {
  const container = (c: PodSpec['containers'][number]) => ({
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: /:(?!latest$)[^/]+$/.test(c.image ?? '')
      ? 'IfNotPresent'
      : 'Always',
    ...c,
    resources:
      whole && c.resources?.limits
        ? {
            ...c.resources,
            requests: { ...c.resources.limits, ...c.resources.requests },
          }
        : c.resources ?? {},
  });
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    ...{ dnsPolicy: 'ClusterFirst', securityContext: {} },
    schedulerName: 'default-scheduler',
    ...spec,
    containers: spec.containers.map(container),
    ...(spec.initContainers
      ? { initContainers: spec.initContainers.map(container) }
      : {}),
  };
}

/** What admission and defaulting of the API server fill in on creation. Answers a new object. */
export function withDefaults<T extends KubeObject>(
  object: T,
  store: Store,
  clusterIP: () => string,
): KubeObject {
  if (isKind(object, 'Pod')) {
    const spec = podSpecDefaults(object.spec, true);
    const tolerations = [...(spec.tolerations ?? [])];
    for (const key of [
      'node.kubernetes.io/not-ready',
      'node.kubernetes.io/unreachable',
    ]) {
      const tolerated = tolerations.some(
        t =>
          (!t.key || t.key === key) && (!t.effect || t.effect === 'NoExecute'),
      );
      if (!tolerated)
        tolerations.push({
          key,
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        });
    }
    const named = spec.priorityClassName
      ? store
          .table<PriorityClass>(types.priorityClasses)
          .get(spec.priorityClassName)
      : undefined;
    return {
      ...object,
      spec: {
        serviceAccountName: 'default',
        ...{
          enableServiceLinks: true,
          preemptionPolicy: 'PreemptLowerPriority',
        },
        priority: named?.value ?? 0,
        ...spec,
        tolerations,
      },
      status: { phase: 'Pending', qosClass: qosOf(spec), ...object.status },
    };
  }
  if (isKind(object, 'Deployment')) {
    return {
      ...object,
      spec: {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        ...object.spec,
        strategy:
          object.spec.strategy?.type === 'Recreate'
            ? { type: 'Recreate' }
            : {
                type: 'RollingUpdate',
                rollingUpdate: {
                  maxUnavailable: '25%',
                  maxSurge: '25%',
                  ...object.spec.strategy?.rollingUpdate,
                },
              },
        template: {
          ...object.spec.template,
          spec: podSpecDefaults(object.spec.template.spec),
        },
      },
    };
  }
  if (isKind(object, 'ReplicaSet')) {
    return {
      ...object,
      spec: {
        replicas: 1,
        ...object.spec,
        template: {
          ...object.spec.template,
          spec: podSpecDefaults(object.spec.template.spec),
        },
      },
    };
  }
  if (isKind(object, 'StatefulSet')) {
    return {
      ...object,
      spec: {
        replicas: 1,
        podManagementPolicy: 'OrderedReady',
        ...{
          persistentVolumeClaimRetentionPolicy: {
            whenDeleted: 'Retain',
            whenScaled: 'Retain',
          },
        },
        updateStrategy: {
          type: 'RollingUpdate',
          rollingUpdate: { partition: 0 },
        },
        revisionHistoryLimit: 10,
        ...object.spec,
        template: {
          ...object.spec.template,
          spec: podSpecDefaults(object.spec.template.spec),
        },
      },
    };
  }
  if (isKind(object, 'DaemonSet')) {
    return {
      ...object,
      spec: {
        updateStrategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
        },
        ...{ revisionHistoryLimit: 10 },
        ...object.spec,
        template: {
          ...object.spec.template,
          spec: podSpecDefaults(object.spec.template.spec),
        },
      },
    };
  }
  if (isKind(object, 'Job')) {
    // The selector names the Job's own uid, so that one is given here.
    const uid = randomUUID();
    const labels = {
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': object.metadata.name,
      'controller-uid': uid,
      'job-name': object.metadata.name,
    };
    const { template } = object.spec;
    return {
      ...object,
      metadata: {
        ...object.metadata,
        uid,
        labels: { ...labels, ...object.metadata.labels },
      },
      spec: {
        completions: 1,
        parallelism: 1,
        backoffLimit: 6,
        suspend: false,
        ...{ completionMode: 'NonIndexed', manualSelector: false },
        ...object.spec,
        selector: {
          matchLabels: { 'batch.kubernetes.io/controller-uid': uid },
        },
        template: {
          ...template,
          metadata: {
            ...template.metadata,
            labels: { ...template.metadata?.labels, ...labels },
          },
          spec: podSpecDefaults(template.spec),
        },
      },
    };
  }
  if (isKind(object, 'CronJob')) {
    return {
      ...object,
      spec: {
        concurrencyPolicy: 'Allow',
        suspend: false,
        successfulJobsHistoryLimit: 3,
        ...{ failedJobsHistoryLimit: 1 },
        ...object.spec,
      },
    };
  }
  if (isKind(object, 'Service')) {
    const type = object.spec.type ?? 'ClusterIP';
    const ip =
      object.spec.clusterIP ??
      (type === 'ExternalName' ? undefined : clusterIP());
    return {
      ...object,
      spec: {
        ...{ sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' },
        ...object.spec,
        type,
        ...(ip ? { clusterIP: ip, clusterIPs: [ip] } : {}),
        ports: object.spec.ports?.map(p => ({
          protocol: 'TCP',
          ...p,
          targetPort: p.targetPort ?? p.port,
        })),
      },
    };
  }
  if (isKind(object, 'PersistentVolumeClaim')) {
    const fallback = store
      .table<StorageClass>(types.storageClasses)
      .sorted()
      .find(c => c.metadata.annotations?.[DEFAULT_CLASS] === 'true')
      ?.metadata.name;
    return {
      ...object,
      metadata: {
        ...object.metadata,
        finalizers: [
          'kubernetes.io/pvc-protection',
          ...(object.metadata.finalizers ?? []),
        ],
      },
      spec: {
        ...(fallback && object.spec.storageClassName === undefined
          ? { storageClassName: fallback }
          : {}),
        ...{ volumeMode: 'Filesystem' },
        ...object.spec,
      },
      status: { phase: 'Pending' },
    };
  }
  if (isKind(object, 'StorageClass'))
    return {
      ...{ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
      ...object,
    };
  if (isKind(object, 'PersistentVolume')) {
    return {
      ...object,
      metadata: {
        ...object.metadata,
        finalizers: object.metadata.finalizers ?? [
          'kubernetes.io/pv-protection',
        ],
      },
      status: object.status ?? { phase: 'Available' },
    };
  }
  if (isKind(object, 'PodDisruptionBudget')) {
    return {
      ...object,
      status: {
        currentHealthy: 0,
        desiredHealthy: 0,
        disruptionsAllowed: 0,
        expectedPods: 0,
      },
    };
  }
  if (isKind(object, 'Namespace')) {
    return {
      ...object,
      metadata: {
        ...object.metadata,
        labels: {
          ...object.metadata.labels,
          'kubernetes.io/metadata.name': object.metadata.name,
        },
      },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    };
  }
  return object;
}

function qosOf(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const lists = spec.containers.map(c => c.resources);
  if (lists.every(r => !r?.requests && !r?.limits)) return 'BestEffort';
  const guaranteed = lists.every(r =>
    ['cpu', 'memory'].every(
      key =>
        r?.limits?.[key] !== undefined &&
        r.limits[key] === (r.requests?.[key] ?? r.limits[key]),
    ),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
