// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { VolumeType } from '@aws-sdk/client-ec2';
import type { AddonIssueCode } from '@aws-sdk/client-eks';
import { ec2Tags } from '../world/instances';
import { known, roleArn, subnetIds, type Site } from './site';

/** Add-ons, volumes, Fargate profiles, pod identities and insights of a cluster. */
export function addMembers(site: Site): void {
  const { world, account, cluster, state } = site;
  const region = world.region(account, cluster.region);
  for (const addon of cluster.addons) {
    state.addons[addon.name] = {
      addonName: addon.name,
      clusterName: cluster.name,
      status: addon.status,
      addonVersion: addon.version,
      health: {
        issues: addon.health.map(h => ({
          ...h,
          code: known<AddonIssueCode>(h.code),
        })),
      },
      addonArn: `arn:aws:eks:${cluster.region}:${account}:addon/${
        cluster.name
      }/${addon.name}/${world.uuid()}`,
      createdAt: world.now(),
      modifiedAt: world.now(),
      serviceAccountRoleArn: addon.role && roleArn(world, account, addon.role),
      configurationValues: addon.configurationValues,
      tags: {},
    };
  }
  for (const volume of cluster.volumes) {
    region.volumes[volume.id] = {
      VolumeId: volume.id,
      Size: volume.sizeGiB,
      VolumeType: known<VolumeType>(volume.type),
      Encrypted: volume.encrypted,
      KmsKeyId: volume.kmsKey,
      AvailabilityZone: `${cluster.region}${volume.zone}`,
      State: 'in-use',
      CreateTime: world.now(),
      Operator: { Managed: false },
      Attachments: [],
      Tags: ec2Tags({
        [`kubernetes.io/cluster/${cluster.name}`]: 'owned',
        ...volume.tags,
      }),
    };
  }
  for (const profile of cluster.fargateProfiles) {
    state.fargateProfiles[profile.name] = {
      fargateProfileName: profile.name,
      fargateProfileArn: `arn:aws:eks:${
        cluster.region
      }:${account}:fargateprofile/${cluster.name}/${
        profile.name
      }/${world.uuid()}`,
      clusterName: cluster.name,
      createdAt: world.now(),
      podExecutionRoleArn: roleArn(world, account, profile.role),
      subnets: subnetIds(site, undefined),
      selectors: profile.selectors,
      status: 'ACTIVE',
      tags: {},
    };
  }
  for (const identity of cluster.podIdentities) {
    const associationId = world.hex('a-', 17);
    const associationArn = `arn:aws:eks:${cluster.region}:${account}:podidentityassociation/${cluster.name}/${associationId}`;
    state.podIdentityAssociations[associationId] = {
      clusterName: cluster.name,
      namespace: identity.namespace,
      serviceAccount: identity.serviceAccount,
      roleArn: roleArn(world, account, identity.role),
      associationArn,
      associationId,
      tags: {},
      createdAt: world.now(),
      modifiedAt: world.now(),
    };
  }
  for (const insight of cluster.insights) {
    const insightId = world.uuid();
    state.insights[insightId] = {
      id: insightId,
      name: insight.name,
      category: insight.category,
      kubernetesVersion: insight.kubernetesVersion ?? cluster.version,
      lastRefreshTime: world.now(),
      lastTransitionTime: world.now(),
      description: insight.description,
      insightStatus: { status: insight.status, reason: insight.reason },
      recommendation: insight.recommendation,
      additionalInfo: {},
      resources: [],
    };
  }
}
