// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Cluster, EKSClient } from '@aws-sdk/client-eks';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { PricingClient } from '@aws-sdk/client-pricing';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { STSClient } from '@aws-sdk/client-sts';
import type { KubernetesApi } from './kubernetesApi';

/** Which of an account's three roles a session assumes. */
export type Purpose = 'assess' | 'backup' | 'migrate';

export interface AwsClients {
  eks: EKSClient;
  iam: IAMClient;
  ec2: EC2Client;
  sts: STSClient;
  s3: S3Client;
  autoScaling: AutoScalingClient;
  pricing: PricingClient;
  serviceQuotas: ServiceQuotasClient;
  kms: KMSClient;
}

/**
 * One call that a plan allows: the AWS operation (`eks:UpdateClusterConfig`) or Kubernetes verb
 * (`kubernetes:evict`) and the object. A mutating session lets through this call and no other.
 */
export interface Permit {
  api: string;
  target: string;
  /**
   * Called synchronously as the last thing before the request leaves the process; throws where the
   * call may no longer begin. A process can stand still between a decision and its request.
   */
  beforeSend?(): void;
}

/**
 * What talks to one cluster, under one role. Its clients refuse every call that could change
 * something; changes go through {@link ClusterSession.mutating}.
 */
export interface ClusterSession {
  readonly clusterArn: string;
  readonly clusterName: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly purpose: Purpose;
  readonly aws: AwsClients;
  readonly kubernetes: KubernetesApi;
  /**
   * Clients for just one permitted call: `maxAttempts: 1`, everything but the permitted call is
   * refused with a NotAllowedError before it leaves the process.
   */
  mutating(permit: Permit): { aws: AwsClients; kubernetes: KubernetesApi };
  /** DescribeCluster, asked once a session. Optional so that a fake may do without. */
  describeCluster?(signal: AbortSignal): Promise<Cluster>;
  close(): Promise<void>;
}

export interface ClusterSessions {
  /**
   * @param tags - carried in the role session's name and tags: who and what this is for.
   * @throws an error that names the role, account and remedy where the role cannot be assumed.
   */
  open(
    clusterArn: string,
    purpose: Purpose,
    tags: { runId?: string; userRef?: string },
    signal: AbortSignal,
  ): Promise<ClusterSession>;
}
