// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** A resource type that the API serves. */
export interface Resource {
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames?: string[];
  categories?: string[];
  /** `status`, `scale`; a pod has `eviction` and `binding` besides. */
  subresources: string[];
  /** Served from a CustomResourceDefinition. */
  custom?: boolean;
  /** Only `get` and `list`, worked out when asked for (the metrics API). */
  measured?: boolean;
  /** Only `create`, nothing is kept (access reviews). */
  virtual?: boolean;
}

type Options = {
  short?: string[];
  sub?: string[];
  cluster?: boolean;
  all?: boolean;
  virtual?: boolean;
  singular?: string;
};

function resource(
  group: string,
  version: string,
  plural: string,
  kind: string,
  o: Options = {},
): Resource {
  return {
    group,
    version,
    plural,
    kind,
    singular: o.singular ?? kind.toLowerCase(),
    namespaced: !o.cluster,
    subresources: o.sub ?? [],
    ...(o.short ? { shortNames: o.short } : {}),
    ...(o.all ? { categories: ['all'] } : {}),
    ...(o.virtual ? { virtual: true } : {}),
  };
}

const RBAC = 'rbac.authorization.k8s.io';
const STORAGE = 'storage.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

/** The types of which the sandbox's own controllers speak, by name. */
export const types = {
  namespaces: resource('', 'v1', 'namespaces', 'Namespace', {
    short: ['ns'],
    sub: ['status', 'finalize'],
    cluster: true,
  }),
  nodes: resource('', 'v1', 'nodes', 'Node', {
    short: ['no'],
    sub: ['status'],
    cluster: true,
  }),
  pods: resource('', 'v1', 'pods', 'Pod', {
    short: ['po'],
    sub: ['status', 'eviction', 'binding'],
    all: true,
  }),
  services: resource('', 'v1', 'services', 'Service', {
    short: ['svc'],
    sub: ['status'],
    all: true,
  }),
  configMaps: resource('', 'v1', 'configmaps', 'ConfigMap', { short: ['cm'] }),
  secrets: resource('', 'v1', 'secrets', 'Secret'),
  serviceAccounts: resource('', 'v1', 'serviceaccounts', 'ServiceAccount', {
    short: ['sa'],
  }),
  events: resource('', 'v1', 'events', 'Event', { short: ['ev'] }),
  endpoints: resource('', 'v1', 'endpoints', 'Endpoints', {
    short: ['ep'],
    singular: 'endpoints',
  }),
  limitRanges: resource('', 'v1', 'limitranges', 'LimitRange', {
    short: ['limits'],
  }),
  resourceQuotas: resource('', 'v1', 'resourcequotas', 'ResourceQuota', {
    short: ['quota'],
    sub: ['status'],
  }),
  persistentVolumes: resource(
    '',
    'v1',
    'persistentvolumes',
    'PersistentVolume',
    { short: ['pv'], sub: ['status'], cluster: true },
  ),
  persistentVolumeClaims: resource(
    '',
    'v1',
    'persistentvolumeclaims',
    'PersistentVolumeClaim',
    { short: ['pvc'], sub: ['status'] },
  ),
  podTemplates: resource('', 'v1', 'podtemplates', 'PodTemplate'),
  replicationControllers: resource(
    '',
    'v1',
    'replicationcontrollers',
    'ReplicationController',
    { short: ['rc'], sub: ['status', 'scale'], all: true },
  ),
  deployments: resource('apps', 'v1', 'deployments', 'Deployment', {
    short: ['deploy'],
    sub: ['status', 'scale'],
    all: true,
  }),
  replicaSets: resource('apps', 'v1', 'replicasets', 'ReplicaSet', {
    short: ['rs'],
    sub: ['status', 'scale'],
    all: true,
  }),
  statefulSets: resource('apps', 'v1', 'statefulsets', 'StatefulSet', {
    short: ['sts'],
    sub: ['status', 'scale'],
    all: true,
  }),
  daemonSets: resource('apps', 'v1', 'daemonsets', 'DaemonSet', {
    short: ['ds'],
    sub: ['status'],
    all: true,
  }),
  controllerRevisions: resource(
    'apps',
    'v1',
    'controllerrevisions',
    'ControllerRevision',
  ),
  jobs: resource('batch', 'v1', 'jobs', 'Job', { sub: ['status'], all: true }),
  cronJobs: resource('batch', 'v1', 'cronjobs', 'CronJob', {
    short: ['cj'],
    sub: ['status'],
    all: true,
  }),
  horizontalPodAutoscalers: resource(
    'autoscaling',
    'v2',
    'horizontalpodautoscalers',
    'HorizontalPodAutoscaler',
    { short: ['hpa'], sub: ['status'], all: true },
  ),
  budgets: resource(
    'policy',
    'v1',
    'poddisruptionbudgets',
    'PodDisruptionBudget',
    { short: ['pdb'], sub: ['status'] },
  ),
  ingresses: resource('networking.k8s.io', 'v1', 'ingresses', 'Ingress', {
    short: ['ing'],
    sub: ['status'],
  }),
  ingressClasses: resource(
    'networking.k8s.io',
    'v1',
    'ingressclasses',
    'IngressClass',
    { cluster: true },
  ),
  networkPolicies: resource(
    'networking.k8s.io',
    'v1',
    'networkpolicies',
    'NetworkPolicy',
    { short: ['netpol'] },
  ),
  storageClasses: resource(STORAGE, 'v1', 'storageclasses', 'StorageClass', {
    short: ['sc'],
    cluster: true,
  }),
  csiDrivers: resource(STORAGE, 'v1', 'csidrivers', 'CSIDriver', {
    cluster: true,
  }),
  csiNodes: resource(STORAGE, 'v1', 'csinodes', 'CSINode', { cluster: true }),
  volumeAttachments: resource(
    STORAGE,
    'v1',
    'volumeattachments',
    'VolumeAttachment',
    { sub: ['status'], cluster: true },
  ),
  csiStorageCapacities: resource(
    STORAGE,
    'v1',
    'csistoragecapacities',
    'CSIStorageCapacity',
  ),
  volumeAttributesClasses: resource(
    STORAGE,
    'v1',
    'volumeattributesclasses',
    'VolumeAttributesClass',
    { short: ['vac'], cluster: true },
  ),
  priorityClasses: resource(
    'scheduling.k8s.io',
    'v1',
    'priorityclasses',
    'PriorityClass',
    { short: ['pc'], cluster: true },
  ),
  runtimeClasses: resource(
    'node.k8s.io',
    'v1',
    'runtimeclasses',
    'RuntimeClass',
    { cluster: true },
  ),
  mutatingWebhooks: resource(
    ADMISSION,
    'v1',
    'mutatingwebhookconfigurations',
    'MutatingWebhookConfiguration',
    { cluster: true },
  ),
  validatingWebhooks: resource(
    ADMISSION,
    'v1',
    'validatingwebhookconfigurations',
    'ValidatingWebhookConfiguration',
    { cluster: true },
  ),
  customResourceDefinitions: resource(
    'apiextensions.k8s.io',
    'v1',
    'customresourcedefinitions',
    'CustomResourceDefinition',
    { short: ['crd'], sub: ['status'], cluster: true },
  ),
  endpointSlices: resource(
    'discovery.k8s.io',
    'v1',
    'endpointslices',
    'EndpointSlice',
  ),
  leases: resource('coordination.k8s.io', 'v1', 'leases', 'Lease'),
  roles: resource(RBAC, 'v1', 'roles', 'Role'),
  roleBindings: resource(RBAC, 'v1', 'rolebindings', 'RoleBinding'),
  clusterRoles: resource(RBAC, 'v1', 'clusterroles', 'ClusterRole', {
    cluster: true,
  }),
  clusterRoleBindings: resource(
    RBAC,
    'v1',
    'clusterrolebindings',
    'ClusterRoleBinding',
    { cluster: true },
  ),
  apiServices: resource(
    'apiregistration.k8s.io',
    'v1',
    'apiservices',
    'APIService',
    { sub: ['status'], cluster: true },
  ),
  certificateSigningRequests: resource(
    'certificates.k8s.io',
    'v1',
    'certificatesigningrequests',
    'CertificateSigningRequest',
    { short: ['csr'], sub: ['status', 'approval'], cluster: true },
  ),
  selfSubjectAccessReviews: resource(
    'authorization.k8s.io',
    'v1',
    'selfsubjectaccessreviews',
    'SelfSubjectAccessReview',
    { cluster: true, virtual: true },
  ),
  selfSubjectRulesReviews: resource(
    'authorization.k8s.io',
    'v1',
    'selfsubjectrulesreviews',
    'SelfSubjectRulesReview',
    { cluster: true, virtual: true },
  ),
  subjectAccessReviews: resource(
    'authorization.k8s.io',
    'v1',
    'subjectaccessreviews',
    'SubjectAccessReview',
    { cluster: true, virtual: true },
  ),
  tokenReviews: resource(
    'authentication.k8s.io',
    'v1',
    'tokenreviews',
    'TokenReview',
    { cluster: true, virtual: true },
  ),
  selfSubjectReviews: resource(
    'authentication.k8s.io',
    'v1',
    'selfsubjectreviews',
    'SelfSubjectReview',
    { cluster: true, virtual: true },
  ),
  /** These two are served once their definitions stand in the store. */
  nodePools: {
    ...resource('karpenter.sh', 'v1', 'nodepools', 'NodePool', {
      sub: ['status'],
      cluster: true,
    }),
    custom: true,
  },
  nodeClaims: {
    ...resource('karpenter.sh', 'v1', 'nodeclaims', 'NodeClaim', {
      sub: ['status'],
      cluster: true,
    }),
    custom: true,
  },
  nodeClasses: {
    ...resource('eks.amazonaws.com', 'v1', 'nodeclasses', 'NodeClass', {
      sub: ['status'],
      cluster: true,
    }),
    custom: true,
  },
} as const satisfies Record<string, Resource>;

/** Served as long as metrics-server stands in the cluster. */
export const metricTypes: readonly Resource[] = [
  {
    ...resource('metrics.k8s.io', 'v1beta1', 'nodes', 'NodeMetrics', {
      cluster: true,
    }),
    measured: true,
  },
  {
    ...resource('metrics.k8s.io', 'v1beta1', 'pods', 'PodMetrics'),
    measured: true,
  },
];

export const builtIn: readonly Resource[] = Object.values(types).filter(
  t => !('custom' in t),
);

export function apiVersionOf({
  group,
  version,
}: Pick<Resource, 'group' | 'version'>): string {
  return group ? `${group}/${version}` : version;
}

/** Types whose registry keeps no generation: what they hold is no wish that somebody observes. */
const WITHOUT_GENERATION = new Set([
  'clusterrolebindings',
  'clusterroles',
  'configmaps',
  'controllerrevisions',
  'csidrivers',
  'csinodes',
  'endpoints',
  'events',
  'leases',
  'limitranges',
  'namespaces',
  'nodes',
  'persistentvolumeclaims',
  'persistentvolumes',
  'podtemplates',
  'resourcequotas',
  'rolebindings',
  'roles',
  'runtimeclasses',
  'secrets',
  'serviceaccounts',
  'services',
  'storageclasses',
  'volumeattachments',
]);

export function tracksGeneration({ plural, custom }: Resource): boolean {
  return custom === true || !WITHOUT_GENERATION.has(plural);
}

/** Identifies a resource type whatever its version: objects of all versions share one table. */
export function idOf({
  group,
  plural,
}: Pick<Resource, 'group' | 'plural'>): string {
  return `${plural}.${group}`;
}
