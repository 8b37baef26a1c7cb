// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';

/**
 * The `kubernetes:` section of a cluster in a fleet file. Workloads are written short and expanded
 * into full objects (seed/); whatever the short forms lack goes under `objects` or `spec`.
 */

const strings = z.record(z.string(), z.string());
const range = z.tuple([z.number().min(0), z.number().min(0)]);
const json = z.record(z.string(), z.unknown());

const budget = z.strictObject({
  minAvailable: z.union([z.number().int(), z.string()]).optional(),
  maxUnavailable: z.union([z.number().int(), z.string()]).optional(),
  unhealthyPodEvictionPolicy: z
    .enum(['IfHealthyBudget', 'AlwaysAllow'])
    .optional(),
});

const workloadShape = {
  /** `{i}` in it, and in every other text of the workload, counts the repetitions. */
  name: z.string(),
  repeat: z.number().int().min(1).optional(),
  labels: strings.optional(),
  podLabels: strings.optional(),
  annotations: strings.optional(),
  podAnnotations: strings.optional(),
  image: z.string().optional(),
  cpu: z.string().optional(),
  memory: z.string().optional(),
  env: strings.optional(),
  nodeSelector: strings.optional(),
  tolerations: z.array(json).optional(),
  /** Spreads over zones or nodes: by a constraint (soft) or by required anti-affinity (hard). */
  spread: z.enum(['zone', 'node', 'zone-required', 'node-required']).optional(),
  /** A readiness probe; stands unless switched off. */
  probe: z.boolean().optional(),
  priorityClass: z.string().optional(),
  serviceAccount: z.string().optional(),
  graceSeconds: z.number().int().optional(),
  emptyDir: z.boolean().optional(),
  /** The pods run everywhere but on nodes of this kind, where they crash. */
  crashesOn: z.enum(['auto']).optional(),
  /** Merged into the pod's spec, for what has no short form. */
  spec: json.optional(),
};

const replicated = {
  ...workloadShape,
  replicas: z.number().int().min(0).default(1),
  pdb: budget.optional(),
  service: z
    .strictObject({
      port: z.number().int(),
      type: z.string().optional(),
      annotations: strings.optional(),
    })
    .optional(),
};

const deployment = z.strictObject({ ...replicated, strategy: json.optional() });
const statefulSet = z.strictObject({
  ...replicated,
  parallel: z.boolean().optional(),
  volumes: z
    .array(
      z.strictObject({
        name: z.string(),
        size: z.string(),
        class: z.string().optional(),
        path: z.string().optional(),
      }),
    )
    .optional(),
});
const daemonSet = z.strictObject({
  ...workloadShape,
  hostNetwork: z.boolean().optional(),
});
const job = z.strictObject({
  ...workloadShape,
  completions: z.number().int().optional(),
  parallelism: z.number().int().optional(),
  /** How long a pod of it runs; without it the fleet's `jobMs`. */
  runMs: z.number().int().optional(),
});
const cronJob = z.strictObject({
  ...job.shape,
  schedule: z.string(),
  suspend: z.boolean().optional(),
});
const pod = z.strictObject(workloadShape);

const namespace = z.strictObject({
  /** `{n}` counts the repetitions of the namespace. */
  name: z.string(),
  repeat: z.number().int().min(1).optional(),
  labels: strings.optional(),
  annotations: strings.optional(),
  /** Put on every workload of the namespace and on its pods. */
  workloadLabels: strings.optional(),
  deployments: z.array(deployment).optional(),
  statefulSets: z.array(statefulSet).optional(),
  daemonSets: z.array(daemonSet).optional(),
  jobs: z.array(job).optional(),
  cronJobs: z.array(cronJob).optional(),
  /** Bare pods, without a controller. */
  pods: z.array(pod).optional(),
  budgets: z
    .array(budget.extend({ name: z.string(), selector: strings }))
    .optional(),
});

const match = z.strictObject({
  verb: z.string().optional(),
  group: z.string().optional(),
  resource: z.string().optional(),
  subresource: z.string().optional(),
  namespace: z.string().optional(),
  name: z.string().optional(),
  username: z.string().optional(),
});
const times = z.number().int().min(1).optional();

const fault = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('answer'),
    match,
    status: z.number().int(),
    reason: z.string().optional(),
    message: z.string().optional(),
    retryAfterSeconds: z.number().int().optional(),
    times,
  }),
  z.strictObject({ type: z.literal('slow'), match, ms: z.number(), times }),
  z.strictObject({ type: z.literal('cut-after'), match, times }),
  z.strictObject({ type: z.literal('cut-before'), match, times }),
  z.strictObject({ type: z.literal('expire-continue'), match, times }),
  z.strictObject({ type: z.literal('refuse-connections') }),
  z.strictObject({ type: z.literal('wrong-ca') }),
  z.strictObject({
    type: z.literal('throttle'),
    requestsPerSecond: z.number().positive(),
  }),
]);

const mapping = z.strictObject({
  username: z.string(),
  groups: z.array(z.string()),
});

/** Checks what a control endpoint was sent as a fault. */
export const faultSchema = fault;

export const kubernetesSchema = z.strictObject({
  /** How long pods take, before the pace of the world is applied. */
  pods: z
    .strictObject({
      readyAfterMs: range.default([3000, 6000]),
      goneAfterMs: range.default([1000, 3000]),
      jobMs: z.number().int().default(10_000),
    })
    .prefault({}),
  /** What runs in kube-system. */
  system: z
    .array(
      z.enum([
        'coredns',
        'vpc-cni',
        'kube-proxy',
        'ebs-csi',
        'metrics-server',
        'pod-identity-agent',
        'cluster-autoscaler',
      ]),
    )
    .default(['coredns', 'vpc-cni', 'kube-proxy', 'ebs-csi', 'metrics-server']),
  /** Environment of aws-node beside what EKS sets, such as ENABLE_PREFIX_DELEGATION. */
  cni: strings.default({}),
  awsAuth: z
    .strictObject({
      mapRoles: z.array(mapping.extend({ rolearn: z.string() })).optional(),
      mapUsers: z.array(mapping.extend({ userarn: z.string() })).optional(),
    })
    .optional(),
  /** The product's own ClusterRoles, as deploy/kubernetes has them, with the groups that they are bound to. */
  productRoles: z.array(z.enum(['assess', 'backup', 'migrate'])).default([]),
  /** A ClusterRole for a group: everything, everything to read, or rules of one's own, less some resources. */
  grants: z
    .array(
      z.strictObject({
        group: z.string(),
        allow: z.union([
          z.enum(['all', 'read']),
          z.array(
            z.strictObject({
              verbs: z.array(z.string()),
              apiGroups: z.array(z.string()),
              resources: z.array(z.string()),
            }),
          ),
        ]),
        /** Resources (plural) that the group may not read. */
        except: z.array(z.string()).optional(),
      }),
    )
    .default([]),
  /** Volumes of `ebs.csi.aws.com` are the rule; the first class is the default one. */
  storageClasses: z
    .array(
      z.strictObject({
        name: z.string(),
        provisioner: z.string(),
        parameters: strings.optional(),
        immediate: z.boolean().optional(),
        default: z.boolean().optional(),
      }),
    )
    .default([
      { name: 'gp2', provisioner: 'kubernetes.io/aws-ebs', default: true },
    ]),
  namespaces: z.array(namespace).default([]),
  /** Whole objects, created after everything else. */
  objects: z.array(json).default([]),
  /** Faults that stand from the start. */
  faults: z.array(fault).default([]),
});

export type KubernetesSection = z.output<typeof kubernetesSchema>;
export type NamespaceSection = z.output<typeof namespace>;
export type WorkloadSection = z.output<typeof pod>;
export type DeploymentSection = z.output<typeof deployment>;
export type StatefulSetSection = z.output<typeof statefulSet>;
export type DaemonSetSection = z.output<typeof daemonSet>;
export type JobSection = z.output<typeof job>;
export type CronJobSection = z.output<typeof cronJob>;
