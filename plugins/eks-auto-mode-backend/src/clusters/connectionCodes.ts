// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export type ConnectionHeading =
  | 'authentication'
  | 'permission'
  | 'compatibility'
  | 'run';

/** One question of the connection test. The test and its docs page are made of the same list. */
export interface ConnectionCode {
  code: string;
  heading: ConnectionHeading;
  title: string;
  /** What is asked, and of whom. */
  asks: string;
  /** What most often makes it fail, and what to do. */
  remedies: string[];
}

const roleRemedies = [
  'The role does not exist: create it from deploy/ (Terraform or CloudFormation), or correct its name under eksAutoMode.environments.',
  'Its trust policy does not name the identity that the account is reached with, lacks sts:TagSession, or demands another external id.',
  'The credentials of aws.accounts have expired or are unknown to AWS: renew them, and check the clock of the backend.',
];
const tokenRemedies = [
  'The cluster does not know the role (401): give it an access entry with the group that the ClusterRoleBinding names, or a row in aws-auth where the cluster knows only that.',
  'The annotation kubernetes.io/x-k8s-aws-id names another cluster: remove it.',
  'The clock of the backend is wrong: a token is valid for 15 minutes.',
];
const iamRemedies = [
  'Apply deploy/ again: the role’s policy is older than the product.',
  'A permissions boundary or a service control policy denies it: allow the named actions there. (The simulation does not see every service control policy.)',
];
const kubernetesRemedies = [
  'Apply deploy/kubernetes/<role>.yaml, which holds the ClusterRole and its binding.',
  'The access entry lacks the group that the binding names.',
];

export const connectionCodes = {
  environment: {
    code: 'CON-A1',
    heading: 'authentication',
    title: 'An environment names the account and region',
    asks: 'Whether eksAutoMode.environments holds the cluster’s account and region.',
    remedies: [
      'Add the account and region to an environment in the app configuration.',
    ],
  },
  assessRole: {
    code: 'CON-A2',
    heading: 'authentication',
    title: 'The assess role can be assumed',
    asks: 'sts:AssumeRole, then sts:GetCallerIdentity: who am I?',
    remedies: roleRemedies,
  },
  backupRole: {
    code: 'CON-A3',
    heading: 'authentication',
    title: 'The backup role can be assumed',
    asks: 'sts:AssumeRole, then sts:GetCallerIdentity: who am I?',
    remedies: roleRemedies,
  },
  migrateRole: {
    code: 'CON-A4',
    heading: 'authentication',
    title: 'The migrate role can be assumed',
    asks: 'sts:AssumeRole, then sts:GetCallerIdentity: who am I?',
    remedies: roleRemedies,
  },
  assessToken: {
    code: 'CON-A5',
    heading: 'authentication',
    title: 'The cluster knows the assess role',
    asks: 'A request to the Kubernetes API with a token of the role.',
    remedies: tokenRemedies,
  },
  backupToken: {
    code: 'CON-A6',
    heading: 'authentication',
    title: 'The cluster knows the backup role',
    asks: 'A request to the Kubernetes API with a token of the role.',
    remedies: tokenRemedies,
  },
  migrateToken: {
    code: 'CON-A7',
    heading: 'authentication',
    title: 'The cluster knows the migrate role',
    asks: 'A request to the Kubernetes API with a token of the role.',
    remedies: tokenRemedies,
  },
  assessIam: {
    code: 'CON-P1',
    heading: 'permission',
    title: 'The assess role may read AWS',
    asks: 'iam:SimulatePrincipalPolicy for each action of the role.',
    remedies: iamRemedies,
  },
  backupIam: {
    code: 'CON-P2',
    heading: 'permission',
    title: 'The backup role may write below its prefix',
    asks: 'iam:SimulatePrincipalPolicy for each action of the role.',
    remedies: iamRemedies,
  },
  migrateIam: {
    code: 'CON-P3',
    heading: 'permission',
    title: 'The migrate role may make the changes of a plan',
    asks: 'iam:SimulatePrincipalPolicy for each action of the role, on this cluster and its roles.',
    remedies: iamRemedies,
  },
  assessKubernetes: {
    code: 'CON-P4',
    heading: 'permission',
    title: 'The assess role may read the cluster',
    asks: 'SelfSubjectAccessReview for each rule of its ClusterRole.',
    remedies: kubernetesRemedies,
  },
  backupKubernetes: {
    code: 'CON-P5',
    heading: 'permission',
    title: 'The backup role may list everything',
    asks: 'SelfSubjectAccessReview for get and list on every resource.',
    remedies: kubernetesRemedies,
  },
  migrateKubernetes: {
    code: 'CON-P6',
    heading: 'permission',
    title: 'The migrate role may cordon, evict and make node pools',
    asks: 'SelfSubjectAccessReview for each rule of its ClusterRole.',
    remedies: kubernetesRemedies,
  },
  described: {
    code: 'CON-C1',
    heading: 'compatibility',
    title: 'EKS describes the cluster',
    asks: 'eks:DescribeCluster in the cluster’s region.',
    remedies: [
      'The cluster was deleted, or the ARN of the entity is wrong.',
      'The region’s EKS endpoint cannot be reached from the backend: open the way (proxy, VPC endpoint).',
    ],
  },
  endpoint: {
    code: 'CON-C2',
    heading: 'compatibility',
    title: 'The Kubernetes endpoint answers and is trusted',
    asks: 'A TLS connection to the endpoint, verified against the cluster’s CA.',
    remedies: [
      'The endpoint is private or limits its callers: run the backend where the VPC is reachable, add its address to the public access CIDRs, or name a proxy in kubernetes.io/api-server.',
      'The CA in the entity’s annotation is not the cluster’s, or a proxy opens TLS: remove the annotation, take the proxy out of the way.',
      'The annotated host is not an EKS endpoint: allow it in eksAutoMode.kubernetes.allowedEndpoints.',
    ],
  },
  version: {
    code: 'CON-C3',
    heading: 'compatibility',
    title: 'The version and place know Auto Mode',
    asks: 'The Kubernetes version (1.29 at least), and that the cluster is neither local to an Outpost nor only connected.',
    remedies: [
      'Upgrade the cluster one minor version at a time (EKS User Guide, auto-enable-existing).',
    ],
  },
  active: {
    code: 'CON-R1',
    heading: 'run',
    title: 'The cluster takes changes',
    asks: 'The cluster’s status.',
    remedies: [
      'Wait for the update that is under way, or mend what its health names.',
    ],
  },
  bucket: {
    code: 'CON-R2',
    heading: 'run',
    title: 'Backups have a safe place',
    asks: 'Whether the bucket exists, belongs to the expected account, is closed to the public and encrypts.',
    remedies: [
      'The environment names no bucket: add backup.bucket to it; deploy/ makes one.',
      'The bucket is missing, another account’s, public or unencrypted: the message says which.',
    ],
  },
} as const satisfies Record<string, ConnectionCode>;
