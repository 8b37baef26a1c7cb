// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Something that will happen by itself. It stands in the state, so that it survives a restart, and is done once its
 * time has come. `account` and `region` say where.
 */
export type Transition = { due: Date; account: string; region: string } & (
  | { kind: 'cluster-update'; cluster: string; update: string }
  /** DescribeCluster reads ACTIVE again, before the update is final. */
  | { kind: 'cluster-active'; cluster: string }
  | { kind: 'addon-update'; cluster: string; addon: string; update: string }
  | { kind: 'addon-active'; cluster: string; addon: string }
  | { kind: 'addon-gone'; cluster: string; addon: string }
  | {
      kind: 'nodegroup-update';
      cluster: string;
      nodegroup: string;
      update: string;
    }
  | { kind: 'nodegroup-active'; cluster: string; nodegroup: string }
  | {
      kind: 'nodegroup-emptied';
      cluster: string;
      nodegroup: string;
      deadline: Date;
    }
  | { kind: 'fargate-active'; cluster: string; profile: string }
  | { kind: 'fargate-gone'; cluster: string; profile: string }
  /** DescribeNodegroup.scalingConfig follows its Auto Scaling group late (EKS User Guide, managed-node-groups). */
  | { kind: 'scaling-shown'; cluster: string; nodegroup: string }
  | { kind: 'group-reconcile'; group: string }
  | { kind: 'instance-running'; instance: string }
  | {
      kind: 'instance-drained';
      instance: string;
      deadline: Date;
      group?: string;
    }
  | { kind: 'instance-stopped'; instance: string }
  | { kind: 'instance-forgotten'; instance: string }
);
