// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import { withoutImage } from '../world/releases';

/**
 * A fleet file: the AWS accounts, their networks, roles and clusters from which a world is made. Unknown keys are
 * refused. What a cluster's `kubernetes:` section holds belongs to the Kubernetes half.
 */

const tags = z.record(z.string(), z.string()).default({});
const name = z.string().min(1).max(100);
const accountId = z.string().regex(/^\d{12}$/, 'an account id has 12 digits');

const json = z.record(z.string(), z.unknown());

const statements = z.array(json).min(1);

/** What a user or role may do: names or ARNs of managed policies, and inline statements by policy name. */
const holder = {
  policies: z.array(z.string()).default([]),
  inline: z.record(z.string(), statements).default({}),
};

const user = z.strictObject({
  name,
  accessKeyId: z.string().min(16).max(128),
  secretAccessKey: z.string().min(16),
  tags,
  ...holder,
});

const role = z.strictObject({
  name: z.string().min(1).max(64),
  path: z
    .string()
    .regex(/^\/(.*\/)?$/)
    .default('/'),
  /** Short forms: `eks` (without sts:TagSession), `eks-auto` (with it), `ec2`, `account` (the account's own users); or statements. */
  trust: z.union([
    z.enum(['eks', 'eks-auto', 'ec2', 'fargate', 'account']),
    statements,
  ]),
  permissionsBoundary: z.string().optional(),
  maxSessionSeconds: z.number().int().min(3600).max(43200).default(3600),
  description: z.string().optional(),
  /** One of the product's own policies as `deploy/` generates it, and what its variables stand for here. */
  deployed: z
    .strictObject({
      policy: z.enum(['assess', 'backup', 'migrate']),
      bucket: z.string(),
      prefix: z.string().default('eks-auto-mode/'),
      kmsKeyArn: z.string().optional(),
      clusterRoles: z.string(),
      nodeRoles: z.string().default('AmazonEKSAutoNodeRole*'),
    })
    .optional(),
  tags,
  ...holder,
});

const subnet = z.strictObject({
  name,
  id: z.string().optional(),
  zone: z.string().regex(/^[a-z]$/, 'the letter of a zone, such as a'),
  cidr: z.string(),
  /** Its route table leads to an internet gateway. */
  public: z.boolean().default(false),
  /** Without a default route: no NAT, no gateway. */
  isolated: z.boolean().default(false),
  /** A /64 of the VPC's own. */
  ipv6Cidr: z.string().optional(),
  /** Addresses still free once every instance of the fleet stands; else what the CIDR leaves. */
  freeAddresses: z.number().int().min(0).optional(),
  mapPublicIpOnLaunch: z.boolean().optional(),
  tags,
});

const vpc = z.strictObject({
  name,
  id: z.string().optional(),
  region: z.string(),
  cidr: z.string(),
  /** CIDRs that were added later, such as 100.64.0.0/16 for pods. */
  secondaryCidrs: z.array(z.string()).default([]),
  ipv6Cidr: z.string().optional(),
  dnsHostnames: z.boolean().default(true),
  dnsSupport: z.boolean().default(true),
  natGateway: z.boolean().default(true),
  /** Interface and gateway endpoints by short service name, such as `ecr.api` or `s3`. */
  endpoints: z.array(z.string()).default([]),
  subnets: z.array(subnet).min(1),
  tags,
});

const securityGroupRule = z.strictObject({
  protocol: z.enum(['tcp', 'udp', 'icmp', '-1']),
  from: z.number().int().optional(),
  to: z.number().int().optional(),
  cidr: z.string().optional(),
  /** Name of another group of the VPC, `self`, or `cluster` for the cluster's own group. */
  group: z.string().optional(),
});

const securityGroup = z.strictObject({
  name,
  id: z.string().optional(),
  description: z.string().default('made by the fleet file'),
  ingress: z.array(securityGroupRule).default([]),
  egress: z.array(securityGroupRule).optional(),
  tags,
});

const taint = z.strictObject({
  key: z.string(),
  value: z.string().optional(),
  effect: z.enum(['NoSchedule', 'NoExecute', 'PreferNoSchedule']),
});

const size = z
  .strictObject({
    min: z.number().int().min(0),
    desired: z.number().int().min(0),
    max: z.number().int().min(1),
  })
  .refine(s => s.min <= s.desired && s.desired <= s.max, 'min ≤ desired ≤ max');

const nodes = {
  size,
  instanceTypes: z.array(z.string()).min(1).default(['m6i.large']),
  capacity: z.enum(['on-demand', 'spot']).default('on-demand'),
  labels: z.record(z.string(), z.string()).default({}),
  taints: z.array(taint).default([]),
  /** Names of subnets; the cluster's own when absent. */
  subnets: z.array(z.string()).optional(),
  /** Names of security groups of this cluster; the cluster security group when absent. */
  securityGroups: z.array(z.string()).optional(),
  role: z.string().optional(),
  tags,
};

const launchTemplate = z.strictObject({
  name,
  imageId: z.string().optional(),
  instanceType: z.string().optional(),
  keyName: z.string().optional(),
  userData: z.string().optional(),
  diskGiB: z.number().int().default(20),
  encrypted: z.boolean().default(false),
  /** 1 is what EKS' own templates set; 2 lets pods read their instance's metadata. */
  imdsHopLimit: z.number().int().default(2),
  httpTokens: z.enum(['required', 'optional']).default('required'),
  /** Somebody deleted it after the group was made. */
  deleted: z.boolean().default(false),
  securityGroups: z.array(z.string()).optional(),
});

const nodegroup = z.strictObject({
  name: z.string().min(1).max(63),
  amiType: z.string().default('AL2023_x86_64_STANDARD'),
  diskSize: z.number().int().default(20),
  version: z.string().optional(),
  releaseVersion: z.string().optional(),
  sshKey: z.string().optional(),
  launchTemplate: launchTemplate.optional(),
  maxUnavailable: z.number().int().min(1).default(1),
  health: z
    .array(
      z.strictObject({
        code: z.string(),
        message: z.string(),
        resourceIds: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  ...nodes,
});

/** How instances were described before launch templates; AWS makes none any more. */
const launchConfiguration = z.strictObject({
  name,
  imageId: z.string(),
  keyName: z.string().optional(),
  userData: z.string().optional(),
  diskGiB: z.number().int().default(20),
  spotPrice: z.string().optional(),
});

const selfManagedGroup = z.strictObject({
  name,
  launchTemplate: launchTemplate.optional(),
  launchConfiguration: launchConfiguration.optional(),
  /** Launches any of `instanceTypes` by a mixed instances policy. */
  mixedInstances: z.boolean().default(false),
  /** What its nodes run, in the words of EKS' AMI types. */
  amiType: z.string().default('AL2023_x86_64_STANDARD'),
  /** It says by a tag whose it is; else only its nodes do. */
  clusterTag: z.boolean().default(true),
  suspendedProcesses: z.array(z.string()).default([]),
  targetGroupArns: z.array(z.string()).default([]),
  ...nodes,
});

const standalone = z.strictObject({
  name,
  /** So many of them alike. */
  count: z.number().int().min(1).default(1),
  amiType: z.string().default('AL2023_x86_64_STANDARD'),
  capacity: z.enum(['on-demand', 'spot']).default('on-demand'),
  /** Its kubelet registered. */
  joined: z.boolean().default(true),
  /** When it was started, where that was long ago. */
  launchedAt: z.iso.datetime().optional(),
  instanceType: z.string().default('m6i.large'),
  subnet: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  taints: z.array(taint).default([]),
  role: z.string().optional(),
  tags,
});

const accessEntry = z.strictObject({
  /** Name of a role of the account, or an ARN. */
  principal: z.string(),
  type: z
    .enum(['STANDARD', 'EC2_LINUX', 'EC2_WINDOWS', 'FARGATE_LINUX', 'EC2'])
    .default('STANDARD'),
  groups: z.array(z.string()).default([]),
  username: z.string().optional(),
  policies: z
    .array(
      z.strictObject({
        name: z.string(),
        namespaces: z.array(z.string()).min(1).optional(),
      }),
    )
    .default([]),
});

const addon = z.strictObject({
  name,
  version: z.string(),
  status: z
    .enum(['ACTIVE', 'DEGRADED', 'UPDATE_FAILED', 'CREATE_FAILED'])
    .default('ACTIVE'),
  role: z.string().optional(),
  configurationValues: z.string().optional(),
  health: z
    .array(z.strictObject({ code: z.string(), message: z.string() }))
    .default([]),
});

const insight = z.strictObject({
  name: z.string(),
  category: z
    .enum(['UPGRADE_READINESS', 'MISCONFIGURATION', 'ROLLBACK_READINESS'])
    .default('UPGRADE_READINESS'),
  status: z.enum(['PASSING', 'WARNING', 'ERROR', 'UNKNOWN']),
  reason: z.string().default(''),
  description: z.string().default(''),
  recommendation: z.string().default(''),
  kubernetesVersion: z.string().optional(),
});

const volume = z.strictObject({
  id: z.string(),
  zone: z.string().regex(/^[a-z]$/),
  sizeGiB: z.number().int().default(20),
  type: z.string().default('gp3'),
  encrypted: z.boolean().default(false),
  kmsKey: z.string().optional(),
  tags,
});

const cluster = z.strictObject({
  name: z.string().regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/),
  region: z.string(),
  version: z
    .string()
    .regex(/^1\.\d\d$/)
    .default('1.34'),
  platformVersion: z.string().default('eks.9'),
  vpc: z.string(),
  /** Names of subnets of the VPC; all of its private ones when absent. */
  subnets: z.array(z.string()).optional(),
  securityGroups: z.array(securityGroup).default([]),
  role: z.string(),
  status: z
    .enum(['ACTIVE', 'UPDATING', 'FAILED', 'CREATING', 'DELETING'])
    .default('ACTIVE'),
  authenticationMode: z
    .enum(['CONFIG_MAP', 'API_AND_CONFIG_MAP', 'API'])
    .default('API_AND_CONFIG_MAP'),
  /** Role or user that created it, an administrator through aws-auth's back door. */
  creator: z.string().optional(),
  endpointPublic: z.boolean().default(true),
  endpointPrivate: z.boolean().default(true),
  publicAccessCidrs: z.array(z.string()).default(['0.0.0.0/0']),
  serviceCidr: z.string().default('172.20.0.0/16'),
  ipFamily: z.enum(['ipv4', 'ipv6']).default('ipv4'),
  /** Networks outside AWS whose nodes may join (hybrid nodes). */
  remoteNetworks: z
    .strictObject({ nodes: z.array(z.string()), pods: z.array(z.string()) })
    .optional(),
  logging: z
    .array(
      z.enum([
        'api',
        'audit',
        'authenticator',
        'controllerManager',
        'scheduler',
      ]),
    )
    .default([]),
  secretsKey: z.string().optional(),
  supportType: z.enum(['STANDARD', 'EXTENDED']).default('EXTENDED'),
  deletionProtection: z.boolean().default(false),
  /** An OIDC provider for its issuer stands in IAM. */
  oidcProvider: z.boolean().default(true),
  /** Auto Mode is on from the start. */
  autoMode: z
    .strictObject({
      nodePools: z
        .array(z.enum(['general-purpose', 'system']))
        .default(['general-purpose', 'system']),
      nodeRole: z.string().optional(),
    })
    .optional(),
  addons: z.array(addon).default([]),
  accessEntries: z.array(accessEntry).default([]),
  nodegroups: z.array(nodegroup).default([]),
  autoScalingGroups: z.array(selfManagedGroup).default([]),
  instances: z.array(standalone).default([]),
  volumes: z.array(volume).default([]),
  fargateProfiles: z
    .array(
      z.strictObject({
        name,
        role: z.string(),
        selectors: z
          .array(
            z.strictObject({
              namespace: z.string(),
              labels: z.record(z.string(), z.string()).default({}),
            }),
          )
          .min(1),
      }),
    )
    .default([]),
  podIdentities: z
    .array(
      z.strictObject({
        namespace: z.string(),
        serviceAccount: z.string(),
        role: z.string(),
      }),
    )
    .default([]),
  insights: z.array(insight).default([]),
  health: z
    .array(
      z.strictObject({
        code: z.string(),
        message: z.string(),
        resourceIds: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  tags,
  /** An API server that is run outside the sandbox; `kubernetes` is then not used. */
  apiServer: z
    .strictObject({
      endpoint: z.string(),
      certificateAuthorityData: z.string(),
    })
    .optional(),
  kubernetes: z.unknown().optional(),
});

/** A cluster whose node groups have images that EKS would give them. */
const possibleCluster = cluster.superRefine((made, context) => {
  made.nodegroups.forEach(({ amiType, version = made.version }, index) => {
    const message = withoutImage(amiType, version);
    const path = ['nodegroups', index];
    if (message) context.addIssue({ code: 'custom', path, message });
  });
});

const bucket = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  region: z.string(),
  versioning: z.boolean().default(true),
  encryption: z
    .union([z.literal('AES256'), z.strictObject({ kmsKey: z.string() })])
    .default('AES256'),
  publicAccessBlocked: z.boolean().default(true),
  tlsOnly: z.boolean().default(true),
  policy: statements.optional(),
  objectLock: z
    .strictObject({
      mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
      days: z.number().int().min(1),
    })
    .optional(),
  tags,
});

/** A key that the customer manages; without a policy the account's IAM policies decide, as in AWS. */
const kmsKey = z.strictObject({
  id: z.string().regex(/^[0-9a-f-]{36}$/),
  region: z.string(),
  description: z.string().default(''),
  alias: z
    .string()
    .regex(/^alias\/(?!aws\/)[\w/-]+$/)
    .optional(),
  state: z.enum(['Enabled', 'Disabled', 'PendingDeletion']).default('Enabled'),
  policy: statements.optional(),
  /** What EBS encrypts with in this region where nobody names a key. */
  defaultOfEbs: z.boolean().default(false),
});

/** An image of somebody's own. Those that groups name and nobody describes are AWS'. */
const image = z.strictObject({
  id: z.string().regex(/^ami-[0-9a-f]+$/),
  name: z.string(),
  region: z.string(),
  /** The account itself when absent. */
  owner: accountId.optional(),
  createdAt: z.string().default('2026-01-01T00:00:00.000Z'),
  /** Groups still name it; EC2 launches from it no more. */
  deregistered: z.boolean().default(false),
});

const account = z.strictObject({
  id: accountId,
  alias: z.string().optional(),
  users: z.array(user).default([]),
  roles: z.array(role).default([]),
  attachedPolicyQuota: z.number().int().min(1).default(20),
  /** Values of service quotas by their code, such as L-1216C47A, in every region with a VPC. */
  quotas: z.record(z.string(), z.number()).default({}),
  vpcs: z.array(vpc).default([]),
  buckets: z.array(bucket).default([]),
  images: z.array(image).default([]),
  kmsKeys: z.array(kmsKey).default([]),
  clusters: z.array(possibleCluster).default([]),
});

export const fleetSchema = z.strictObject({
  name: z.string(),
  accounts: z.array(account).min(1),
});

export type Fleet = z.output<typeof fleetSchema>;
export type FleetInput = z.input<typeof fleetSchema>;
export type FleetAccount = z.output<typeof account>;
export type FleetCluster = z.output<typeof cluster>;
export type FleetVpc = z.output<typeof vpc>;
export type FleetNodegroup = z.output<typeof nodegroup>;
export type FleetGroup = z.output<typeof selfManagedGroup>;
export type FleetInstance = z.output<typeof standalone>;
export type FleetLaunchConfiguration = z.output<typeof launchConfiguration>;
export type FleetLaunchTemplate = z.output<typeof launchTemplate>;
export type FleetSecurityGroup = z.output<typeof securityGroup>;
export type FleetRole = z.output<typeof role>;
