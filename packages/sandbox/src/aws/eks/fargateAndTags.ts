// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as eks from '@aws-sdk/client-eks';
import { ApiError } from '../../wire/apiError';
import { need, recordCall, type Call, type Handlers } from '../call';
import { findCluster, inUse, notFound } from './find';
import { needPassRole } from './passRole';

const SECONDS = 60;

function oneAtATime(profiles: Record<string, eks.FargateProfile>): void {
  const busy = Object.values(profiles).find(
    p => p.status === 'CREATING' || p.status === 'DELETING',
  );
  if (busy)
    throw inUse(
      `Cannot change Fargate profiles because ${busy.fargateProfileName} currently has status ${busy.status}`,
    );
}

/** The tags of whatever of EKS an ARN names. */
function tagged(
  call: Call,
  arn: string | undefined,
): { tags?: Record<string, string> } {
  const [kind, cluster, name] = (arn?.split(':')[5] ?? '').split('/');
  const state = call.region.clusters[cluster];
  const kinds: Record<string, { tags?: Record<string, string> } | undefined> = {
    cluster: state?.cluster,
    nodegroup: state?.nodegroups[name]?.nodegroup,
    addon: state?.addons[name],
    fargateprofile: state?.fargateProfiles[name],
  };
  const found = kinds[kind];
  if (!found)
    throw new ApiError(
      'NotFoundException',
      404,
      `No resource found for ARN ${arn}`,
    );
  return found;
}

export const otherHandlers: Handlers<typeof eks> = {
  CreateFargateProfile(call, input) {
    const cluster = findCluster(call, input.clusterName);
    const name = need(input.fargateProfileName, 'fargateProfileName');
    if (cluster.fargateProfiles[name])
      throw inUse(
        `A Fargate Profile already exists with this name ${name} in this cluster.`,
      );
    oneAtATime(cluster.fargateProfiles);
    const role = need(input.podExecutionRoleArn, 'podExecutionRoleArn');
    needPassRole(call, role, 'eks.amazonaws.com');
    const profile: eks.FargateProfile = {
      fargateProfileName: name,
      fargateProfileArn: `arn:aws:eks:${cluster.region}:${
        cluster.accountId
      }:fargateprofile/${cluster.cluster.name}/${name}/${call.world.uuid()}`,
      clusterName: cluster.cluster.name,
      createdAt: call.world.now(),
      podExecutionRoleArn: role,
      subnets: input.subnets ?? cluster.cluster.resourcesVpcConfig?.subnetIds,
      selectors: input.selectors,
      status: 'CREATING',
      tags: input.tags ?? {},
    };
    cluster.fargateProfiles[name] = profile;
    recordCall(call, {
      clusterArn: cluster.arn,
      object: `eks:fargateprofile/${cluster.cluster.name}/${name}`,
      field: 'exists',
      before: false,
      after: true,
    });
    call.world.schedule({
      kind: 'fargate-active',
      account: cluster.accountId,
      region: cluster.region,
      cluster: cluster.cluster.name ?? '',
      profile: name,
      due: call.world.after(SECONDS),
    });
    return { fargateProfile: profile };
  },

  CreatePodIdentityAssociation(call, input) {
    const cluster = findCluster(call, input.clusterName);
    const namespace = need(input.namespace, 'namespace');
    const serviceAccount = need(input.serviceAccount, 'serviceAccount');
    const roleArn = need(input.roleArn, 'roleArn');
    if (
      Object.values(cluster.podIdentityAssociations).some(
        one =>
          one.namespace === namespace && one.serviceAccount === serviceAccount,
      )
    ) {
      throw inUse(`Association already exists: ${namespace}/${serviceAccount}`);
    }
    needPassRole(call, roleArn, 'pods.eks.amazonaws.com');
    const id = call.world.hex('a-', 17);
    const association: eks.PodIdentityAssociation = {
      clusterName: cluster.cluster.name,
      namespace,
      serviceAccount,
      roleArn,
      associationArn: `arn:aws:eks:${cluster.region}:${cluster.accountId}:podidentityassociation/${cluster.cluster.name}/${id}`,
      associationId: id,
      tags: input.tags ?? {},
      createdAt: call.world.now(),
      modifiedAt: call.world.now(),
    };
    cluster.podIdentityAssociations[id] = association;
    recordCall(call, {
      clusterArn: cluster.arn,
      object: `eks:podidentityassociation/${cluster.cluster.name}/${namespace}/${serviceAccount}`,
      field: 'exists',
      before: false,
      after: true,
    });
    return { association };
  },

  DeleteFargateProfile(call, input) {
    const cluster = findCluster(call, input.clusterName);
    const profile = cluster.fargateProfiles[input.fargateProfileName ?? ''];
    if (!profile)
      throw notFound(
        `No Fargate Profile found with name: ${input.fargateProfileName}.`,
      );
    oneAtATime(cluster.fargateProfiles);
    profile.status = 'DELETING';
    recordCall(call, {
      clusterArn: cluster.arn,
      object: `eks:fargateprofile/${cluster.cluster.name}/${input.fargateProfileName}`,
      field: 'exists',
      before: true,
      after: false,
    });
    call.world.schedule({
      kind: 'fargate-gone',
      account: cluster.accountId,
      region: cluster.region,
      cluster: cluster.cluster.name ?? '',
      profile: input.fargateProfileName ?? '',
      due: call.world.after(SECONDS),
    });
    return { fargateProfile: profile };
  },

  ListTagsForResource: (call, input) => ({
    tags: tagged(call, input.resourceArn).tags ?? {},
  }),

  TagResource(call, input) {
    const target = tagged(call, input.resourceArn);
    for (const [key, value] of Object.entries(input.tags ?? {})) {
      if (key.startsWith('aws:'))
        throw new ApiError(
          'BadRequestException',
          400,
          'Tag keys may not start with aws:',
        );
      const before = target.tags?.[key];
      if (before !== value)
        recordCall(call, {
          object: `eks:${input.resourceArn?.split(':').at(-1)}`,
          field: `tag:${key}`,
          before,
          after: value,
        });
    }
    target.tags = { ...target.tags, ...input.tags };
    return {};
  },

  UntagResource(call, input) {
    const target = tagged(call, input.resourceArn);
    const tags = { ...target.tags };
    for (const key of input.tagKeys ?? []) {
      if (key in tags)
        recordCall(call, {
          object: `eks:${input.resourceArn?.split(':').at(-1)}`,
          field: `tag:${key}`,
          before: tags[key],
          after: undefined,
        });
      delete tags[key];
    }
    target.tags = tags;
    return {};
  },
};
