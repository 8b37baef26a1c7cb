// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type * as k8s from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { keep, type Shape } from './keep';
import { objectShape } from './metadata';
import { withoutSecrets } from './mask';
import { claimSpecShape, podSpecShape, podTemplateShape } from './podShape';

/**
 * One reducer a kind. The compiler holds each to its type: a field that a rule reads and a shape
 * leaves out does not compile.
 */

const jobSpecShape: Shape<k8s.Job['spec']> = {
  completions: true,
  parallelism: true,
  suspend: true,
  template: podTemplateShape,
};

/** Which kind of state a container is in; the message may quote what it printed. */
function containerState(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(value).map(([state, details]) => [
      state,
      typeof details === 'object' && details !== null && !Array.isArray(details)
        ? Object.fromEntries(
            Object.entries(details).filter(([key]) =>
              ['reason', 'exitCode', 'startedAt', 'finishedAt'].includes(key),
            ),
          )
        : {},
    ]),
  );
}

const maskedText = (value: JsonValue): JsonValue | undefined =>
  typeof value === 'string' ? withoutSecrets(value) : undefined;

const claimRefShape = { namespace: true, name: true } as const;

export const reducers = {
  object: (raw: JsonObject) => keep<k8s.KubernetesObject>(objectShape, raw),
  node: (raw: JsonObject) =>
    keep<k8s.Node>(
      {
        ...objectShape,
        spec: { providerID: true, unschedulable: true, taints: true },
        status: {
          capacity: true,
          allocatable: true,
          conditions: true,
          nodeInfo: {
            kubeletVersion: true,
            osImage: true,
            operatingSystem: true,
            architecture: true,
            containerRuntimeVersion: true,
            kernelVersion: true,
          },
        },
      },
      raw,
    ),
  pod: (raw: JsonObject) =>
    keep<k8s.Pod>(
      {
        ...objectShape,
        spec: podSpecShape,
        status: {
          phase: true,
          reason: true,
          conditions: true,
          startTime: true,
          qosClass: true,
          containerStatuses: {
            items: {
              name: true,
              ready: true,
              restartCount: true,
              state: containerState,
            },
          },
        },
      },
      raw,
    ),
  deployment: (raw: JsonObject) =>
    keep<k8s.Deployment>(
      {
        ...objectShape,
        spec: {
          replicas: true,
          selector: true,
          template: podTemplateShape,
          strategy: true,
          progressDeadlineSeconds: true,
          minReadySeconds: true,
        },
        status: {
          replicas: true,
          readyReplicas: true,
          availableReplicas: true,
          observedGeneration: true,
          conditions: true,
        },
      },
      raw,
    ),
  replicaSet: (raw: JsonObject) =>
    keep<k8s.ReplicaSet>(
      {
        ...objectShape,
        spec: { replicas: true, selector: true, template: podTemplateShape },
        status: {
          replicas: true,
          readyReplicas: true,
          observedGeneration: true,
        },
      },
      raw,
    ),
  statefulSet: (raw: JsonObject) =>
    keep<k8s.StatefulSet>(
      {
        ...objectShape,
        spec: {
          replicas: true,
          selector: true,
          template: podTemplateShape,
          serviceName: true,
          podManagementPolicy: true,
          updateStrategy: { type: true },
          volumeClaimTemplates: {
            items: {
              metadata: { name: true, annotations: true },
              spec: claimSpecShape,
            },
          },
        },
        status: {
          replicas: true,
          readyReplicas: true,
          observedGeneration: true,
        },
      },
      raw,
    ),
  daemonSet: (raw: JsonObject) =>
    keep<k8s.DaemonSet>(
      {
        ...objectShape,
        spec: {
          selector: true,
          template: podTemplateShape,
          updateStrategy: { type: true },
        },
        status: {
          desiredNumberScheduled: true,
          numberReady: true,
          observedGeneration: true,
        },
      },
      raw,
    ),
  job: (raw: JsonObject) =>
    keep<k8s.Job>(
      {
        ...objectShape,
        spec: jobSpecShape,
        status: {
          active: true,
          succeeded: true,
          failed: true,
          startTime: true,
          completionTime: true,
        },
      },
      raw,
    ),
  cronJob: (raw: JsonObject) =>
    keep<k8s.CronJob>(
      {
        ...objectShape,
        spec: {
          schedule: true,
          suspend: true,
          jobTemplate: { spec: jobSpecShape },
        },
        status: { active: { items: { name: true } } },
      },
      raw,
    ),
  podDisruptionBudget: (raw: JsonObject) =>
    keep<k8s.PodDisruptionBudget>(
      {
        ...objectShape,
        spec: {
          selector: true,
          minAvailable: true,
          maxUnavailable: true,
          unhealthyPodEvictionPolicy: true,
        },
        status: {
          observedGeneration: true,
          disruptionsAllowed: true,
          currentHealthy: true,
          desiredHealthy: true,
          expectedPods: true,
          disruptedPods: true,
          conditions: true,
        },
      },
      raw,
    ),
  service: (raw: JsonObject) =>
    keep<k8s.Service>(
      {
        ...objectShape,
        spec: {
          type: true,
          selector: true,
          clusterIP: true,
          loadBalancerClass: true,
          loadBalancerSourceRanges: true,
          externalTrafficPolicy: true,
          ports: {
            items: { port: true, targetPort: true, protocol: true, name: true },
          },
        },
        status: {
          loadBalancer: {
            ingress: { items: { hostname: true, ip: true } },
          },
        },
      },
      raw,
    ),
  ingress: (raw: JsonObject) =>
    keep<k8s.Ingress>(
      {
        ...objectShape,
        spec: {
          ingressClassName: true,
          defaultBackend: true,
          rules: true,
          tls: true,
        },
        status: {
          loadBalancer: { ingress: { items: { hostname: true } } },
        },
      },
      raw,
    ),
  ingressClass: (raw: JsonObject) =>
    keep<k8s.IngressClass>(
      {
        ...objectShape,
        spec: {
          controller: true,
          parameters: { apiGroup: true, kind: true, name: true },
        },
      },
      raw,
    ),
  configMap: (raw: JsonObject) =>
    keep<k8s.ConfigMap>({ ...objectShape, data: true }, raw),
  persistentVolume: (raw: JsonObject) =>
    keep<k8s.PersistentVolume>(
      {
        ...objectShape,
        spec: {
          capacity: true,
          accessModes: true,
          storageClassName: true,
          persistentVolumeReclaimPolicy: true,
          claimRef: claimRefShape,
          csi: { driver: true, volumeHandle: true },
          awsElasticBlockStore: { volumeID: true },
          local: { path: true },
          hostPath: { path: true },
          nfs: () => ({}),
          nodeAffinity: true,
        },
        status: { phase: true },
      },
      raw,
    ),
  persistentVolumeClaim: (raw: JsonObject) =>
    keep<k8s.PersistentVolumeClaim>(
      { ...objectShape, spec: claimSpecShape, status: { phase: true } },
      raw,
    ),
  storageClass: (raw: JsonObject) =>
    keep<k8s.StorageClass>(
      {
        ...objectShape,
        provisioner: true,
        parameters: true,
        reclaimPolicy: true,
        volumeBindingMode: true,
        allowedTopologies: true,
      },
      raw,
    ),
  priorityClass: (raw: JsonObject) =>
    keep<k8s.PriorityClass>(
      {
        ...objectShape,
        value: true,
        globalDefault: true,
        preemptionPolicy: true,
      },
      raw,
    ),
  limitRange: (raw: JsonObject) =>
    keep<k8s.LimitRange>(
      {
        ...objectShape,
        spec: {
          limits: {
            items: { type: true, default: true, defaultRequest: true },
          },
        },
      },
      raw,
    ),
  networkPolicy: (raw: JsonObject) =>
    keep<k8s.NetworkPolicy>(
      {
        ...objectShape,
        spec: {
          podSelector: true,
          policyTypes: true,
          egress: true,
          ingress: true,
        },
      },
      raw,
    ),
  webhookConfiguration: (raw: JsonObject) =>
    keep<k8s.WebhookConfiguration>(
      {
        ...objectShape,
        webhooks: {
          items: {
            name: true,
            failurePolicy: true,
            clientConfig: {
              service: { namespace: true, name: true, port: true },
              url: true,
            },
            rules: {
              items: { apiGroups: true, resources: true, operations: true },
            },
            namespaceSelector: true,
            objectSelector: true,
          },
        },
      },
      raw,
    ),
  customResourceDefinition: (raw: JsonObject) =>
    keep<k8s.CustomResourceDefinition>(
      {
        ...objectShape,
        spec: {
          group: true,
          names: { kind: true, plural: true },
          scope: true,
          versions: { items: { name: true, served: true, storage: true } },
        },
      },
      raw,
    ),
  endpointSlice: (raw: JsonObject) =>
    keep<k8s.EndpointSlice>(
      {
        ...objectShape,
        endpoints: {
          items: {
            addresses: true,
            nodeName: true,
            conditions: { ready: true },
            targetRef: { kind: true, namespace: true, name: true },
          },
        },
      },
      raw,
    ),
  nodePool: (raw: JsonObject) =>
    keep<k8s.NodePool>(
      {
        ...objectShape,
        spec: {
          template: {
            metadata: { labels: true, annotations: true },
            spec: {
              nodeClassRef: { group: true, kind: true, name: true },
              requirements: true,
              taints: true,
              startupTaints: true,
              expireAfter: true,
              terminationGracePeriod: true,
            },
          },
          limits: true,
          weight: true,
          replicas: true,
          disruption: {
            consolidationPolicy: true,
            consolidateAfter: true,
            budgets: true,
          },
        },
        status: { conditions: true, resources: true },
      },
      raw,
    ),
  nodeClaim: (raw: JsonObject) =>
    keep<k8s.NodeClaim>(
      {
        ...objectShape,
        spec: {
          nodeClassRef: { group: true, kind: true, name: true },
          expireAfter: true,
          terminationGracePeriod: true,
        },
        status: {
          nodeName: true,
          providerID: true,
          imageID: true,
          capacity: true,
          conditions: true,
        },
      },
      raw,
    ),
  provisioner: (raw: JsonObject) =>
    keep<k8s.Provisioner>(
      {
        ...objectShape,
        spec: { providerRef: { name: true }, amiFamily: true },
      },
      raw,
    ),
  nodeMetrics: (raw: JsonObject) =>
    keep<k8s.NodeMetrics>(
      { ...objectShape, timestamp: true, window: true, usage: true },
      raw,
    ),
  podMetrics: (raw: JsonObject) =>
    keep<k8s.PodMetrics>(
      {
        ...objectShape,
        timestamp: true,
        window: true,
        containers: { items: { name: true, usage: true } },
      },
      raw,
    ),
  volumeSnapshot: (raw: JsonObject) =>
    keep<k8s.VolumeSnapshot>(
      { ...objectShape, spec: { volumeSnapshotClassName: true } },
      raw,
    ),
  volumeSnapshotClass: (raw: JsonObject) =>
    keep<k8s.VolumeSnapshotClass>(
      { ...objectShape, driver: true, deletionPolicy: true },
      raw,
    ),
  gateway: (raw: JsonObject) =>
    keep<k8s.Gateway>(
      {
        ...objectShape,
        spec: { gatewayClassName: true },
        status: { addresses: { items: { value: true } } },
      },
      raw,
    ),
  gatewayClass: (raw: JsonObject) =>
    keep<k8s.GatewayClass>(
      { ...objectShape, spec: { controllerName: true } },
      raw,
    ),
  nodeClass: (raw: JsonObject) =>
    keep<k8s.NodeClass>(
      {
        ...objectShape,
        spec: {
          role: true,
          instanceProfile: true,
          subnetSelectorTerms: true,
          securityGroupSelectorTerms: true,
          networkPolicy: true,
          snatPolicy: true,
          ephemeralStorage: {
            size: true,
            iops: true,
            throughput: true,
            kmsKeyID: true,
          },
          tags: true,
          amiFamily: true,
          userData: maskedText,
          kubelet: true,
          blockDeviceMappings: true,
        },
        status: { conditions: true },
      },
      raw,
    ),
};

/** A release of Helm by the labels of its Secret; what the Secret holds is not looked at. */
export function helmRelease(raw: JsonObject): k8s.HelmRelease | undefined {
  const { metadata } = keep<k8s.KubernetesObject>(objectShape, raw);
  const match = /^sh\.helm\.release\.v1\.(.+)\.v(\d+)$/.exec(metadata.name);
  if (!match) return undefined;
  const labels = metadata.labels ?? {};
  return {
    namespace: metadata.namespace ?? '',
    name: labels.name ?? match[1],
    revision: Number(labels.version ?? match[2]),
    ...(labels.status ? { status: labels.status } : {}),
  };
}
