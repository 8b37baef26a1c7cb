// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Subnet, VolumeType } from '@aws-sdk/client-ec2';
import { parse } from 'yaml';
import { verifyBearerToken } from '../auth/bearerToken';
import { identityArn, type Principal } from '../auth/principal';
import { accessPolicyName } from '../aws/eks/accessPolicies';
import { roleByArn, trusts } from '../aws/eks/passRole';
import { known } from '../fleet/site';
import type { Cloud, Identity } from '../seam';
import { instanceType, instanceTypes } from './instanceTypes';
import { AUTO_NODE_ADDRESSES, ec2Tags, makeInstance } from './instances';
import { read } from './lagging';
import { reconcileGroup } from './scaling';
import type { ClusterState } from './state';
import { terminateInstance } from './termination';
import type { World } from './world';

/** From CreateFleet until an Auto node's kubelet registers. */
const AUTO_BOOT_SECONDS = 35;

/** What EKS puts for `{{SessionName}}`; an @ becomes a dash (EKS User Guide, creating-access-entries). */
function fill(template: string, principal: Principal): string {
  const session =
    principal.type === 'session' ? principal.session.sessionName : '';
  return template
    .replaceAll('{{SessionName}}', session.replaceAll('@', '-'))
    .replaceAll('{{SessionNameRaw}}', session)
    .replaceAll('{{AccountID}}', principal.accountId);
}

function byEntry(
  world: World,
  cluster: ClusterState,
  principal: Principal,
): Identity | undefined {
  const state = read(
    cluster.accessEntries[identityArn(principal)],
    world.now(),
  );
  if (!state) return undefined;
  return {
    arn: principal.arn,
    username: fill(state.entry.username ?? '', principal),
    groups: state.entry.kubernetesGroups ?? [],
    policies: state.policies.map(p => ({
      name: accessPolicyName(p.policyArn ?? '') ?? '',
      namespaces:
        p.accessScope?.type === 'namespace'
          ? p.accessScope.namespaces ?? []
          : 'cluster',
    })),
  };
}

/** Whether a term of a NodeClass chooses the subnet (EKS User Guide, create-node-class). */
function choosesSubnet(
  term: { id?: string; tags?: Record<string, string> },
  subnet: Subnet,
): boolean {
  return (
    (term.id === undefined || term.id === subnet.SubnetId) &&
    Object.entries(term.tags ?? {}).every(([key, value]) =>
      (subnet.Tags ?? []).some(
        tag => tag.Key === key && (value === '*' || tag.Value === value),
      ),
    )
  );
}

interface Mapping {
  arn: string;
  username: string;
  groups: string[];
}

function mappings(
  text: string | undefined,
  key: 'rolearn' | 'userarn',
): Mapping[] {
  if (!text) return [];
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    // aws-iam-authenticator drops a list that it cannot read; nobody is mapped by it then.
    return [];
  }
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return [];
    const row = new Map(Object.entries(item));
    const arn: unknown = row.get(key);
    const groups: unknown = row.get('groups');
    return typeof arn === 'string'
      ? [
          {
            arn,
            username: String(row.get('username') ?? arn),
            groups: Array.isArray(groups) ? groups.map(String) : [],
          },
        ]
      : [];
  });
}

/** aws-auth knows roles by ARNs without their path (EKS User Guide, auth-configmap). */
function withoutPath(arn: string): string {
  return arn.replace(/:role\/.*\/([^/]+)$/, ':role/$1').toLowerCase();
}

function byConfigMap(
  world: World,
  cluster: ClusterState,
  principal: Principal,
): Identity | undefined {
  const map = world.apis.get(cluster.arn)?.awsAuth();
  const arn = identityArn(principal);
  const found =
    principal.type === 'session'
      ? mappings(map?.mapRoles, 'rolearn').find(
          m => m.arn.toLowerCase() === withoutPath(arn),
        )
      : mappings(map?.mapUsers, 'userarn').find(
          m => m.arn.toLowerCase() === arn.toLowerCase(),
        );
  if (found)
    return {
      arn: principal.arn,
      username: fill(found.username, principal),
      groups: found.groups,
      policies: [],
    };
  // The creator of a cluster is its administrator without any mapping (EKS User Guide, auth-configmap).
  if (arn === cluster.creatorArn) {
    return {
      arn: principal.arn,
      username: 'kubernetes-admin',
      groups: ['system:masters'],
      policies: [],
    };
  }
  return undefined;
}

const NEEDED = [
  'AmazonEKSComputePolicy',
  'AmazonEKSNetworkingPolicy',
  'AmazonEKSClusterPolicy',
];

/** Why Auto Mode could not launch a node, or nothing. EKS User Guide, auto-cluster-iam-role and create-node-class. */
function whyNot(
  world: World,
  cluster: ClusterState,
  nodeRoleName: string,
): string | undefined {
  const shown = cluster.cluster;
  if (!shown.computeConfig?.enabled)
    return 'Auto Mode is not enabled on this cluster';
  const role = roleByArn(world, shown.roleArn ?? '');
  if (!role)
    return `Error creating fleet: the cluster role ${shown.roleArn} does not exist`;
  if (!trusts(role, 'eks.amazonaws.com', 'sts:AssumeRole'))
    return `Error creating fleet: eks.amazonaws.com is not allowed to assume ${role.arn}`;
  if (!trusts(role, 'eks.amazonaws.com', 'sts:TagSession')) {
    return `Error creating fleet: AccessDenied: eks.amazonaws.com is not authorized to perform: sts:TagSession on resource: ${role.arn}`;
  }
  const attached = role.attached.map(a => a.split('/').at(-1));
  const missing = NEEDED.filter(n => !attached.includes(n));
  const admin = attached.includes('AdministratorAccess');
  if (missing.length > 0 && !admin) {
    return `Error creating fleet: UnauthorizedOperation: ${
      role.arn
    } is not authorized to perform: ec2:RunInstances; policies missing: ${missing.join(
      ', ',
    )}`;
  }
  const nodeRoleArn = Object.values(world.account(cluster.accountId).iam.roles)
    .flatMap(r => read(r, world.now()) ?? [])
    .find(r => r.name === nodeRoleName)?.arn;
  const nodeRole = nodeRoleArn && roleByArn(world, nodeRoleArn);
  if (!nodeRole)
    return `Error creating fleet: the node role ${nodeRoleName} does not exist`;
  if (!trusts(nodeRole, 'ec2.amazonaws.com', 'sts:AssumeRole'))
    return `Error creating fleet: ec2.amazonaws.com is not allowed to assume ${nodeRole.arn}`;
  const entry = read(cluster.accessEntries[nodeRole.arn], world.now());
  if (entry?.entry.type !== 'EC2') {
    return `the node did not register: ${
      nodeRole.arn
    } has no access entry of type EC2${
      entry ? ` but one of type ${entry.entry.type}` : ''
    }`;
  }
  if (
    !entry.policies.some(p => p.policyArn?.endsWith('/AmazonEKSAutoNodePolicy'))
  ) {
    return `the node did not register: the access entry of ${nodeRole.arn} lacks AmazonEKSAutoNodePolicy`;
  }
  return undefined;
}

export function makeCloud(world: World): Cloud {
  const find = (arn: string): ClusterState => {
    const cluster = world.cluster(arn);
    if (!cluster) throw new Error(`no cluster ${arn}`);
    return cluster;
  };
  return {
    async authenticate(clusterArn, token) {
      const cluster = find(clusterArn);
      const principal = verifyBearerToken(
        world.state,
        token,
        cluster.cluster.name ?? '',
        cluster.region,
        world.now(),
      );
      if (!principal) return undefined;
      const mode = cluster.cluster.accessConfig?.authenticationMode;
      const entry =
        mode === 'CONFIG_MAP' ? undefined : byEntry(world, cluster, principal);
      return (
        entry ??
        (mode === 'API' ? undefined : byConfigMap(world, cluster, principal))
      );
    },

    used: (identity, use) => world.uses.kubernetes(identity, use),

    async launchAutoInstance(clusterArn, request) {
      const cluster = find(clusterArn);
      const refused = whyNot(world, cluster, request.nodeRole);
      if (refused) return { refused };
      if (!instanceType(request.instanceType))
        return {
          refused: `Error creating fleet: the instance type ${request.instanceType} does not exist`,
        };
      const region = world.region(cluster.accountId, cluster.region);
      const vpc = cluster.cluster.resourcesVpcConfig;
      const terms =
        request.subnets ?? (vpc?.subnetIds ?? []).map(id => ({ id }));
      const inZone = Object.values(region.subnets)
        .filter(
          s =>
            s.VpcId === vpc?.vpcId &&
            s.AvailabilityZone === request.zone &&
            terms.some(term => choosesSubnet(term, s)),
        )
        .sort(
          (a, b) =>
            (b.AvailableIpAddressCount ?? 0) - (a.AvailableIpAddressCount ?? 0),
        );
      const [subnet] = inZone;
      if (!subnet)
        return { refused: `no subnet of the node class is in ${request.zone}` };
      if ((subnet.AvailableIpAddressCount ?? 0) < AUTO_NODE_ADDRESSES) {
        return {
          refused: `Error creating fleet: InsufficientFreeAddressesInSubnet: there are not enough free addresses in subnet ${subnet.SubnetId} to satisfy the requested number of instances`,
        };
      }
      const made = makeInstance(world, {
        account: cluster.accountId,
        region: cluster.region,
        instanceType: request.instanceType,
        subnetId: subnet.SubnetId ?? '',
        securityGroupIds: vpc?.clusterSecurityGroupId
          ? [vpc.clusterSecurityGroupId]
          : [],
        capacity:
          request.labels['karpenter.sh/capacity-type'] === 'spot'
            ? 'spot'
            : 'on-demand',
        instanceProfileArn: `arn:aws:iam::${cluster.accountId}:instance-profile/eks-${cluster.region}-${cluster.cluster.name}-${request.nodeRole}`,
        imageId: 'ami-0e15a0700000b0771',
        tags: {
          Name: `${cluster.cluster.name}/${request.nodePool}`,
          'eks:eks-cluster-name': cluster.cluster.name ?? '',
          'eks:kubernetes-node-pool-name': request.nodePool,
          'aws:eks:cluster-name': cluster.cluster.name ?? '',
          'karpenter.sh/nodepool': request.nodePool,
          'karpenter.sh/nodeclaim': request.nodeClaim,
        },
        clusterArn,
        managed: true,
        launchedAt: world.now(),
        state: 'pending',
        node: {
          labels: request.labels,
          taints: request.taints,
          origin: {
            type: 'auto',
            nodePool: request.nodePool,
            nodeClaim: request.nodeClaim,
          },
        },
      });
      if (!made?.node)
        return {
          refused: 'Error creating fleet: InsufficientInstanceCapacity',
        };
      const id = made.instance.InstanceId ?? '';
      const record = (before: unknown, after: unknown) =>
        world.record({
          clusterArn,
          object: `ec2:instance/${id}`,
          field: 'state',
          before,
          after,
          by: 'sandbox:auto-mode',
          via: 'sandbox:launch',
        });
      record(undefined, 'pending');
      await new Promise(resolve => {
        setTimeout(
          resolve,
          AUTO_BOOT_SECONDS * 1000 * world.pace.scale,
        ).unref();
      });
      if (made.instance.State?.Name !== 'pending')
        return { refused: 'the instance was terminated while it booted' };
      made.instance.State = { Code: 16, Name: 'running' };
      record('pending', 'running');
      return { instance: made.node };
    },

    async terminateInstance(clusterArn, instanceId) {
      const cluster = find(clusterArn);
      terminateInstance(
        world,
        { account: cluster.accountId, region: cluster.region },
        instanceId,
        'sandbox:auto-mode',
        'sandbox:terminate',
      );
    },

    volumeMade(clusterArn, made) {
      const cluster = find(clusterArn);
      const { kmsKeyId, encrypted, type } = made.parameters;
      const region = world.region(cluster.accountId, cluster.region);
      const isEncrypted = encrypted === 'true' || region.ebsEncryptionByDefault;
      region.volumes[made.id] = {
        VolumeId: made.id,
        Size: made.sizeGiB,
        VolumeType: known<VolumeType>(type ?? 'gp3'),
        Encrypted: isEncrypted,
        KmsKeyId:
          kmsKeyId ?? (isEncrypted ? region.ebsDefaultKmsKeyId : undefined),
        AvailabilityZone: made.zone,
        State: 'in-use',
        CreateTime: world.now(),
        Operator: made.auto
          ? {
              Managed: true,
              Principal: 'eks.amazonaws.com',
              HiddenByDefault: true,
            }
          : { Managed: false },
        Attachments: [],
        Tags: ec2Tags({
          ...made.tags,
          [`kubernetes.io/cluster/${cluster.cluster.name}`]: 'owned',
          // What the cluster role's policy asks for before anything is attached.
          ...(made.auto
            ? { 'eks:eks-cluster-name': cluster.cluster.name ?? '' }
            : { 'ebs.csi.aws.com/cluster': 'true' }),
        }),
      };
      world.changed();
    },

    volumeGone(clusterArn, id) {
      const cluster = find(clusterArn);
      delete world.region(cluster.accountId, cluster.region).volumes[id];
      world.changed();
    },

    async setDesiredCapacity(clusterArn, name, desired) {
      const cluster = find(clusterArn);
      const place = { account: cluster.accountId, region: cluster.region };
      const state = world.region(place.account, place.region).autoScalingGroups[
        name
      ];
      if (!state) throw new Error(`no Auto Scaling group ${name}`);
      const {
        MinSize = 0,
        MaxSize = 0,
        DesiredCapacity: before = 0,
      } = state.group;
      if (desired < MinSize || desired > MaxSize)
        throw new Error(
          `${name}: ${desired} is outside ${MinSize} to ${MaxSize}`,
        );
      if (desired === before) return;
      state.group.DesiredCapacity = desired;
      world.record({
        clusterArn,
        object: `autoscaling:group/${name}`,
        field: 'desiredCapacity',
        before,
        after: desired,
        by: 'sandbox:cluster-autoscaler',
        via: 'sandbox:set-desired-capacity',
      });
      reconcileGroup(world, place, name);
      if (state.nodegroup) {
        world.schedule({
          kind: 'scaling-shown',
          cluster: cluster.cluster.name ?? '',
          nodegroup: state.nodegroup,
          due: world.after(60),
          ...place,
        });
      }
    },

    instanceTypes: () =>
      instanceTypes().map(({ burstable: _, ...type }) => type),
  };
}
