// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Where the two halves of the sandbox meet: the AWS account on one side, the Kubernetes API of each
 * cluster on the other. Neither half knows more of the other than this.
 */

/** An EC2 instance as a node sees it. */
export interface NodeInstance {
  instanceId: string;
  instanceType: string;
  availabilityZone: string;
  subnetId: string;
  privateDnsName: string;
  capacityType: 'on-demand' | 'spot';
  vcpus: number;
  memoryMiB: number;
  architecture: 'amd64' | 'arm64';
  /** Devices that a plugin would announce, by their resource: `nvidia.com/gpu`. */
  devices?: Record<string, number>;
  /** Labels and taints that kubelet registers with. */
  labels: Record<string, string>;
  taints: {
    key: string;
    value?: string;
    effect: 'NoSchedule' | 'NoExecute' | 'PreferNoSchedule';
  }[];
  origin:
    | {
        type: 'managed-node-group';
        nodegroup: string;
        autoScalingGroup: string;
        amiType: string;
      }
    | {
        type: 'auto-scaling-group';
        autoScalingGroup: string;
        /** What its nodes run, in the words of EKS' AMI types. */
        amiType?: string;
      }
    | { type: 'standalone'; amiType?: string }
    | { type: 'auto'; nodePool: string; nodeClaim: string };
}

/** Who a bearer token belongs to, as EKS' authenticator says. */
export interface Identity {
  arn: string;
  username: string;
  groups: string[];
  /** EKS access policies (names such as AmazonEKSClusterAdminPolicy) with their scope. */
  policies: { name: string; namespaces: string[] | 'cluster' }[];
}

/** A verb on a kind of object, as RBAC grants it. */
export interface KubernetesUse {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
}

/** What the Kubernetes half asks of the AWS half. */
export interface Cloud {
  /** `undefined` is a 401. */
  authenticate(
    clusterArn: string,
    bearerToken: string,
  ): Promise<Identity | undefined>;
  /** Somebody asked for this and was let through. */
  used?(identity: Identity, use: KubernetesUse): void;
  /**
   * Launches an instance for an Auto node pool after the time that EC2 takes; refuses with an error
   * text when the cluster role lacks policies or sts:TagSession, the node role or the access entry
   * is missing, or the subnets are full.
   */
  launchAutoInstance(
    clusterArn: string,
    request: {
      nodePool: string;
      nodeClaim: string;
      instanceType: string;
      zone: string;
      labels: Record<string, string>;
      taints: NodeInstance['taints'];
      nodeRole: string;
      /** What its NodeClass chooses; the subnets of the cluster where it chooses none. */
      subnets?: { id?: string; tags?: Record<string, string> }[];
    },
  ): Promise<{ instance: NodeInstance } | { refused: string }>;
  terminateInstance(clusterArn: string, instanceId: string): Promise<void>;
  /** What a Cluster Autoscaler does: asks the ASG for one more instance. */
  setDesiredCapacity(
    clusterArn: string,
    autoScalingGroup: string,
    desired: number,
  ): Promise<void>;
  /** A driver made an EBS volume for a claim. */
  volumeMade?(
    clusterArn: string,
    volume: {
      id: string;
      zone?: string;
      /** Made by Auto Mode's own driver, which tags it with the cluster. */
      auto: boolean;
      sizeGiB: number;
      parameters: Record<string, string>;
      tags: Record<string, string>;
    },
  ): void;
  /** It went with its claim. */
  volumeGone?(clusterArn: string, id: string): void;
  instanceTypes(): {
    type: string;
    vcpus: number;
    memoryMiB: number;
    architecture: 'amd64' | 'arm64';
    category: string;
    family: string;
    generation: number;
    size: string;
    onDemandUsd: number;
    autoFeeUsd: number;
  }[];
}

/** What the AWS half asks of the Kubernetes half, per cluster. */
export interface ClusterApi {
  readonly endpoint: string;
  /** Base64 PEM, as DescribeCluster gives it. */
  readonly certificateAuthorityData: string;
  /** An instance booted and its kubelet registers. */
  nodeJoined(instance: NodeInstance): void;
  /**
   * The instance is gone: its node and the pods on it vanish, without regard to any budget. What
   * drained before is the drainer's merit, not EC2's.
   */
  nodeTerminated(instanceId: string): void;
  /** True while a pod other than DaemonSet and mirror pods stands on the node; EKS' own polite drain looks. */
  hasWorkloadPods(instanceId: string): boolean;
  /** Those pods, `namespace/name#uid`. A Kubernetes API from elsewhere need not tell. */
  workloadPodNames?(instanceId: string): string[];
  /**
   * The instances that the fleet file names have all joined (and `enableAutoMode` was called where it
   * is on from the start): seeded workloads are placed and stand Ready at once, and none of that is
   * in the ledger. Without this call it happens by itself 1 s after the last instance joined.
   */
  settle(): void;
  /** EKS cordons and asks evictions politely for 15 (scale-in) or 5 (delete) minutes first. */
  politeDrain(instanceId: string): void;
  /** The Auto Mode switches went on, or its built-in pools changed. */
  enableAutoMode(options: {
    nodePools: ('general-purpose' | 'system')[];
    nodeRoleName: string;
    subnetIds: string[];
    securityGroupIds: string[];
    zones: string[];
  }): void;
  /** Switched off: Auto nodes terminate, Auto load balancers vanish. Answers the instances that must go. */
  disableAutoMode(): void;
  autoModeResources(): {
    loadBalancers: number;
    volumes: number;
    autoNodes: number;
  };
  addonVersionChanged(addon: string, version: string): void;
  /** Serialisable state, for the file that survives a restart. */
  snapshot(): unknown;
  /** The mapping for `CONFIG_MAP` modes: ConfigMap kube-system/aws-auth as it stands now. */
  awsAuth():
    | { mapRoles?: string; mapUsers?: string; mapAccounts?: string }
    | undefined;
  /** One object as JSON, or `undefined`: for the control endpoint and for tests. */
  read(
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ): unknown;
  /** Every object that stands, for who compares before and after. A Kubernetes API from elsewhere need not tell. */
  objects?(): unknown[];
  /** Creates or replaces an object from outside, as a person with kubectl would; `by` goes to the ledger. */
  apply(object: unknown, by: string): void;
  /** Deletes an object from outside; false where there is none. A Kubernetes API from elsewhere need not offer it. */
  remove?(
    apiVersion: string,
    kind: string,
    name: string,
    namespace: string | undefined,
    by: string,
  ): boolean;
  /** Answers an id; the fault stands until cleared, or until its `times` are used up. */
  setFault(fault: ClusterFault): string;
  clearFault(id?: string): void;
  faults(): { id: string; fault: ClusterFault }[];
  close(): Promise<void>;
}

/** What goes wrong with a cluster's Kubernetes API. Fields left out of `match` match everything. */
export type ClusterFault =
  | {
      type: 'answer';
      match: RequestMatch;
      status: number;
      reason?: string;
      message?: string;
      retryAfterSeconds?: number;
      times?: number;
    }
  /** Answers late, by this many milliseconds. */
  | { type: 'slow'; match: RequestMatch; ms: number; times?: number }
  /** Carries the request out, then breaks the connection: the caller cannot tell what happened. */
  | { type: 'cut-after'; match: RequestMatch; times?: number }
  /** Breaks the connection before anything is done. */
  | { type: 'cut-before'; match: RequestMatch; times?: number }
  /** Every continue token is answered as expired (410). */
  | { type: 'expire-continue'; match: RequestMatch; times?: number }
  /** Nothing listens (connection refused). */
  | { type: 'refuse-connections' }
  /** A certificate that the published CA did not sign. */
  | { type: 'wrong-ca' }
  /** Overload: more requests a second than this get 429 without a DisruptionBudget cause. */
  | { type: 'throttle'; requestsPerSecond: number };

export interface RequestMatch {
  /** get, list, watch, create, update, patch, delete; `create` with subresource `eviction` is an eviction. */
  verb?: string;
  group?: string;
  resource?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  /** Only requests of this username. */
  username?: string;
}

/** One line of the ledger: a state change, whoever caused it. */
export interface LedgerEntry {
  sequence: number;
  at: string;
  clusterArn?: string;
  /** `iam:role/x`, `ec2:subnet/…`, `kubernetes:v1/Pod/ns/name#uid` … */
  object: string;
  field: string;
  before: unknown;
  after: unknown;
  /** Session ARN or Kubernetes username that asked; `sandbox:<controller>` for what the world did by itself. */
  by: string;
  /** `kubernetes:evict`, `eks:UpdateNodegroupConfig`, `sandbox:scale-in` … */
  via: string;
  around?: Surroundings;
}

/** What stood around a change when it was made: who judges it later cannot find it out any more. */
export interface Surroundings {
  /** Of a pod: where it stands. */
  node?: string;
  /** The Auto Scaling group that the pod's node (or the node itself) came from. */
  autoScalingGroup?: string;
  /** The node pool that launched it, where Auto Mode did. */
  pool?: string;
  /** Of a pod: its controller, `ReplicaSet/web-1#uid`. */
  owner?: string;
  mirror?: boolean;
  finished?: boolean;
  ready?: boolean;
  /** The disruption budgets that select the pod, as they stand after the change. */
  budgets?: { name: string; disruptionsAllowed: number }[];
  /** Of a machine: its pods other than DaemonSet, mirror and finished ones, `namespace/name#uid`. */
  pods?: string[];
}

export interface Ledger {
  record(entry: Omit<LedgerEntry, 'sequence' | 'at'>): void;
}

/** Scale of transition times: 1 is as AWS; 0.05 makes minutes into seconds. */
export interface Pace {
  scale: number;
  now(): Date;
}

/** What a fault asks for instead of, before or after the true answer. */
export type FaultAction =
  | {
      type: 'error';
      status: number;
      code?: string;
      message?: string;
      retryAfterSeconds?: number;
      /** Performs the request first. */
      effect?: boolean;
    }
  /** Accepts the request and never answers. `effect: true` performs it first. */
  | { type: 'timeout'; effect: boolean }
  /** Closes the connection without an answer. `effect: true` performs the request first. */
  | { type: 'drop'; effect: boolean }
  | { type: 'latency'; milliseconds: number };

/** Faults asked for over the control endpoint; both halves look before they serve a request. */
export interface FaultSource {
  /**
   * The faults that this call meets, each counted as used. A Kubernetes call has `service: 'kubernetes'` and an
   * operation such as `list pods`, `evict pods`, `patch nodes`, `get /apis/apps/v1`.
   */
  take(call: {
    service: string;
    operation: string;
    clusterArn?: string;
    caller?: string;
    /** `namespace/name` */
    resource?: () => string | undefined;
  }): FaultAction[];
}

/** With what the AWS half starts the Kubernetes API of one cluster. */
export interface ClusterApiOptions {
  clusterArn: string;
  name: string;
  region: string;
  accountId: string;
  /** The minor that the control plane runs, such as `1.33`. */
  version: string;
  /** Fargate profiles that are active now. */
  fargateProfiles?: () => {
    name: string;
    selectors: { namespace: string; labels: Record<string, string> }[];
  }[];
  platformVersion: string;
  serviceCidr: string;
  zones: string[];
  addons: { name: string; version: string }[];
  /**
   * The `kubernetes:` section of the fleet file as it stands there; its schema belongs to the Kubernetes half:
   * `kubernetesSchema` (zod) of src/kubernetes/fleet.ts, which a fleet's own schema may embed.
   */
  section: unknown;
  /** What `snapshot()` gave before the restart; the section is then history. */
  restored?: unknown;
  cloud: Cloud;
  ledger: Ledger;
  faults: FaultSource;
  pace: Pace;
  /** Ask for the state to be saved soon: something in `snapshot()` changed. */
  changed(): void;
}

/**
 * The Kubernetes half exports one from `src/kubernetes`: `export const startClusterApi: ClusterApiFactory`.
 * After a fresh start `nodeJoined` is called once for every instance of the fleet file, in order; after a restart
 * with `restored` only for instances whose node the snapshot may lack (joining twice is harmless).
 */
export type ClusterApiFactory = (
  options: ClusterApiOptions,
) => Promise<ClusterApi>;
