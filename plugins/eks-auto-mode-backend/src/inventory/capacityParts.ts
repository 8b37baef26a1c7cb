// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
  DescribeLifecycleHooksCommand,
  DescribeNotificationConfigurationsCommand,
  DescribePoliciesCommand,
  DescribeScheduledActionsCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplateVersionsCommand,
  _InstanceType as InstanceTypes,
} from '@aws-sdk/client-ec2';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import type {
  AutoScalingGroup,
  Instance,
  InstanceType,
  LaunchTemplate,
  Node,
  Nodegroup,
  Read,
  VcpuQuota,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  countsForStandardQuota,
  instanceIdOf,
  isTaggedFor,
  reduceAutoScalingGroup,
  reduceInstance,
  reduceInstanceType,
  reduceLaunchConfiguration,
  reduceLaunchTemplate,
} from './capacityReduce';
import { children, pages, part, type Missing, type Reading } from './reading';
import type { ByGroup } from './regionReads';

const place = ({ session }: Reading) =>
  `${session.accountId}/${session.region}`;
const MOST_TYPES_A_CALL = 100;
/**
 * AWS would give more a page. Its XML is taken apart in one go, half a millisecond an instance: a
 * region of a thousand on one page would hold up everybody else for as long.
 */
const INSTANCES_A_PAGE = 25;
const GROUPS_A_PAGE = 50;

/** Every instance of the region that has not ended, Auto Mode's too. */
function regionInstances(reading: Reading): Promise<Instance[]> {
  const { ec2 } = reading.session.aws;
  return reading.regions.instances.get(
    place(reading),
    reading.signal,
    async signal => {
      const reservations = await pages(async NextToken => {
        const page = await ec2.send(
          new DescribeInstancesCommand({
            Filters: [
              {
                Name: 'instance-state-name',
                Values: ['pending', 'running', 'stopping', 'stopped'],
              },
            ],
            // EC2 hides what Auto Mode manages otherwise.
            IncludeManagedResources: true,
            MaxResults: INSTANCES_A_PAGE,
            NextToken,
          }),
          { abortSignal: signal },
        );
        return { items: page.Reservations, token: page.NextToken };
      });
      return reservations.flatMap(reservation =>
        (reservation.Instances ?? []).map(reduceInstance),
      );
    },
  );
}

function nodeInstanceIds(nodes: Read<Node[]>): Set<string> {
  return new Set(
    nodes.state === 'read'
      ? nodes.value.flatMap(node => instanceIdOf(node.spec.providerID) ?? [])
      : [],
  );
}

export interface InstanceSources {
  nodes: Promise<Read<Node[]>>;
  autoScalingGroups: Promise<Read<AutoScalingGroup[]>>;
}

/** The cluster's instances: by tag, by group, or because a node says that it is one. */
export function readInstances(
  reading: Reading,
  sources: InstanceSources,
): Promise<Read<Instance[]>> {
  return part(reading, 'ec2:DescribeInstances', async () => {
    const all = await regionInstances(reading);
    const groups = await sources.autoScalingGroups;
    const ids = nodeInstanceIds(await sources.nodes);
    if (groups.state === 'read') {
      for (const group of groups.value) {
        for (const { id } of group.instances) ids.add(id);
      }
    }
    const { clusterName } = reading.session;
    return all.filter(
      instance =>
        ids.has(instance.id) || isTaggedFor(instance.tags, clusterName),
    );
  });
}

/** Types are described a hundred at a time and remembered: they do not change. */
async function describeTypes(
  reading: Reading,
  types: Iterable<string>,
): Promise<InstanceType[]> {
  const wanted = [...new Set(types)].filter(Boolean).sort();
  const { ec2 } = reading.session.aws;
  const known = Object.values(InstanceTypes);
  const slices: string[][] = [];
  for (let at = 0; at < wanted.length; at += MOST_TYPES_A_CALL) {
    slices.push(wanted.slice(at, at + MOST_TYPES_A_CALL));
  }
  const described = await Promise.all(
    slices.map(slice =>
      reading.regions.instanceTypes.get(
        `${place(reading)}/${slice.join()}`,
        reading.signal,
        async signal => {
          const infos = await pages(async NextToken => {
            const page = await ec2.send(
              new DescribeInstanceTypesCommand({
                InstanceTypes: known.filter(type => slice.includes(type)),
                NextToken,
              }),
              { abortSignal: signal },
            );
            return { items: page.InstanceTypes, token: page.NextToken };
          });
          return infos.map(reduceInstanceType);
        },
      ),
    ),
  );
  return described.flat();
}

export interface TypeSources {
  instances: Promise<Read<Instance[]>>;
  nodegroups: Promise<Read<Nodegroup[]>>;
  launchTemplates: Promise<Read<LaunchTemplate[]>>;
}

/** Names of the instance types that the cluster runs or could run today. */
export async function typesOf(sources: TypeSources): Promise<Set<string>> {
  const types = new Set<string>();
  const instances = await sources.instances;
  if (instances.state === 'read') {
    for (const { type } of instances.value) types.add(type);
  }
  const groups = await sources.nodegroups;
  if (groups.state === 'read') {
    for (const group of groups.value) {
      for (const type of group.instanceTypes) types.add(type);
    }
  }
  const templates = await sources.launchTemplates;
  if (templates.state === 'read') {
    for (const { instanceType } of templates.value) {
      if (instanceType) types.add(instanceType);
    }
  }
  return types;
}

/**
 * Asked for all types of the region's instances at once, so that clusters of one region share the
 * answer; a cluster whose groups name others adds a call.
 */
export function readInstanceTypes(
  reading: Reading,
  sources: TypeSources,
): Promise<Read<InstanceType[]>> {
  return part(reading, 'ec2:DescribeInstanceTypes', async () => {
    const wanted = await typesOf(sources);
    const inRegion = new Set(
      (await regionInstances(reading)).map(instance => instance.type),
    );
    const others = [...wanted].filter(type => !inRegion.has(type));
    const described = [
      ...(await describeTypes(reading, inRegion)),
      ...(await describeTypes(reading, others)),
    ];
    return described.filter(type => wanted.has(type.type));
  });
}

export function readVcpuQuota(reading: Reading): Promise<Read<VcpuQuota>> {
  const { serviceQuotas } = reading.session.aws;
  return part(reading, 'servicequotas:GetServiceQuota', async () => {
    const limit = await reading.regions.quota.get(
      place(reading),
      reading.signal,
      async signal => {
        const { Quota } = await serviceQuotas.send(
          new GetServiceQuotaCommand({
            ServiceCode: 'ec2',
            QuotaCode: 'L-1216C47A',
          }),
          { abortSignal: signal },
        );
        if (Quota?.Value === undefined) {
          throw new Error('Service Quotas answered without a value');
        }
        return Quota.Value;
      },
    );
    const instances = await regionInstances(reading);
    const types = await describeTypes(
      reading,
      instances.map(instance => instance.type),
    );
    const vcpus = new Map(types.map(type => [type.type, type.vcpus]));
    return {
      limit,
      used: instances
        .filter(countsForStandardQuota)
        .reduce((sum, { type }) => sum + (vcpus.get(type) ?? 0), 0),
    };
  });
}

/** What groups of the whole region have of something, each once, by group. */
function byGroup<T extends { AutoScalingGroupName?: string }>(
  all: T[],
  name: (one: T) => string | undefined,
): ByGroup {
  const groups: ByGroup = new Map();
  for (const one of all) {
    const group = one.AutoScalingGroupName ?? '';
    groups.set(group, [
      ...new Set([...(groups.get(group) ?? []), name(one) ?? '']),
    ]);
  }
  return groups;
}

/** Read apart from the groups: a role granted before this was read shall not lose sight of them. */
async function groupNotifications(
  reading: Reading,
  missing: Missing,
): Promise<ByGroup> {
  const { autoScaling } = reading.session.aws;
  const [known = new Map()] = await children(
    reading,
    'autoscaling:DescribeNotificationConfigurations',
    ['notifications'],
    missing,
    () =>
      reading.regions.groupNotifications.get(
        place(reading),
        reading.signal,
        async signal =>
          byGroup(
            await pages(async NextToken => {
              const page = await autoScaling.send(
                new DescribeNotificationConfigurationsCommand({
                  MaxRecords: 100,
                  NextToken,
                }),
                { abortSignal: signal },
              );
              return {
                items: page.NotificationConfigurations,
                token: page.NextToken,
              };
            }),
            one => one.TopicARN,
          ),
      ),
  );
  return known;
}

export interface GroupSources {
  nodes: Promise<Read<Node[]>>;
  nodegroups: Promise<Read<Nodegroup[]>>;
}

export function readAutoScalingGroups(
  reading: Reading,
  sources: GroupSources,
): Promise<Read<AutoScalingGroup[]>> {
  const { session, signal } = reading;
  const { autoScaling } = session.aws;
  return part(
    reading,
    'autoscaling:DescribeAutoScalingGroups',
    async missing => {
      const [all, policies, actions, notifications] = await Promise.all([
        reading.regions.autoScalingGroups.get(
          place(reading),
          signal,
          async inner => {
            const groups = await pages(async NextToken => {
              const page = await autoScaling.send(
                new DescribeAutoScalingGroupsCommand({
                  MaxRecords: GROUPS_A_PAGE,
                  NextToken,
                }),
                { abortSignal: inner },
              );
              return { items: page.AutoScalingGroups, token: page.NextToken };
            });
            return groups.map(group =>
              reduceAutoScalingGroup(group, {
                lifecycleHooks: [],
                scalingPolicies: [],
                scheduledActions: [],
                notifications: [],
              }),
            );
          },
        ),
        reading.regions.scalingPolicies.get(
          place(reading),
          signal,
          async inner =>
            byGroup(
              await pages(async NextToken => {
                const page = await autoScaling.send(
                  new DescribePoliciesCommand({ MaxRecords: 100, NextToken }),
                  { abortSignal: inner },
                );
                return { items: page.ScalingPolicies, token: page.NextToken };
              }),
              policy => policy.PolicyName,
            ),
        ),
        reading.regions.scheduledActions.get(
          place(reading),
          signal,
          async inner =>
            byGroup(
              await pages(async NextToken => {
                const page = await autoScaling.send(
                  new DescribeScheduledActionsCommand({
                    MaxRecords: 100,
                    NextToken,
                  }),
                  { abortSignal: inner },
                );
                return {
                  items: page.ScheduledUpdateGroupActions,
                  token: page.NextToken,
                };
              }),
              action => action.ScheduledActionName,
            ),
        ),
        groupNotifications(reading, missing),
      ]);
      const nodegroups = await sources.nodegroups;
      const names = new Set(
        nodegroups.state === 'read'
          ? nodegroups.value.flatMap(group => group.autoScalingGroups)
          : [],
      );
      const nodes = nodeInstanceIds(await sources.nodes);
      const own = all.filter(
        group =>
          names.has(group.name) ||
          isTaggedFor(group.tags, session.clusterName) ||
          group.instances.some(({ id }) => nodes.has(id)),
      );
      const groups = await children(
        reading,
        'autoscaling:DescribeLifecycleHooks',
        own.map(group => group.name),
        missing,
        async name => {
          const { LifecycleHooks } = await autoScaling.send(
            new DescribeLifecycleHooksCommand({ AutoScalingGroupName: name }),
            { abortSignal: signal },
          );
          return {
            name,
            hooks: (LifecycleHooks ?? []).flatMap(
              hook => hook.LifecycleHookName ?? [],
            ),
          };
        },
      );
      const hooks = new Map(groups.map(group => [group.name, group.hooks]));
      return own.map(group => ({
        ...group,
        lifecycleHooks: hooks.get(group.name) ?? [],
        scalingPolicies: policies.get(group.name) ?? [],
        scheduledActions: actions.get(group.name) ?? [],
        notifications: notifications.get(group.name) ?? [],
      }));
    },
  );
}

export interface TemplateSources {
  nodegroups: Promise<Read<Nodegroup[]>>;
  autoScalingGroups: Promise<Read<AutoScalingGroup[]>>;
}

/**
 * The templates that the cluster's groups launch from. A managed group made without one launches
 * from a template of EKS' own, which its Auto Scaling group names: that is read as well.
 */
export function readLaunchTemplates(
  reading: Reading,
  sources: TemplateSources,
): Promise<Read<LaunchTemplate[]>> {
  const { ec2 } = reading.session.aws;
  return part(reading, 'ec2:DescribeLaunchTemplateVersions', async missing => {
    const wanted = new Map<
      string,
      {
        LaunchTemplateId?: string;
        LaunchTemplateName?: string;
        version: string;
      }
    >();
    for (const source of [
      await sources.nodegroups,
      await sources.autoScalingGroups,
    ]) {
      if (source.state === 'unread') {
        missing.push({ what: 'templates of sources', unread: source.unread });
        continue;
      }
      for (const { launchTemplate } of source.value) {
        if (!launchTemplate?.id && !launchTemplate?.name) continue;
        const version = launchTemplate.version ?? '$Default';
        wanted.set(
          `${launchTemplate.id ?? launchTemplate.name}:${version}`,
          launchTemplate.id
            ? { LaunchTemplateId: launchTemplate.id, version }
            : { LaunchTemplateName: launchTemplate.name, version },
        );
      }
    }
    const templates = await children(
      reading,
      'ec2:DescribeLaunchTemplateVersions',
      [...wanted.keys()].sort(),
      missing,
      key =>
        reading.regions.launchTemplate.get(
          `${place(reading)}/${key}`,
          reading.signal,
          async signal => {
            const { version, ...template } = wanted.get(key) ?? { version: '' };
            const { LaunchTemplateVersions: versions } = await ec2.send(
              new DescribeLaunchTemplateVersionsCommand({
                ...template,
                Versions: [version],
                IncludeManagedResources: true,
              }),
              { abortSignal: signal },
            );
            if (!versions?.[0]) {
              throw new Error(`There is no launch template version ${key}`);
            }
            return reduceLaunchTemplate(versions[0], version);
          },
        ),
    );
    return [
      ...templates,
      ...(await readConfigurations(reading, sources, missing)),
    ];
  });
}

/** What groups launch from that nobody has changed to a launch template yet. */
async function readConfigurations(
  reading: Reading,
  sources: TemplateSources,
  missing: Missing,
): Promise<LaunchTemplate[]> {
  const groups = await sources.autoScalingGroups;
  const names =
    groups.state === 'read'
      ? groups.value.flatMap(group => group.launchConfiguration ?? [])
      : [];
  const { autoScaling } = reading.session.aws;
  return await children(
    reading,
    'autoscaling:DescribeLaunchConfigurations',
    [...new Set(names)].sort(),
    missing,
    name =>
      reading.regions.launchTemplate.get(
        `${place(reading)}/configuration/${name}`,
        reading.signal,
        async signal => {
          const { LaunchConfigurations: found } = await autoScaling.send(
            new DescribeLaunchConfigurationsCommand({
              LaunchConfigurationNames: [name],
            }),
            { abortSignal: signal },
          );
          // One that is not there is left out of the answer.
          if (!found?.[0])
            throw new Error(`There is no launch configuration ${name}`);
          return reduceLaunchConfiguration(found[0]);
        },
      ),
  );
}
