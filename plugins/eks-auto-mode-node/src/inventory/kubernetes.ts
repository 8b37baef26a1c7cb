// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The fields of Kubernetes objects that rules read, in the API's own shape and spelling: raw JSON,
 * dates as strings, everything optional that the API leaves out. Objects of an inventory carry no
 * more than these fields (Secret data and `managedFields` values are never among them).
 */

/** @public */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  /** Names of field managers only. */
  managers?: string[];
}

/** @public */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

/** @public */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** @public */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: {
    key: string;
    operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    values?: string[];
  }[];
}

/** @public */
export interface NodeSelectorRequirement {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  values?: string[];
}

/** @public */
export interface NodeSelectorTerm {
  matchExpressions?: NodeSelectorRequirement[];
  matchFields?: NodeSelectorRequirement[];
}

/** @public */
export interface PodAffinityTerm {
  labelSelector?: LabelSelector;
  namespaces?: string[];
  namespaceSelector?: LabelSelector;
  topologyKey: string;
  matchLabelKeys?: string[];
  mismatchLabelKeys?: string[];
}

/** @public */
export interface Affinity {
  nodeAffinity?: {
    requiredDuringSchedulingIgnoredDuringExecution?: {
      nodeSelectorTerms: NodeSelectorTerm[];
    };
    preferredDuringSchedulingIgnoredDuringExecution?: {
      weight: number;
      preference: NodeSelectorTerm;
    }[];
  };
  podAffinity?: {
    requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
    preferredDuringSchedulingIgnoredDuringExecution?: {
      weight: number;
      podAffinityTerm: PodAffinityTerm;
    }[];
  };
  podAntiAffinity?: {
    requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
    preferredDuringSchedulingIgnoredDuringExecution?: {
      weight: number;
      podAffinityTerm: PodAffinityTerm;
    }[];
  };
}

/** @public */
export interface Toleration {
  key?: string;
  operator?: 'Exists' | 'Equal';
  value?: string;
  effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  tolerationSeconds?: number;
}

/** @public */
export interface Taint {
  key: string;
  value?: string;
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** @public */
export interface TopologySpreadConstraint {
  maxSkew: number;
  topologyKey: string;
  whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway';
  labelSelector?: LabelSelector;
  minDomains?: number;
  matchLabelKeys?: string[];
  nodeAffinityPolicy?: 'Honor' | 'Ignore';
  nodeTaintsPolicy?: 'Honor' | 'Ignore';
}

/** Quantities as Kubernetes writes them: `100m`, `1Gi`. @public */
export type ResourceList = Record<string, string>;

/** @public */
export interface EnvVar {
  name: string;
  /** Kept only for variables that rules read (AWS_*, CNI switches); never for others. */
  value?: string;
}

/** @public */
export interface Container {
  name: string;
  image?: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  ports?: {
    containerPort: number;
    hostPort?: number;
    hostIP?: string;
    protocol?: string;
    name?: string;
  }[];
  resources?: { requests?: ResourceList; limits?: ResourceList };
  readinessProbe?: object;
  volumeMounts?: {
    name: string;
    mountPath: string;
    readOnly?: boolean;
    subPath?: string;
  }[];
  restartPolicy?: 'Always';
  securityContext?: {
    privileged?: boolean;
    capabilities?: { add?: string[]; drop?: string[] };
    seLinuxOptions?: { level?: string };
    readOnlyRootFilesystem?: boolean;
  };
}

/** @public */
export interface Volume {
  name: string;
  emptyDir?: { medium?: string; sizeLimit?: string };
  hostPath?: { path: string; type?: string };
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
  ephemeral?: {
    volumeClaimTemplate?: { spec?: PersistentVolumeClaim['spec'] };
  };
  configMap?: { name?: string };
  secret?: { secretName?: string };
  projected?: object;
  downwardAPI?: object;
  csi?: { driver: string };
}

/** @public */
export interface PodSpec {
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  affinity?: Affinity;
  tolerations?: Toleration[];
  topologySpreadConstraints?: TopologySpreadConstraint[];
  containers: Container[];
  initContainers?: Container[];
  volumes?: Volume[];
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  priorityClassName?: string;
  priority?: number;
  preemptionPolicy?: string;
  schedulerName?: string;
  terminationGracePeriodSeconds?: number;
  restartPolicy?: 'Always' | 'OnFailure' | 'Never';
  runtimeClassName?: string;
  overhead?: ResourceList;
  /** Requests of the pod as a whole (KEP-2837); they take the place of the containers' sum. */
  resources?: { requests?: ResourceList; limits?: ResourceList };
  schedulingGates?: { name: string }[];
  os?: { name: string };
  resourceClaims?: { name: string }[];
  securityContext?: {
    seLinuxOptions?: { level?: string };
    sysctls?: { name: string; value: string }[];
  };
}

/** @public */
export interface PodTemplate {
  metadata?: Partial<ObjectMeta>;
  spec: PodSpec;
}

/** @public */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** @public */
export interface Pod extends KubernetesObject {
  spec: PodSpec;
  status?: {
    phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
    reason?: string;
    conditions?: Condition[];
    startTime?: string;
    qosClass?: string;
    containerStatuses?: {
      name: string;
      ready: boolean;
      restartCount?: number;
      state?: Record<string, object>;
    }[];
  };
}

/** @public */
export interface Node extends KubernetesObject {
  spec: { providerID?: string; unschedulable?: boolean; taints?: Taint[] };
  status?: {
    capacity?: ResourceList;
    allocatable?: ResourceList;
    conditions?: Condition[];
    nodeInfo?: {
      kubeletVersion?: string;
      osImage?: string;
      operatingSystem?: string;
      architecture?: string;
      containerRuntimeVersion?: string;
      kernelVersion?: string;
    };
  };
}

/** @public */
export interface Deployment extends KubernetesObject {
  spec: {
    replicas?: number;
    selector?: LabelSelector;
    template: PodTemplate;
    strategy?: {
      type?: string;
      rollingUpdate?: {
        maxSurge?: number | string;
        maxUnavailable?: number | string;
      };
    };
    progressDeadlineSeconds?: number;
    minReadySeconds?: number;
  };
  status?: {
    replicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    observedGeneration?: number;
    conditions?: Condition[];
  };
}

/** @public */
export interface ReplicaSet extends KubernetesObject {
  spec: { replicas?: number; selector?: LabelSelector; template?: PodTemplate };
  status?: {
    replicas?: number;
    readyReplicas?: number;
    observedGeneration?: number;
  };
}

/** @public */
export interface StatefulSet extends KubernetesObject {
  spec: {
    replicas?: number;
    selector?: LabelSelector;
    template: PodTemplate;
    serviceName?: string;
    podManagementPolicy?: 'OrderedReady' | 'Parallel';
    updateStrategy?: { type?: 'RollingUpdate' | 'OnDelete' };
    volumeClaimTemplates?: {
      metadata: { name: string; annotations?: Record<string, string> };
      spec: PersistentVolumeClaim['spec'];
    }[];
  };
  status?: {
    replicas?: number;
    readyReplicas?: number;
    observedGeneration?: number;
  };
}

/** @public */
export interface DaemonSet extends KubernetesObject {
  spec: {
    selector?: LabelSelector;
    template: PodTemplate;
    updateStrategy?: { type?: 'RollingUpdate' | 'OnDelete' };
  };
  status?: {
    desiredNumberScheduled?: number;
    numberReady?: number;
    observedGeneration?: number;
  };
}

/** @public */
export interface Job extends KubernetesObject {
  spec: {
    completions?: number;
    parallelism?: number;
    suspend?: boolean;
    template: PodTemplate;
  };
  status?: {
    active?: number;
    succeeded?: number;
    failed?: number;
    startTime?: string;
    completionTime?: string;
  };
}

/** @public */
export interface CronJob extends KubernetesObject {
  spec: {
    schedule?: string;
    suspend?: boolean;
    jobTemplate: { spec: Job['spec'] };
  };
  status?: { active?: { name: string }[] };
}

/** @public */
export interface PodDisruptionBudget extends KubernetesObject {
  spec: {
    selector?: LabelSelector;
    minAvailable?: number | string;
    maxUnavailable?: number | string;
    unhealthyPodEvictionPolicy?: 'IfHealthyBudget' | 'AlwaysAllow';
  };
  status?: {
    observedGeneration?: number;
    disruptionsAllowed?: number;
    currentHealthy?: number;
    desiredHealthy?: number;
    expectedPods?: number;
    disruptedPods?: Record<string, string>;
    conditions?: Condition[];
  };
}

/** @public */
export interface Service extends KubernetesObject {
  spec: {
    type?: string;
    selector?: Record<string, string>;
    clusterIP?: string;
    loadBalancerClass?: string;
    loadBalancerSourceRanges?: string[];
    externalTrafficPolicy?: string;
    ports?: {
      port: number;
      targetPort?: number | string;
      protocol?: string;
      name?: string;
    }[];
  };
  status?: {
    loadBalancer?: { ingress?: { hostname?: string; ip?: string }[] };
  };
}

/** @public */
export interface Ingress extends KubernetesObject {
  spec: {
    ingressClassName?: string;
    defaultBackend?: object;
    rules?: object[];
    tls?: object[];
  };
  status?: { loadBalancer?: { ingress?: { hostname?: string }[] } };
}

/** @public */
export interface IngressClass extends KubernetesObject {
  spec: {
    controller?: string;
    parameters?: { apiGroup?: string; kind: string; name: string };
  };
}

/** Only the few ConfigMaps that rules read keep their data. @public */
export interface ConfigMap extends KubernetesObject {
  data?: Record<string, string>;
}

/** @public */
export interface PersistentVolume extends KubernetesObject {
  spec: {
    capacity?: ResourceList;
    accessModes?: string[];
    storageClassName?: string;
    persistentVolumeReclaimPolicy?: string;
    claimRef?: { namespace?: string; name?: string };
    csi?: { driver: string; volumeHandle: string };
    awsElasticBlockStore?: { volumeID: string };
    local?: { path: string };
    hostPath?: { path: string };
    nfs?: object;
    nodeAffinity?: { required?: { nodeSelectorTerms: NodeSelectorTerm[] } };
  };
  status?: { phase?: string };
}

/** @public */
export interface PersistentVolumeClaim extends KubernetesObject {
  spec: {
    storageClassName?: string;
    volumeName?: string;
    accessModes?: string[];
    resources?: { requests?: ResourceList };
  };
  status?: { phase?: string };
}

/** @public */
export interface StorageClass extends KubernetesObject {
  provisioner: string;
  parameters?: Record<string, string>;
  reclaimPolicy?: string;
  volumeBindingMode?: 'Immediate' | 'WaitForFirstConsumer';
  allowedTopologies?: {
    matchLabelExpressions?: { key: string; values: string[] }[];
  }[];
}

/** @public */
export interface VolumeSnapshot extends KubernetesObject {
  spec: { volumeSnapshotClassName?: string };
}

/** @public */
export interface VolumeSnapshotClass extends KubernetesObject {
  driver: string;
  deletionPolicy?: string;
}

/** @public */
export interface Gateway extends KubernetesObject {
  spec: { gatewayClassName: string };
  status?: { addresses?: { value: string }[] };
}

/** @public */
export interface GatewayClass extends KubernetesObject {
  spec: { controllerName: string };
}

/** @public */
export interface PriorityClass extends KubernetesObject {
  value: number;
  globalDefault?: boolean;
  preemptionPolicy?: string;
}

/** @public */
export interface LimitRange extends KubernetesObject {
  spec: {
    limits: {
      type: string;
      default?: ResourceList;
      defaultRequest?: ResourceList;
    }[];
  };
}

/** @public */
export interface NetworkPolicy extends KubernetesObject {
  spec: {
    podSelector?: LabelSelector;
    policyTypes?: string[];
    egress?: {
      to?: {
        podSelector?: LabelSelector;
        namespaceSelector?: LabelSelector;
        ipBlock?: { cidr: string; except?: string[] };
      }[];
      ports?: { port?: number | string; protocol?: string; endPort?: number }[];
    }[];
    ingress?: object[];
  };
}

/** @public */
export interface WebhookConfiguration extends KubernetesObject {
  webhooks?: {
    name: string;
    failurePolicy?: 'Fail' | 'Ignore';
    clientConfig?: {
      service?: { namespace: string; name: string; port?: number };
      url?: string;
    };
    rules?: {
      apiGroups?: string[];
      resources?: string[];
      operations?: string[];
    }[];
    namespaceSelector?: LabelSelector;
    objectSelector?: LabelSelector;
  }[];
}

/** @public */
export interface CustomResourceDefinition extends KubernetesObject {
  spec: {
    group: string;
    names: { kind: string; plural: string };
    scope?: string;
    versions?: { name: string; served?: boolean; storage?: boolean }[];
  };
}

/** @public */
export interface EndpointSlice extends KubernetesObject {
  endpoints?: {
    addresses?: string[];
    nodeName?: string;
    conditions?: { ready?: boolean };
    targetRef?: { kind: string; namespace?: string; name: string };
  }[];
}

/** @public */
export interface NodePool extends KubernetesObject {
  spec: {
    template: {
      metadata?: {
        labels?: Record<string, string>;
        annotations?: Record<string, string>;
      };
      spec: {
        nodeClassRef: { group?: string; kind: string; name: string };
        requirements?: (NodeSelectorRequirement & { minValues?: number })[];
        taints?: Taint[];
        startupTaints?: Taint[];
        expireAfter?: string;
        terminationGracePeriod?: string;
      };
    };
    limits?: ResourceList;
    weight?: number;
    replicas?: number;
    disruption?: {
      consolidationPolicy?: string;
      consolidateAfter?: string;
      budgets?: {
        nodes: string;
        schedule?: string;
        duration?: string;
        reasons?: string[];
      }[];
    };
  };
  status?: { conditions?: Condition[]; resources?: ResourceList };
}

/** What a node uses, of the metrics API; one sample. @public */
export interface NodeMetrics extends KubernetesObject {
  timestamp?: string;
  window?: string;
  usage?: ResourceList;
}

/** What the containers of a pod use, of the metrics API; one sample. @public */
export interface PodMetrics extends KubernetesObject {
  timestamp?: string;
  window?: string;
  containers?: { name: string; usage?: ResourceList }[];
}

/** @public */
export interface NodeClaim extends KubernetesObject {
  spec?: {
    nodeClassRef?: { group?: string; kind: string; name: string };
    expireAfter?: string;
    terminationGracePeriod?: string;
  };
  status?: {
    nodeName?: string;
    providerID?: string;
    imageID?: string;
    capacity?: Record<string, string>;
    conditions?: Condition[];
  };
}

/**
 * A Provisioner, or the AWSNodeTemplate that it names: what Karpenter had before 0.32.
 * @public
 */
export interface Provisioner extends KubernetesObject {
  spec?: {
    providerRef?: { name: string };
    amiFamily?: string;
  };
}

/** A NodeClass of EKS or an EC2NodeClass of Karpenter. @public */
export interface NodeClass extends KubernetesObject {
  spec: {
    role?: string;
    instanceProfile?: string;
    subnetSelectorTerms?: { id?: string; tags?: Record<string, string> }[];
    securityGroupSelectorTerms?: {
      id?: string;
      name?: string;
      tags?: Record<string, string>;
    }[];
    networkPolicy?: string;
    snatPolicy?: string;
    ephemeralStorage?: {
      size?: string;
      iops?: number;
      throughput?: number;
      kmsKeyID?: string;
    };
    tags?: Record<string, string>;
    amiFamily?: string;
    userData?: string;
    kubelet?: object;
    blockDeviceMappings?: object[];
  };
  status?: { conditions?: Condition[] };
}

/** `vpcresources.k8s.aws/v1beta1`: the pods that get security groups of their own. @public */
export interface SecurityGroupPolicy extends KubernetesObject {
  spec?: {
    podSelector?: LabelSelector;
    serviceAccountSelector?: LabelSelector;
  };
}

/** A release that Helm stored in the cluster, without its values. @public */
export interface HelmRelease {
  namespace: string;
  name: string;
  revision: number;
  chart?: string;
  chartVersion?: string;
  status?: string;
}
