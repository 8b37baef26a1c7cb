// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  DescribeAutoScalingGroupsCommand,
  ResumeProcessesCommand,
  SuspendProcessesCommand,
  type AutoScalingGroup,
} from '@aws-sdk/client-auto-scaling';
import { z } from 'zod';
import type { ClusterSession } from '../../clusters/session';
import { changeEffect } from './change';

async function readGroup(
  name: string,
  session: ClusterSession,
  signal: AbortSignal,
): Promise<AutoScalingGroup | undefined> {
  const { AutoScalingGroups } = await session.aws.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
    { abortSignal: signal },
  );
  return AutoScalingGroups?.[0];
}

const gone = (name: string) =>
  ({
    state: 'foreign',
    message: `Auto Scaling group ${name} is not there any more`,
  } as const);

const processSchema = z.strictObject({
  AutoScalingGroupName: z.string(),
  ScalingProcesses: z.array(z.string()).min(1),
});

const suspendedOf = (found: AutoScalingGroup) =>
  (found.SuspendedProcesses ?? []).flatMap(each => each.ProcessName ?? []);

export const suspendProcesses = changeEffect<z.infer<typeof processSchema>>({
  api: 'autoscaling:SuspendProcesses',
  schema: processSchema,
  describe: request =>
    `Suspend ${request.ScalingProcesses.join(', ')} of ${
      request.AutoScalingGroupName
    }`,
  async observe(request, session, signal) {
    const name = request.AutoScalingGroupName;
    const found = await readGroup(name, session, signal);
    if (!found) return gone(name);
    const suspended = suspendedOf(found);
    return request.ScalingProcesses.every(each => suspended.includes(each))
      ? { state: 'holds' }
      : { state: 'absent', now: suspended };
  },
  async call(request, { aws }, { signal }) {
    await aws.autoScaling.send(new SuspendProcessesCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
  inverse({ AutoScalingGroupName, ScalingProcesses }, record) {
    const before = Array.isArray(record.replaces) ? record.replaces : [];
    const ours = ScalingProcesses.filter(each => !before.includes(each));
    return ours.length === 0
      ? undefined
      : {
          api: 'autoscaling:ResumeProcesses',
          request: { AutoScalingGroupName, ScalingProcesses: ours },
        };
  },
});

export const resumeProcesses = changeEffect<z.infer<typeof processSchema>>({
  api: 'autoscaling:ResumeProcesses',
  schema: processSchema,
  describe: request =>
    `Resume ${request.ScalingProcesses.join(', ')} of ${
      request.AutoScalingGroupName
    }`,
  async observe(request, session, signal) {
    const name = request.AutoScalingGroupName;
    const found = await readGroup(name, session, signal);
    if (!found) return { state: 'holds' };
    const suspended = suspendedOf(found);
    return request.ScalingProcesses.some(each => suspended.includes(each))
      ? { state: 'absent', now: suspended }
      : { state: 'holds' };
  },
  async call(request, { aws }, { signal }) {
    await aws.autoScaling.send(new ResumeProcessesCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
});

const tagsSchema = z.strictObject({
  Tags: z
    .array(
      z.strictObject({
        ResourceId: z.string(),
        ResourceType: z.literal('auto-scaling-group'),
        Key: z.string(),
        Value: z.string(),
        PropagateAtLaunch: z.boolean(),
      }),
    )
    .length(1),
});

type Tags = z.infer<typeof tagsSchema>;

const inWords = ({ Tags }: Tags) =>
  Tags.map(tag => `${tag.ResourceId} ${tag.Key}`).join(', ');

async function readTag(
  tag: Tags['Tags'][number],
  session: ClusterSession,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await readGroup(tag.ResourceId, session, signal);
  return found?.Tags?.find(each => each.Key === tag.Key)?.Value;
}

/** The original sizes, on the group itself: whoever finds it at zero can read what it was. */
export const tagGroup = changeEffect<Tags>({
  api: 'autoscaling:CreateOrUpdateTags',
  schema: tagsSchema,
  lagMs: 5_000,
  describe: request => `Tag Auto Scaling group ${inWords(request)}`,
  async observe(request, session, signal) {
    const now: Record<string, string | null> = {};
    let all = true;
    for (const tag of request.Tags) {
      const value = await readTag(tag, session, signal);
      now[tag.Key] = value ?? null;
      if (value !== tag.Value) all = false;
    }
    return all ? { state: 'holds' } : { state: 'absent', now };
  },
  async call(request, { aws }, { signal }) {
    await aws.autoScaling.send(new CreateOrUpdateTagsCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
  inverse({ Tags: [tag] }, record) {
    const { replaces } = record;
    const before =
      typeof replaces === 'object' && !Array.isArray(replaces)
        ? replaces?.[tag.Key]
        : undefined;
    return typeof before === 'string'
      ? {
          api: 'autoscaling:CreateOrUpdateTags',
          request: { Tags: [{ ...tag, Value: before }] },
        }
      : { api: 'autoscaling:DeleteTags', request: { Tags: [tag] } };
  },
});

export const untagGroup = changeEffect<Tags>({
  api: 'autoscaling:DeleteTags',
  schema: tagsSchema,
  lagMs: 5_000,
  describe: request => `Take off Auto Scaling group ${inWords(request)}`,
  async observe(request, session, signal) {
    for (const tag of request.Tags)
      if ((await readTag(tag, session, signal)) !== undefined)
        return { state: 'absent', now: null };
    return { state: 'holds' };
  },
  async call(request, { aws }, { signal }) {
    await aws.autoScaling.send(new DeleteTagsCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
});
