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
  /** Labels and taints that kubelet registers with. */
  labels: Record<string, string>;
  taints: { key: string; value?: string; effect: 'NoSchedule' | 'NoExecute' | 'PreferNoSchedule' }[];
  origin:
    | { type: 'managed-node-group'; nodegroup: string; autoScalingGroup: string; amiType: string }
    | { type: 'auto-scaling-group'; autoScalingGroup: string }
    | { type: 'standalone' }
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

/** What the Kubernetes half asks of the AWS half. */
export interface Cloud {
  /** `undefined` is a 401. */
  authenticate(clusterArn: string, bearerToken: string): Promise<Identity | undefined>;
  /**
   * Launches an instance for an Auto node pool after the time that EC2 takes; refuses with an error
   * text when the cluster role lacks policies or sts:TagSession, the node role or the access entry
   * is missing, or the subnets are full.
   */
  launchAutoInstance(
    clusterArn: string,
    request: { nodePool: string; nodeClaim: string; instanceType: string; zone: string; labels: Record<string, string>; taints: NodeInstance['taints']; nodeRole: string },
  ): Promise<{ instance: NodeInstance } | { refused: string }>;
  terminateInstance(clusterArn: string, instanceId: string): Promise<void>;
  /** What a Cluster Autoscaler does: asks the ASG for one more instance. */
  setDesiredCapacity(clusterArn: string, autoScalingGroup: string, desired: number): Promise<void>;
  instanceTypes(): { type: string; vcpus: number; memoryMiB: number; architecture: 'amd64' | 'arm64'; category: string; family: string; generation: number; size: string; onDemandUsd: number; autoFeeUsd: number }[];
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
  /** EKS cordons and asks evictions politely for 15 (scale-in) or 5 (delete) minutes first. */
  politeDrain(instanceId: string): void;
  /** The Auto Mode switches went on, or its built-in pools changed. */
  enableAutoMode(options: { nodePools: ('general-purpose' | 'system')[]; nodeRoleName: string; subnetIds: string[]; securityGroupIds: string[]; zones: string[] }): void;
  /** Switched off: Auto nodes terminate, Auto load balancers vanish. Answers the instances that must go. */
  disableAutoMode(): void;
  autoModeResources(): { loadBalancers: number; volumes: number; autoNodes: number };
  addonVersionChanged(addon: string, version: string): void;
  /** Serialisable state, for the file that survives a restart. */
  snapshot(): unknown;
  close(): Promise<void>;
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
}

export interface Ledger {
  record(entry: Omit<LedgerEntry, 'sequence' | 'at'>): void;
}

/** Scale of transition times: 1 is as AWS; 0.05 makes minutes into seconds. */
export interface Pace {
  scale: number;
  now(): Date;
}
