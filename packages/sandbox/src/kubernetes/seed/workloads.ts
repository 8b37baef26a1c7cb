// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PodTemplate } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type {
  DaemonSetSection,
  DeploymentSection,
  JobSection,
  CronJobSection,
  NamespaceSection,
  StatefulSetSection,
  WorkloadSection,
} from '../fleet';
import type { KubeObject } from '../model';
import { mergePatch } from '../patch';

type Json = Record<string, unknown>;

/** On Auto nodes such a pod crashes. */
export const CRASHES_ON = 'sandbox.eks-auto-mode/crashes-on';
/** How long the container of a Job runs. */
export const RUN_MS = 'sandbox.eks-auto-mode/run-ms';

const TOPOLOGY = {
  zone: 'topology.kubernetes.io/zone',
  node: 'kubernetes.io/hostname',
};

/** Repeats what carries `repeat`, with the counter put in place of `{i}` (or another mark) in every text. */
export function repeated<T extends { repeat?: number }>(
  item: T,
  mark: string,
): T[] {
  if (item.repeat === undefined) return [item];
  return Array.from({ length: item.repeat }, (_, index) =>
    numbered(item, mark, String(index + 1)),
  );
}

function numbered<T>(value: T, mark: string, number: string): T {
  const text = JSON.stringify(value).split(mark).join(number);
  const copy: T = JSON.parse(text);
  return copy;
}

const selectorOf = (name: string) => ({ 'app.kubernetes.io/name': name });

function labelsOf(section: WorkloadSection, namespace: NamespaceSection) {
  return {
    ...selectorOf(section.name),
    ...namespace.workloadLabels,
    ...section.labels,
  };
}

function meta(section: WorkloadSection, namespace: NamespaceSection) {
  return {
    name: section.name,
    namespace: namespace.name,
    labels: labelsOf(section, namespace),
    ...(section.annotations ? { annotations: section.annotations } : {}),
  };
}

function spreading(section: WorkloadSection): Json {
  if (!section.spread) return {};
  const [what, hard] = section.spread.split('-');
  const topologyKey = what === 'zone' ? TOPOLOGY.zone : TOPOLOGY.node;
  const labelSelector = { matchLabels: selectorOf(section.name) };
  if (!hard)
    return {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey,
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector,
        },
      ],
    };
  return {
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey, labelSelector },
        ],
      },
    },
  };
}

/** The pod that a short form describes. */
export function template(
  section: WorkloadSection,
  namespace: NamespaceSection,
  extra: {
    mounts?: object[];
    job?: boolean;
    runMs?: number;
    port?: number;
    hostNetwork?: boolean;
  } = {},
): PodTemplate {
  const requests = {
    ...(section.cpu ? { cpu: section.cpu } : {}),
    ...(section.memory ? { memory: section.memory } : {}),
  };
  const mounts = [
    ...(extra.mounts ?? []),
    ...(section.emptyDir
      ? [{ name: 'scratch', mountPath: '/var/scratch' }]
      : []),
  ];
  const annotations = {
    ...section.podAnnotations,
    ...(section.crashesOn ? { [CRASHES_ON]: section.crashesOn } : {}),
    ...(extra.runMs === undefined ? {} : { [RUN_MS]: String(extra.runMs) }),
  };
  const spec: Json = {
    containers: [
      {
        name: section.name,
        image: section.image ?? `example/${section.name}:1.0.0`,
        ...(Object.keys(requests).length
          ? {
              resources: {
                requests,
                ...(section.memory
                  ? { limits: { memory: section.memory } }
                  : {}),
              },
            }
          : {}),
        ...(section.env
          ? {
              env: Object.entries(section.env).map(([name, value]) => ({
                name,
                value,
              })),
            }
          : {}),
        ...(extra.port ? { ports: [{ containerPort: extra.port }] } : {}),
        ...(mounts.length ? { volumeMounts: mounts } : {}),
        ...(section.probe === false || extra.job
          ? {}
          : {
              readinessProbe: {
                httpGet: { path: '/ready', port: extra.port ?? 8080 },
                periodSeconds: 5,
              },
            }),
      },
    ],
    ...(section.emptyDir
      ? { volumes: [{ name: 'scratch', emptyDir: {} }] }
      : {}),
    ...(section.nodeSelector ? { nodeSelector: section.nodeSelector } : {}),
    ...(section.tolerations ? { tolerations: section.tolerations } : {}),
    ...(section.priorityClass
      ? { priorityClassName: section.priorityClass }
      : {}),
    ...(section.serviceAccount
      ? { serviceAccountName: section.serviceAccount }
      : {}),
    ...(section.graceSeconds === undefined
      ? {}
      : { terminationGracePeriodSeconds: section.graceSeconds }),
    ...(extra.job ? { restartPolicy: 'Never' } : {}),
    ...(extra.hostNetwork ? { hostNetwork: true } : {}),
    ...spreading(section),
  };
  const metadata = {
    labels: { ...labelsOf(section, namespace), ...section.podLabels },
    ...(Object.keys(annotations).length ? { annotations } : {}),
  };
  // A short form's `spec` is JSON of the reader's own; the API's validation judges the whole afterwards.
  const whole = mergePatch(
    { metadata, spec },
    { spec: section.spec ?? {} },
  ) as PodTemplate;
  return whole;
}

function budgetOf(
  section: DeploymentSection | StatefulSetSection,
  namespace: NamespaceSection,
): KubeObject[] {
  if (!section.pdb) return [];
  return [
    object('policy/v1', 'PodDisruptionBudget', meta(section, namespace), {
      spec: {
        ...section.pdb,
        selector: { matchLabels: selectorOf(section.name) },
      },
    }),
  ];
}

function serviceOf(
  section: DeploymentSection | StatefulSetSection,
  namespace: NamespaceSection,
  headless: boolean,
): KubeObject[] {
  const { service } = section;
  if (!service && !headless) return [];
  const metadata = {
    ...meta(section, namespace),
    ...(service?.annotations ? { annotations: service.annotations } : {}),
  };
  return [
    object('v1', 'Service', metadata, {
      spec: {
        ...(headless ? { clusterIP: 'None' } : {}),
        ...(service?.type ? { type: service.type } : {}),
        selector: selectorOf(section.name),
        ports: [{ name: 'main', port: service?.port ?? 80 }],
      },
    }),
  ];
}

function object(
  apiVersion: string,
  kind: string,
  metadata: KubeObject['metadata'],
  rest: object,
): KubeObject {
  return { apiVersion, kind, metadata, ...rest };
}

function deploymentObjects(
  section: DeploymentSection,
  namespace: NamespaceSection,
): KubeObject[] {
  const spec = {
    replicas: section.replicas,
    selector: { matchLabels: selectorOf(section.name) },
    ...(section.strategy ? { strategy: section.strategy } : {}),
    template: template(section, namespace, { port: section.service?.port }),
  };
  return [
    object('apps/v1', 'Deployment', meta(section, namespace), { spec }),
    ...budgetOf(section, namespace),
    ...serviceOf(section, namespace, false),
  ];
}

function statefulSetObjects(
  section: StatefulSetSection,
  namespace: NamespaceSection,
): KubeObject[] {
  const volumes = section.volumes ?? [];
  const spec = {
    replicas: section.replicas,
    serviceName: section.name,
    selector: { matchLabels: selectorOf(section.name) },
    ...(section.parallel ? { podManagementPolicy: 'Parallel' } : {}),
    template: template(section, namespace, {
      port: section.service?.port,
      mounts: volumes.map(v => ({
        name: v.name,
        mountPath: v.path ?? `/var/lib/${section.name}`,
      })),
    }),
    volumeClaimTemplates: volumes.map(v => ({
      metadata: { name: v.name },
      spec: {
        accessModes: ['ReadWriteOnce'],
        ...(v.class ? { storageClassName: v.class } : {}),
        resources: { requests: { storage: v.size } },
      },
    })),
  };
  return [
    object('apps/v1', 'StatefulSet', meta(section, namespace), { spec }),
    ...budgetOf(section, namespace),
    ...serviceOf(section, namespace, true),
  ];
}

function daemonSetObjects(
  section: DaemonSetSection,
  namespace: NamespaceSection,
): KubeObject[] {
  const spec = {
    selector: { matchLabels: selectorOf(section.name) },
    template: template(section, namespace, {
      hostNetwork: section.hostNetwork,
    }),
  };
  return [object('apps/v1', 'DaemonSet', meta(section, namespace), { spec })];
}

function jobSpec(section: JobSection, namespace: NamespaceSection): object {
  return {
    ...(section.completions === undefined
      ? {}
      : { completions: section.completions }),
    ...(section.parallelism === undefined
      ? {}
      : { parallelism: section.parallelism }),
    template: template(section, namespace, { job: true, runMs: section.runMs }),
  };
}

function cronJobObject(
  section: CronJobSection,
  namespace: NamespaceSection,
): KubeObject {
  const spec = {
    schedule: section.schedule,
    ...(section.suspend ? { suspend: true } : {}),
    jobTemplate: {
      metadata: { labels: labelsOf(section, namespace) },
      spec: jobSpec(section, namespace),
    },
  };
  return object('batch/v1', 'CronJob', meta(section, namespace), { spec });
}

/** Every object of one namespace, the namespace first. */
export function namespaceObjects(section: NamespaceSection): KubeObject[] {
  const each = <T extends WorkloadSection>(
    items: T[] | undefined,
    make: (item: T) => KubeObject[],
  ) => (items ?? []).flatMap(item => repeated(item, '{i}').flatMap(make));
  const { name, labels, annotations } = section;
  return [
    object(
      'v1',
      'Namespace',
      {
        name,
        ...(labels ? { labels } : {}),
        ...(annotations ? { annotations } : {}),
      },
      {},
    ),
    ...each(section.deployments, s => deploymentObjects(s, section)),
    ...each(section.statefulSets, s => statefulSetObjects(s, section)),
    ...each(section.daemonSets, s => daemonSetObjects(s, section)),
    ...each(section.jobs, s => [
      object('batch/v1', 'Job', meta(s, section), {
        spec: jobSpec(s, section),
      }),
    ]),
    ...each(section.cronJobs, s => [cronJobObject(s, section)]),
    ...each(section.pods, s => [podObject(s, section)]),
    ...(section.budgets ?? []).map(({ name: budget, selector, ...limits }) =>
      object(
        'policy/v1',
        'PodDisruptionBudget',
        { name: budget, namespace: name },
        { spec: { ...limits, selector: { matchLabels: selector } } },
      ),
    ),
  ];
}

function podObject(
  section: WorkloadSection,
  namespace: NamespaceSection,
): KubeObject {
  const { metadata, spec } = template(section, namespace);
  return object(
    'v1',
    'Pod',
    {
      ...meta(section, namespace),
      labels: metadata?.labels,
      annotations: { ...section.annotations, ...metadata?.annotations },
    },
    { spec },
  );
}
