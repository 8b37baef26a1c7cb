// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as asg from '@aws-sdk/client-auto-scaling';
import { ApiError } from '../../wire/apiError';
import { queryXml } from '../../wire/queryXml';
import { wildcard } from '../../auth/conditions';
import { alive } from '../../world/groups';
import { reconcileGroup } from '../../world/scaling';
import { terminateInstance } from '../../world/termination';
import type { AutoScalingGroupState } from '../../world/state';
import {
  need,
  page,
  recordCall,
  type Call,
  type Handlers,
  type Permission,
} from '../call';
import { modelOf, type Service } from '../service';

const validation = (text: string) => new ApiError('ValidationError', 400, text);

/** Auto Scaling gives 50 at once when not asked otherwise, 100 at most (API reference). */
const DEFAULT_RECORDS = 50;
const MOST_RECORDS = 100;

const PROCESSES = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
];

function find(call: Call, name: string | undefined): AutoScalingGroupState {
  const state =
    call.region.autoScalingGroups[need(name, 'AutoScalingGroupName')];
  if (!state)
    throw validation(
      `AutoScalingGroup name not found - AutoScalingGroup ${name} not found`,
    );
  return state;
}

function cut<T>(
  call: Call,
  items: T[],
  input: { MaxRecords?: number; NextToken?: string },
) {
  const size = input.MaxRecords ?? DEFAULT_RECORDS;
  if (size < 1 || size > MOST_RECORDS)
    throw validation(
      `1 validation error detected: Value '${size}' at 'maxRecords' failed to satisfy constraint: Member must have value less than or equal to 100`,
    );
  return page(
    items,
    input.NextToken,
    size,
    call.operation,
    () => new ApiError('InvalidNextToken', 400, 'The token is invalid.'),
  );
}

function passes(group: asg.AutoScalingGroup, filter: asg.Filter): boolean {
  const values = filter.Values ?? [];
  const tags = group.Tags ?? [];
  const any = (actual: (string | undefined)[]) =>
    actual.some(a => a !== undefined && values.some(v => wildcard(v, a)));
  if (filter.Name === 'tag-key') return any(tags.map(t => t.Key));
  if (filter.Name === 'tag-value') return any(tags.map(t => t.Value));
  if (filter.Name?.startsWith('tag:')) {
    const key = filter.Name.slice(4);
    return any(tags.filter(t => t.Key === key).map(t => t.Value));
  }
  throw validation(`Filter name ${filter.Name} is not supported`);
}

function changed(
  call: Call,
  state: AutoScalingGroupState,
  field: string,
  before: unknown,
  after: unknown,
): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  recordCall(call, {
    clusterArn: state.clusterArn,
    object: `autoscaling:group/${state.group.AutoScalingGroupName}`,
    field,
    before,
    after,
  });
}

function afterChange(call: Call, state: AutoScalingGroupState): void {
  const place = { account: call.account.id, region: call.regionName };
  const name = state.group.AutoScalingGroupName ?? '';
  reconcileGroup(call.world, place, name);
  const cluster = state.clusterArn
    ? call.world.cluster(state.clusterArn)
    : undefined;
  if (cluster && state.nodegroup) {
    call.world.schedule({
      kind: 'scaling-shown',
      cluster: cluster.cluster.name ?? '',
      nodegroup: state.nodegroup,
      due: call.world.after(60),
      ...place,
    });
  }
}

function suspend(
  call: Call,
  input: asg.SuspendProcessesCommandInput,
  on: boolean,
): void {
  const state = find(call, input.AutoScalingGroupName);
  const wanted = input.ScalingProcesses?.length
    ? input.ScalingProcesses
    : PROCESSES;
  const unknown = wanted.filter(p => !PROCESSES.includes(p));
  if (unknown.length > 0)
    throw validation(`${unknown.join(', ')} is not a valid process type`);
  const before = (state.group.SuspendedProcesses ?? [])
    .map(p => p.ProcessName ?? '')
    .sort();
  const after = on
    ? [...new Set([...before, ...wanted])].sort()
    : before.filter(p => !wanted.includes(p));
  state.group.SuspendedProcesses = after.map(ProcessName => ({
    ProcessName,
    SuspensionReason: `User suspended at ${call.world.now().toISOString()}`,
  }));
  changed(call, state, 'suspendedProcesses', before, after);
  if (!on)
    reconcileGroup(
      call.world,
      { account: call.account.id, region: call.regionName },
      state.group.AutoScalingGroupName ?? '',
    );
}

const handlers: Handlers<typeof asg> = {
  DescribeAutoScalingGroups(call, input) {
    const names = input.AutoScalingGroupNames;
    const all = Object.values(call.region.autoScalingGroups)
      .map(s => s.group)
      .filter(
        g => !names?.length || names.includes(g.AutoScalingGroupName ?? ''),
      )
      .filter(g => (input.Filters ?? []).every(f => passes(g, f)))
      .sort((a, b) =>
        (a.AutoScalingGroupName ?? '') < (b.AutoScalingGroupName ?? '')
          ? -1
          : 1,
      );
    const result = cut(call, all, input);
    return {
      AutoScalingGroups: result.items.map(g =>
        input.IncludeInstances === false ? { ...g, Instances: [] } : g,
      ),
      NextToken: result.next,
    };
  },

  DescribeAutoScalingInstances(call, input) {
    const all = Object.values(call.region.autoScalingGroups).flatMap(
      ({ group }) =>
        (group.Instances ?? [])
          .filter(
            i =>
              !input.InstanceIds?.length ||
              input.InstanceIds.includes(i.InstanceId ?? ''),
          )
          .map(i => ({
            InstanceId: i.InstanceId,
            InstanceType: i.InstanceType,
            AutoScalingGroupName: group.AutoScalingGroupName,
            AvailabilityZone: i.AvailabilityZone,
            LifecycleState: i.LifecycleState,
            HealthStatus: 'HEALTHY',
            LaunchTemplate: i.LaunchTemplate,
            ProtectedFromScaleIn: i.ProtectedFromScaleIn,
          })),
    );
    const result = cut(call, all, input);
    return { AutoScalingInstances: result.items, NextToken: result.next };
  },

  DescribeLaunchConfigurations(call, input) {
    const all = Object.values(call.region.launchConfigurations).filter(
      l =>
        !input.LaunchConfigurationNames?.length ||
        input.LaunchConfigurationNames.includes(
          l.LaunchConfigurationName ?? '',
        ),
    );
    const result = cut(call, all, input);
    return { LaunchConfigurations: result.items, NextToken: result.next };
  },

  DescribeScalingActivities(call, input) {
    const groups = input.AutoScalingGroupName
      ? [find(call, input.AutoScalingGroupName)]
      : Object.values(call.region.autoScalingGroups);
    const all = groups.flatMap(state =>
      state.activities.map(a => ({
        ActivityId: a.id,
        AutoScalingGroupName: state.group.AutoScalingGroupName,
        Cause: a.cause,
        Description: a.description,
        StartTime: a.start,
        EndTime: a.end,
        StatusCode: a.status,
        Progress: 100,
      })),
    );
    const result = cut(call, all, input);
    return { Activities: result.items, NextToken: result.next };
  },

  DescribeLifecycleHooks: (call, input) => {
    const state = find(call, input.AutoScalingGroupName);
    return {
      LifecycleHooks: state.nodegroup
        ? [
            {
              LifecycleHookName: 'Terminate-LC-Hook',
              AutoScalingGroupName: state.group.AutoScalingGroupName,
              LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
              HeartbeatTimeout: 1800,
              GlobalTimeout: 172800,
              DefaultResult: 'CONTINUE',
            },
          ]
        : [],
    };
  },

  DescribeScheduledActions: () => ({ ScheduledUpdateGroupActions: [] }),
  DescribePolicies: () => ({ ScalingPolicies: [] }),
  DescribeNotificationConfigurations: () => ({
    NotificationConfigurations: [],
  }),
  DescribeWarmPool(call, input) {
    find(call, input.AutoScalingGroupName);
    return { Instances: [] };
  },

  DescribeTags(call, input) {
    const all = Object.values(call.region.autoScalingGroups).flatMap(
      s => s.group.Tags ?? [],
    );
    const shown = all.filter(t =>
      (input.Filters ?? []).every(f => {
        const actual = {
          'auto-scaling-group': t.ResourceId,
          key: t.Key,
          value: t.Value,
          'propagate-at-launch': String(t.PropagateAtLaunch),
        }[f.Name ?? ''];
        return actual !== undefined && f.Values?.includes(actual);
      }),
    );
    const result = cut(call, shown, input);
    return { Tags: result.items, NextToken: result.next };
  },

  UpdateAutoScalingGroup(call, input) {
    const state = find(call, input.AutoScalingGroupName);
    const { group } = state;
    const min = input.MinSize ?? group.MinSize ?? 0;
    const max = input.MaxSize ?? group.MaxSize ?? 0;
    if (min < 0 || max < 0) throw validation('Group sizes may not be negative');
    if (min > max)
      throw validation(
        `Max bound, ${max}, must be greater than or equal to min bound, ${min}`,
      );
    // Without a desired capacity of its own the call moves the group's into the new bounds.
    const desired =
      input.DesiredCapacity ??
      Math.min(max, Math.max(min, group.DesiredCapacity ?? 0));
    if (desired < min)
      throw validation(
        `Desired capacity:${desired} must be greater than or equal to min size: ${min}`,
      );
    if (desired > max)
      throw validation(
        `Desired capacity:${desired} must be less than or equal to max size: ${max}`,
      );
    changed(call, state, 'minSize', group.MinSize, min);
    changed(call, state, 'maxSize', group.MaxSize, max);
    changed(call, state, 'desiredCapacity', group.DesiredCapacity, desired);
    group.MinSize = min;
    group.MaxSize = max;
    group.DesiredCapacity = desired;
    if (input.NewInstancesProtectedFromScaleIn !== undefined) {
      changed(
        call,
        state,
        'newInstancesProtectedFromScaleIn',
        group.NewInstancesProtectedFromScaleIn,
        input.NewInstancesProtectedFromScaleIn,
      );
      group.NewInstancesProtectedFromScaleIn =
        input.NewInstancesProtectedFromScaleIn;
    }
    afterChange(call, state);
    return {};
  },

  SetDesiredCapacity(call, input) {
    const state = find(call, input.AutoScalingGroupName);
    const { group } = state;
    const desired = need(input.DesiredCapacity, 'DesiredCapacity');
    if (desired > (group.MaxSize ?? 0))
      throw validation(
        `New SetDesiredCapacity value ${desired} is above max value ${group.MaxSize} for the AutoScalingGroup.`,
      );
    if (desired < (group.MinSize ?? 0))
      throw validation(
        `New SetDesiredCapacity value ${desired} is below min value ${group.MinSize} for the AutoScalingGroup.`,
      );
    changed(call, state, 'desiredCapacity', group.DesiredCapacity, desired);
    group.DesiredCapacity = desired;
    afterChange(call, state);
    return {};
  },

  SuspendProcesses(call, input) {
    suspend(call, input, true);
    return {};
  },

  ResumeProcesses(call, input) {
    suspend(call, input, false);
    return {};
  },

  SetInstanceProtection(call, input) {
    const state = find(call, input.AutoScalingGroupName);
    for (const id of input.InstanceIds ?? []) {
      const member = state.group.Instances?.find(i => i.InstanceId === id);
      if (!member) throw validation(`Instance ${id} is not part of the group`);
      changed(
        call,
        state,
        `protected:${id}`,
        member.ProtectedFromScaleIn,
        input.ProtectedFromScaleIn,
      );
      member.ProtectedFromScaleIn = input.ProtectedFromScaleIn;
    }
    return {};
  },

  TerminateInstanceInAutoScalingGroup(call, input) {
    const id = need(input.InstanceId, 'InstanceId');
    const name = call.region.instances[id]?.autoScalingGroup;
    const state = name ? call.region.autoScalingGroups[name] : undefined;
    if (!name || !state || !alive(state).some(i => i.InstanceId === id)) {
      throw validation(
        `Instance Id not found - No managed instance found for instance ID: ${id}`,
      );
    }
    if (input.ShouldDecrementDesiredCapacity) {
      const desired = state.group.DesiredCapacity ?? 0;
      if (desired - 1 < (state.group.MinSize ?? 0)) {
        throw validation(
          `Currently, desiredSize equals minSize (${state.group.MinSize}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
        );
      }
      changed(call, state, 'desiredCapacity', desired, desired - 1);
      state.group.DesiredCapacity = desired - 1;
    }
    terminateInstance(
      call.world,
      { account: call.account.id, region: call.regionName },
      id,
      call.principal.arn,
      'autoscaling:TerminateInstanceInAutoScalingGroup',
    );
    return {
      Activity: {
        ActivityId: call.world.uuid(),
        AutoScalingGroupName: name,
        Cause:
          'instance was taken out of service in response to a user request',
        Description: `Terminating EC2 instance: ${id}`,
        StartTime: call.world.now(),
        StatusCode: 'InProgress',
        Progress: 0,
      },
    };
  },

  CreateOrUpdateTags(call, input) {
    for (const tag of input.Tags ?? []) {
      const state = find(call, tag.ResourceId);
      const before = state.group.Tags?.find(t => t.Key === tag.Key);
      changed(call, state, `tag:${tag.Key}`, before?.Value, tag.Value ?? '');
      state.group.Tags = [
        ...(state.group.Tags ?? []).filter(t => t !== before),
        {
          Key: tag.Key,
          Value: tag.Value ?? '',
          ResourceId: tag.ResourceId,
          ResourceType: 'auto-scaling-group',
          PropagateAtLaunch: tag.PropagateAtLaunch ?? false,
        },
      ];
    }
    return {};
  },

  DeleteTags(call, input) {
    for (const tag of input.Tags ?? []) {
      const state = find(call, tag.ResourceId);
      const before = state.group.Tags?.find(t => t.Key === tag.Key);
      if (!before) continue;
      changed(call, state, `tag:${tag.Key}`, before.Value, undefined);
      state.group.Tags = state.group.Tags?.filter(t => t !== before);
    }
    return {};
  },

  DeleteAutoScalingGroup(call, input) {
    const state = find(call, input.AutoScalingGroupName);
    const name = state.group.AutoScalingGroupName ?? '';
    const members = state.group.Instances ?? [];
    if (members.length > 0 && !input.ForceDelete) {
      throw new ApiError(
        'ResourceInUse',
        400,
        'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
      );
    }
    for (const member of members) {
      terminateInstance(
        call.world,
        { account: call.account.id, region: call.regionName },
        member.InstanceId ?? '',
        call.principal.arn,
        'autoscaling:DeleteAutoScalingGroup',
      );
    }
    changed(call, state, 'exists', true, false);
    delete call.region.autoScalingGroups[name];
    return {};
  },
};

type Input = Record<string, unknown>;

function permissions(call: Call, input: Input): Permission[] {
  const action = `autoscaling:${call.operation}`;
  if (call.operation.startsWith('Describe')) return [{ action, resource: '*' }];
  const named = [
    input.AutoScalingGroupName,
    ...(Array.isArray(input.Tags)
      ? input.Tags.map((t: { ResourceId?: string }) => t.ResourceId)
      : []),
    call.region.instances[String(input.InstanceId ?? '')]?.autoScalingGroup,
  ].filter((n): n is string => typeof n === 'string');
  const tagKeys = Array.isArray(input.Tags)
    ? input.Tags.map((t: { Key?: string }) => t.Key ?? '')
    : undefined;
  return [...new Set(named)].map(name => {
    const group = call.region.autoScalingGroups[name]?.group;
    return {
      action,
      resource:
        group?.AutoScalingGroupARN ??
        `arn:aws:autoscaling:${call.regionName}:${call.account.id}:autoScalingGroup:*:autoScalingGroupName/${name}`,
      context: {
        'aws:TagKeys': tagKeys,
        ...Object.fromEntries(
          (group?.Tags ?? []).flatMap(t => [
            [`aws:ResourceTag/${t.Key}`, t.Value ?? ''],
            [`autoscaling:ResourceTag/${t.Key}`, t.Value ?? ''],
          ]),
        ),
      },
    };
  });
}

export function autoScalingService(): Service {
  const operations = modelOf(asg);
  return {
    name: 'autoscaling',
    operations,
    protocol: queryXml(
      operations,
      'http://autoscaling.amazonaws.com/doc/2011-01-01/',
    ),
    handlers,
    permissions,
    denied: t => new ApiError('AccessDenied', 403, t),
    invalid: t => validation(t),
    throttled: { code: 'Throttling', status: 400 },
  };
}
