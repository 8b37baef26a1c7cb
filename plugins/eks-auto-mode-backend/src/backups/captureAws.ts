// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import { paginateDescribeAutoScalingGroups } from '@aws-sdk/client-auto-scaling';
import {
  DescribeLaunchTemplateVersionsCommand,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2';
import {
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeFargateProfileCommand,
  DescribeNodegroupCommand,
  DescribePodIdentityAssociationCommand,
  paginateListAccessEntries,
  paginateListAddons,
  paginateListAssociatedAccessPolicies,
  paginateListFargateProfiles,
  paginateListNodegroups,
  paginateListPodIdentityAssociations,
  type Cluster,
  type Nodegroup,
} from '@aws-sdk/client-eks';
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { ClusterSession } from '../clusters/session';
import { reasonOf, type Captured } from './captured';

/**
 * The AWS side of a cluster: the cluster itself, node groups with launch templates and Auto Scaling
 * settings, add-ons, access entries, pod identity, Fargate profiles, roles and subnet tags.
 */
export async function* captureAws(
  session: ClusterSession,
  signal: AbortSignal,
): AsyncGenerator<Captured> {
  const { eks } = session.aws;
  const abort = { abortSignal: signal };
  const clusterName = session.clusterName;
  const unread = (
    what: string,
    error: unknown,
    required: boolean,
  ): Captured => {
    signal.throwIfAborted();
    return { type: 'unread', what, reason: reasonOf(error), required };
  };
  const object = (kind: string, value: object): Captured => ({
    type: 'object',
    kind,
    object: plain(value),
  });

  let cluster: Cluster | undefined;
  try {
    cluster = (
      await eks.send(new DescribeClusterCommand({ name: clusterName }), abort)
    ).cluster;
    if (cluster) yield object('eks/cluster', cluster);
  } catch (error) {
    yield unread('eks:DescribeCluster', error, true);
  }

  const nodegroups: Nodegroup[] = [];
  yield* children({
    kind: 'eks/nodegroup',
    required: true,
    names: async function* names() {
      for await (const page of paginateListNodegroups(
        { client: eks },
        { clusterName },
        abort,
      )) {
        yield* page.nodegroups ?? [];
      }
    },
    describe: async nodegroupName => {
      const { nodegroup } = await eks.send(
        new DescribeNodegroupCommand({ clusterName, nodegroupName }),
        abort,
      );
      if (nodegroup) nodegroups.push(nodegroup);
      return nodegroup;
    },
  });
  yield* children({
    kind: 'eks/addon',
    required: true,
    names: async function* names() {
      for await (const page of paginateListAddons(
        { client: eks },
        { clusterName },
        abort,
      )) {
        yield* page.addons ?? [];
      }
    },
    describe: async addonName =>
      (
        await eks.send(
          new DescribeAddonCommand({ clusterName, addonName }),
          abort,
        )
      ).addon,
  });
  if (cluster?.accessConfig?.authenticationMode !== 'CONFIG_MAP') {
    yield* children({
      kind: 'eks/accessEntry',
      required: true,
      names: async function* names() {
        for await (const page of paginateListAccessEntries(
          { client: eks },
          { clusterName },
          abort,
        )) {
          yield* page.accessEntries ?? [];
        }
      },
      describe: async principalArn => {
        const { accessEntry } = await eks.send(
          new DescribeAccessEntryCommand({ clusterName, principalArn }),
          abort,
        );
        const policies = [];
        for await (const page of paginateListAssociatedAccessPolicies(
          { client: eks },
          { clusterName, principalArn },
          abort,
        )) {
          policies.push(...(page.associatedAccessPolicies ?? []));
        }
        return { ...accessEntry, associatedAccessPolicies: policies };
      },
    });
  }
  yield* children({
    kind: 'eks/podIdentityAssociation',
    required: false,
    names: async function* names() {
      for await (const page of paginateListPodIdentityAssociations(
        { client: eks },
        { clusterName },
        abort,
      )) {
        for (const { associationId } of page.associations ?? [])
          if (associationId) yield associationId;
      }
    },
    describe: async associationId =>
      (
        await eks.send(
          new DescribePodIdentityAssociationCommand({
            clusterName,
            associationId,
          }),
          abort,
        )
      ).association,
  });
  yield* children({
    kind: 'eks/fargateProfile',
    required: false,
    names: async function* names() {
      for await (const page of paginateListFargateProfiles(
        { client: eks },
        { clusterName },
        abort,
      )) {
        yield* page.fargateProfileNames ?? [];
      }
    },
    describe: async fargateProfileName =>
      (
        await eks.send(
          new DescribeFargateProfileCommand({
            clusterName,
            fargateProfileName,
          }),
          abort,
        )
      ).fargateProfile,
  });

  const groups = nodegroups.flatMap(
    n => n.resources?.autoScalingGroups?.map(g => g.name ?? '') ?? [],
  );
  if (groups.length > 0) {
    try {
      for await (const page of paginateDescribeAutoScalingGroups(
        { client: session.aws.autoScaling },
        { AutoScalingGroupNames: groups },
        abort,
      )) {
        for (const group of page.AutoScalingGroups ?? [])
          yield object('autoscaling/group', group);
      }
    } catch (error) {
      yield unread('autoscaling:DescribeAutoScalingGroups', error, false);
    }
  }
  for (const { launchTemplate } of nodegroups) {
    if (!launchTemplate?.id || !launchTemplate.version) continue;
    try {
      const { LaunchTemplateVersions = [] } = await session.aws.ec2.send(
        new DescribeLaunchTemplateVersionsCommand({
          LaunchTemplateId: launchTemplate.id,
          Versions: [launchTemplate.version],
        }),
        abort,
      );
      for (const version of LaunchTemplateVersions) {
        // User data is where people put tokens: its digest is enough to compare.
        const { UserData, ...data } = version.LaunchTemplateData ?? {};
        const digest =
          UserData && createHash('sha256').update(UserData).digest('hex');
        yield object('ec2/launchTemplateVersion', {
          ...version,
          LaunchTemplateData: { ...data, UserDataSha256: digest },
        });
      }
    } catch (error) {
      yield unread(
        `ec2:DescribeLaunchTemplateVersions/${launchTemplate.id}`,
        error,
        false,
      );
    }
  }

  const roles = new Set(
    [
      cluster?.roleArn,
      cluster?.computeConfig?.nodeRoleArn,
      ...nodegroups.map(n => n.nodeRole),
    ].filter((arn): arn is string => arn !== undefined),
  );
  for (const arn of roles) {
    try {
      yield object('iam/role', await captureRole(session, arn, signal));
    } catch (error) {
      yield unread(`iam:GetRole/${arn}`, error, false);
    }
  }
  const subnetIds = cluster?.resourcesVpcConfig?.subnetIds ?? [];
  if (subnetIds.length > 0) {
    try {
      for await (const page of paginateDescribeSubnets(
        { client: session.aws.ec2 },
        { SubnetIds: subnetIds },
        abort,
      )) {
        for (const subnet of page.Subnets ?? [])
          yield object('ec2/subnet', subnet);
      }
    } catch (error) {
      yield unread('ec2:DescribeSubnets', error, false);
    }
  }

  async function* children(options: {
    kind: string;
    required: boolean;
    names(): AsyncIterable<string>;
    describe(name: string): Promise<object | undefined>;
  }): AsyncGenerator<Captured> {
    const { kind, required } = options;
    try {
      for await (const name of options.names()) {
        try {
          const described = await options.describe(name);
          if (described) yield object(kind, described);
        } catch (error) {
          yield unread(`${kind}/${name}`, error, required);
        }
      }
    } catch (error) {
      yield unread(kind, error, required);
    }
  }
}

async function captureRole(
  session: ClusterSession,
  arn: string,
  signal: AbortSignal,
): Promise<JsonObject> {
  const { iam } = session.aws;
  const abort = { abortSignal: signal };
  // A role's name is the last part of its ARN; before it may stand a path.
  const RoleName = arn.slice(arn.lastIndexOf('/') + 1);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }), abort);
  const attached = [];
  for await (const page of paginateListAttachedRolePolicies(
    { client: iam },
    { RoleName },
    abort,
  )) {
    attached.push(...(page.AttachedPolicies ?? []));
  }
  const inline: Record<string, string> = {};
  for await (const page of paginateListRolePolicies(
    { client: iam },
    { RoleName },
    abort,
  )) {
    for (const PolicyName of page.PolicyNames ?? []) {
      const policy = await iam.send(
        new GetRolePolicyCommand({ RoleName, PolicyName }),
        abort,
      );
      inline[PolicyName] = decodeURIComponent(policy.PolicyDocument ?? '');
    }
  }
  return plain({
    ...Role,
    AssumeRolePolicyDocument: decodeURIComponent(
      Role?.AssumeRolePolicyDocument ?? '',
    ),
    attachedPolicies: attached,
    inlinePolicies: inline,
  });
}

/** What JSON keeps of an SDK answer: dates as ISO text, no undefined, no `$metadata`. */
function plain(value: object): JsonObject {
  const json: JsonValue = JSON.parse(JSON.stringify(value));
  return json as JsonObject;
}
