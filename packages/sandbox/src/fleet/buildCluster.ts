// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { ClusterIssueCode } from '@aws-sdk/client-eks';
import { accessPolicyArn, entryUsername } from '../aws/eks/accessPolicies';
import { normalRules } from '../aws/ec2/securityGroups';
import { settled } from '../world/lagging';
import type { ClusterState } from '../world/state';
import type { World } from '../world/world';
import { addNodegroup } from './buildGroups';
import { addInstances, addSelfManaged } from './buildSelfManaged';
import { addMembers } from './buildMembers';
import {
  addSecurityGroup,
  fillSecurityGroup,
  type BuiltVpc,
} from './buildNetwork';
import type { FleetCluster } from './schema';
import { groupIds, known, roleArn, subnetIds, type Site } from './site';

function addEntry(
  site: Site,
  principalArn: string,
  type: string,
  groups: string[],
  username?: string,
  policies: { name: string; namespaces?: string[] }[] = [],
): void {
  const { state, account, cluster, world } = site;
  if (state.accessEntries[principalArn]) return;
  state.accessEntries[principalArn] = settled({
    entry: {
      clusterName: cluster.name,
      principalArn,
      kubernetesGroups: groups,
      accessEntryArn: `arn:aws:eks:${cluster.region}:${account}:access-entry/${
        cluster.name
      }/role/${account}/${principalArn.split('/').at(-1)}/${world.uuid()}`,
      createdAt: world.now(),
      modifiedAt: world.now(),
      tags: {},
      username: username ?? entryUsername(principalArn, type),
      type,
    },
    policies: policies.map(p => ({
      policyArn: accessPolicyArn(p.name),
      accessScope: p.namespaces
        ? { type: 'namespace', namespaces: p.namespaces }
        : { type: 'cluster', namespaces: [] },
      associatedAt: world.now(),
      modifiedAt: world.now(),
    })),
  });
}

export function buildCluster(
  world: World,
  account: string,
  cluster: FleetCluster,
  vpc: BuiltVpc,
): ClusterState {
  const region = world.region(account, cluster.region);
  const arn = `arn:aws:eks:${cluster.region}:${account}:cluster/${cluster.name}`;
  const id = createHash('sha256')
    .update(arn)
    .digest('hex')
    .toUpperCase()
    .slice(0, 32);
  const clusterGroup = addSecurityGroup(world, account, cluster.region, {
    name: `eks-cluster-sg-${cluster.name}-${id.slice(0, 8)}`,
    description:
      'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.',
    vpcId: vpc.id,
    tags: {
      Name: `eks-cluster-sg-${cluster.name}-${id.slice(0, 8)}`,
      [`kubernetes.io/cluster/${cluster.name}`]: 'owned',
      'aws:eks:cluster-name': cluster.name,
    },
  });
  const clusterGroupId = clusterGroup.GroupId ?? '';
  clusterGroup.IpPermissions = normalRules([
    {
      IpProtocol: '-1',
      UserIdGroupPairs: [{ GroupId: clusterGroupId, UserId: account }],
    },
  ]);
  const auto = cluster.autoMode;
  const logging = cluster.logging;
  const off = (
    ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] as const
  ).filter(t => !logging.includes(t));
  const state: ClusterState = {
    arn,
    accountId: account,
    region: cluster.region,
    creatorArn: roleArn(world, account, cluster.creator ?? 'cluster-creator'),
    kubernetes: cluster.kubernetes,
    external: cluster.apiServer,
    nodegroups: {},
    addons: {},
    accessEntries: {},
    fargateProfiles: {},
    podIdentityAssociations: {},
    insights: {},
    updates: [],
    requestTokens: {},
    cluster: {
      name: cluster.name,
      arn,
      createdAt: world.now(),
      version: cluster.version,
      endpoint:
        cluster.apiServer?.endpoint ??
        `https://${id}.gr7.${cluster.region}.eks.amazonaws.com`,
      roleArn: roleArn(world, account, cluster.role),
      resourcesVpcConfig: {
        subnetIds: subnetIds({ vpc, cluster }, undefined),
        securityGroupIds: [],
        clusterSecurityGroupId: clusterGroupId,
        vpcId: vpc.id,
        endpointPublicAccess: cluster.endpointPublic,
        endpointPrivateAccess: cluster.endpointPrivate,
        publicAccessCidrs: cluster.publicAccessCidrs,
      },
      kubernetesNetworkConfig: {
        ...(cluster.ipFamily === 'ipv6'
          ? { serviceIpv6Cidr: 'fd6d:e2a5:7a5e::/108' }
          : { serviceIpv4Cidr: cluster.serviceCidr }),
        ipFamily: cluster.ipFamily,
        ...(auto ? { elasticLoadBalancing: { enabled: true } } : {}),
      },
      ...(cluster.remoteNetworks
        ? {
            remoteNetworkConfig: {
              remoteNodeNetworks: [{ cidrs: cluster.remoteNetworks.nodes }],
              remotePodNetworks: [{ cidrs: cluster.remoteNetworks.pods }],
            },
          }
        : {}),
      logging: {
        clusterLogging: [
          ...(logging.length > 0 ? [{ types: logging, enabled: true }] : []),
          ...(off.length > 0 ? [{ types: [...off], enabled: false }] : []),
        ],
      },
      identity: {
        oidc: {
          issuer: `https://oidc.eks.${cluster.region}.amazonaws.com/id/${id}`,
        },
      },
      status: cluster.status,
      certificateAuthority: {
        data: cluster.apiServer?.certificateAuthorityData,
      },
      platformVersion: cluster.platformVersion,
      tags: cluster.tags,
      encryptionConfig: cluster.secretsKey
        ? [{ resources: ['secrets'], provider: { keyArn: cluster.secretsKey } }]
        : undefined,
      health: {
        issues: cluster.health.map(h => ({
          ...h,
          code: known<ClusterIssueCode>(h.code),
        })),
      },
      accessConfig: {
        authenticationMode: cluster.authenticationMode,
        bootstrapClusterCreatorAdminPermissions: undefined,
      },
      upgradePolicy: { supportType: cluster.supportType },
      deletionProtection: cluster.deletionProtection,
      ...(auto
        ? {
            computeConfig: {
              enabled: true,
              nodePools: auto.nodePools,
              nodeRoleArn: auto.nodeRole
                ? roleArn(world, account, auto.nodeRole)
                : undefined,
            },
            storageConfig: { blockStorage: { enabled: true } },
          }
        : {}),
    },
  };
  region.clusters[cluster.name] = state;
  const site: Site = {
    world,
    account,
    cluster,
    state,
    vpc,
    clusterGroupId,
    groupIds: new Map(),
  };
  for (const group of cluster.securityGroups) {
    const made = addSecurityGroup(world, account, cluster.region, {
      ...group,
      vpcId: vpc.id,
      tags: group.tags,
    });
    site.groupIds.set(group.name, made.GroupId ?? '');
  }
  for (const group of cluster.securityGroups) {
    const id2 = site.groupIds.get(group.name) ?? '';
    fillSecurityGroup(
      region.securityGroups[id2],
      group,
      name => groupIds(site, [name])[0],
    );
  }
  if (cluster.oidcProvider) {
    const url =
      state.cluster.identity?.oidc?.issuer?.replace('https://', '') ?? '';
    world.account(account).iam.oidcProviders[
      `arn:aws:iam::${account}:oidc-provider/${url}`
    ] = {
      url,
      clientIds: ['sts.amazonaws.com'],
      thumbprints: ['9e99a48a9960b14926bb7f3b02e22da2b0ab7280'],
      createdAt: world.now(),
    };
  }
  addMembers(site);
  for (const entry of cluster.accessEntries) {
    addEntry(
      site,
      roleArn(world, account, entry.principal),
      entry.type,
      entry.groups,
      entry.username,
      entry.policies,
    );
  }
  for (const nodegroup of cluster.nodegroups) {
    addNodegroup(site, nodegroup);
    // EKS makes the entry of a managed group's role itself (EKS User Guide, access-entries).
    if (cluster.authenticationMode !== 'CONFIG_MAP') {
      addEntry(
        site,
        roleArn(world, account, nodegroup.role ?? `${cluster.name}-node`),
        'EC2_LINUX',
        ['system:nodes'],
      );
    }
  }
  for (const group of cluster.autoScalingGroups) addSelfManaged(site, group);
  for (const single of cluster.instances) addInstances(site, single);
  if (auto?.nodeRole && auto.nodePools.length > 0) {
    addEntry(
      site,
      roleArn(world, account, auto.nodeRole),
      'EC2',
      [],
      undefined,
      [{ name: 'AmazonEKSAutoNodePolicy' }],
    );
  }
  return state;
}
