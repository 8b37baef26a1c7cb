// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  GetInstanceProfileCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  type Role,
} from '@aws-sdk/client-iam';
import type { JsonValue } from '@backstage/types';
import type {
  AccessEntry,
  AutoScalingGroup,
  ClusterDescription,
  IamRole,
  Instance,
  InstanceProfile,
  NodeClass,
  Nodegroup,
  Read,
  RoleState,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { awsFailure } from '../clusters/awsFailure';
import {
  children,
  compact,
  pages,
  part,
  valueOf,
  type Reading,
} from './reading';

/** The name of a role is what follows the last slash of its ARN; before it is its path. */
export function roleNameOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

/** IAM answers policy documents percent-encoded. */
export function decodeDocument(document: string | undefined): JsonValue {
  if (!document) return null;
  return JSON.parse(
    document.startsWith('%') ? decodeURIComponent(document) : document,
  );
}

export function reduceRole(
  role: Role,
  attached: { PolicyName?: string; PolicyArn?: string }[],
  inline: string[],
): IamRole {
  return compact({
    arn: role.Arn ?? '',
    name: role.RoleName ?? '',
    path: role.Path ?? '/',
    trust: decodeDocument(role.AssumeRolePolicyDocument),
    permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
    attachedPolicies: attached.map(policy => ({
      name: policy.PolicyName ?? '',
      arn: policy.PolicyArn ?? '',
    })),
    inlinePolicies: inline,
    tags: Object.fromEntries(
      (role.Tags ?? []).map(tag => [tag.Key ?? '', tag.Value ?? '']),
    ),
  });
}

/** A role with its policies; clusters share roles, so it is read once for all of them. */
export function roleState(reading: Reading, arn: string): Promise<RoleState> {
  const { session } = reading;
  const RoleName = roleNameOf(arn);
  return reading.regions.role.get(
    `${session.accountId}/${arn}`,
    reading.signal,
    async signal => {
      const options = { abortSignal: signal };
      let role: Role | undefined;
      try {
        ({ Role: role } = await session.aws.iam.send(
          new GetRoleCommand({ RoleName }),
          options,
        ));
      } catch (error) {
        if (awsFailure(error).kind === 'not-found')
          return { exists: false, arn };
        throw error;
      }
      if (!role) return { exists: false, arn };
      const [attached, inline] = await Promise.all([
        pages(async Marker => {
          const page = await session.aws.iam.send(
            new ListAttachedRolePoliciesCommand({ RoleName, Marker }),
            options,
          );
          return {
            items: page.AttachedPolicies,
            token: page.IsTruncated ? page.Marker : undefined,
          };
        }),
        pages(async Marker => {
          const page = await session.aws.iam.send(
            new ListRolePoliciesCommand({ RoleName, Marker }),
            options,
          );
          return {
            items: page.PolicyNames,
            token: page.IsTruncated ? page.Marker : undefined,
          };
        }),
      ]);
      return { exists: true, role: reduceRole(role, attached, inline) };
    },
  );
}

export function readClusterRole(
  reading: Reading,
  cluster: Promise<Read<ClusterDescription>>,
): Promise<Read<RoleState>> {
  return part(reading, 'iam:GetRole', async () =>
    roleState(reading, valueOf(await cluster).roleArn),
  );
}

export function readAutoNodeRole(
  reading: Reading,
  cluster: Promise<Read<ClusterDescription>>,
  planned: string,
): Promise<Read<RoleState>> {
  return part(reading, 'iam:GetRole', async () =>
    roleState(reading, valueOf(await cluster).autoMode.nodeRoleArn ?? planned),
  );
}

/** @param profile - its ARN or its name. */
async function profileOf(
  reading: Reading,
  profile: string,
): Promise<{ arn: string; roleArn?: string }> {
  const { session } = reading;
  const InstanceProfileName = roleNameOf(profile);
  return await reading.regions.instanceProfile.get(
    `${session.accountId}/${InstanceProfileName}`,
    reading.signal,
    async signal => {
      const { InstanceProfile: found } = await session.aws.iam.send(
        new GetInstanceProfileCommand({ InstanceProfileName }),
        { abortSignal: signal },
      );
      return {
        arn: found?.Arn ?? profile,
        roleArn: found?.Roles?.[0]?.Arn,
      };
    },
  );
}

/** The parts that say which roles the nodes of today have. */
export interface RoleSources {
  nodegroups: Promise<Read<Nodegroup[]>>;
  accessEntries: Promise<Read<AccessEntry[]>>;
  autoScalingGroups: Promise<Read<AutoScalingGroup[]>>;
  instances: Promise<Read<Instance[]>>;
}

type ProfileSources = Omit<RoleSources, 'accessEntries'>;

/** The instance profiles of instances outside managed groups, as far as they are known. */
async function ownProfiles(sources: ProfileSources): Promise<string[]> {
  const groups = valueOf(await sources.nodegroups);
  const managed = new Set(groups.flatMap(group => group.autoScalingGroups));
  const asgs = await sources.autoScalingGroups;
  const inManaged = new Set(
    asgs.state === 'read'
      ? asgs.value
          .filter(asg => managed.has(asg.name))
          .flatMap(asg => asg.instances.map(instance => instance.id))
      : [],
  );
  const instances = await sources.instances;
  const profiles = new Set<string>();
  if (instances.state === 'read') {
    for (const instance of instances.value) {
      if (
        instance.instanceProfileArn &&
        !instance.managedByAuto &&
        !inManaged.has(instance.id)
      ) {
        profiles.add(instance.instanceProfileArn);
      }
    }
  }
  return [...profiles].sort();
}

/** The instance profiles that NodeClasses of Auto Mode name, by their ARN or name. */
function classProfiles(nodeClasses: Read<NodeClass[]>): string[] {
  return nodeClasses.state === 'unread'
    ? []
    : nodeClasses.value.flatMap(({ apiVersion, spec }) =>
        apiVersion.startsWith('eks.amazonaws.com/')
          ? spec.instanceProfile ?? []
          : [],
      );
}

/**
 * What the profiles of instances outside managed groups, and of NodeClasses, stand for. Where nobody knows whose an
 * instance is, those of NodeClasses are read all the same.
 */
export function readInstanceProfiles(
  reading: Reading,
  sources: ProfileSources,
  nodeClasses: Promise<Read<NodeClass[]>>,
): Promise<Read<InstanceProfile[]>> {
  const operation = 'iam:GetInstanceProfile';
  return part(reading, operation, async missing => {
    let own: string[] = [];
    const unread = [
      await sources.nodegroups,
      await sources.autoScalingGroups,
      await sources.instances,
    ].find(one => one.state === 'unread');
    if (unread?.state === 'unread')
      missing.push({ what: 'those of instances', unread: unread.unread });
    else own = await ownProfiles(sources);
    const known = new Set(own.map(roleNameOf));
    const ofClasses = new Set(
      classProfiles(await nodeClasses).filter(
        name => !known.has(roleNameOf(name)),
      ),
    );
    return await children(
      reading,
      operation,
      [...own, ...[...ofClasses].sort()],
      missing,
      async (profile): Promise<InstanceProfile | undefined> => {
        const { arn, roleArn } = await profileOf(reading, profile);
        if (roleArn)
          return ofClasses.has(profile)
            ? { arn, roleArn, onlyOfNodeClass: true }
            : { arn, roleArn };
        if (!ofClasses.has(profile)) return undefined;
        throw new Error(`The instance profile ${profile} has no role`);
      },
    );
  });
}

export function readSourceNodeRoles(
  reading: Reading,
  sources: RoleSources,
): Promise<Read<IamRole[]>> {
  return part(reading, 'iam:GetRole', async missing => {
    const arns = new Set<string>();
    const groups = valueOf(await sources.nodegroups);
    for (const group of groups)
      if (group.nodeRoleArn) arns.add(group.nodeRoleArn);

    // Nodes outside managed groups: by access entry, or by the profile that they run under.
    const entries = await sources.accessEntries;
    if (entries.state === 'read') {
      for (const entry of entries.value) {
        if (entry.type === 'EC2_LINUX' || entry.type === 'EC2_WINDOWS') {
          arns.add(entry.principalArn);
        }
      }
    }
    const profiles = await ownProfiles(sources);
    await children(
      reading,
      'iam:GetInstanceProfile',
      profiles,
      missing,
      async profile => {
        const { roleArn } = await profileOf(reading, profile);
        if (roleArn) arns.add(roleArn);
        return roleArn;
      },
    );
    const states = await children(
      reading,
      'iam:GetRole',
      [...arns].sort(),
      missing,
      arn => roleState(reading, arn),
    );
    return states.flatMap(state => (state.exists ? [state.role] : []));
  });
}
