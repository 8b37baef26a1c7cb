// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import { FakeSessions, fakeAws } from '../__testUtils__/bench';
import { FakeKubernetes } from '../__testUtils__/fakeKubernetes';
import type { EffectRecord } from '../effect';
import { suspendProcesses, tagGroup } from './scalingGroup';

const signal = new AbortController().signal;
const target = 'eks-general-1';
const suspend: JsonObject = {
  AutoScalingGroupName: target,
  ScalingProcesses: ['AZRebalance'],
};
const tag: JsonObject = {
  Tags: [
    {
      ResourceId: target,
      ResourceType: 'auto-scaling-group',
      Key: 'eks-auto-mode/original-sizes',
      Value: 'min=1 max=4 desired=2',
      PropagateAtLaunch: false,
    },
  ],
};

function record(request: JsonObject, replaces: JsonValue): EffectRecord {
  return {
    effectId: 'e1',
    runId: 'r1',
    stepId: 's1',
    api: '',
    object: target,
    args: { target, request },
    replaces,
    token: 't',
    at: '2026-11-21T08:00:00Z',
    state: 'happened',
  };
}

async function observed(
  effect: typeof suspendProcesses,
  request: JsonObject,
  group: JsonObject | undefined,
) {
  const session = await new FakeSessions(
    new FakeKubernetes(),
    fakeAws(() => ({ AutoScalingGroups: group ? [group] : [] })),
  ).open();
  return effect.observe({ target, request }, session, signal, {});
}

describe('an effect on an Auto Scaling group', () => {
  it.each<[string, JsonValue, unknown]>([
    [
      'resumes what it suspended',
      [],
      {
        api: 'autoscaling:ResumeProcesses',
        args: { target, request: suspend },
      },
    ],
    ['leaves what somebody had suspended before', ['AZRebalance'], undefined],
    [
      'resumes only its own of several',
      ['Launch'],
      {
        api: 'autoscaling:ResumeProcesses',
        args: { target, request: suspend },
      },
    ],
  ])('%s', (_, replaces, inverse) => {
    expect(suspendProcesses.inverse?.(record(suspend, replaces))).toEqual(
      inverse,
    );
  });

  it('takes off a tag that was not there', () => {
    expect(
      tagGroup.inverse?.(record(tag, { 'eks-auto-mode/original-sizes': null })),
    ).toEqual({
      api: 'autoscaling:DeleteTags',
      args: { target, request: tag },
    });
  });

  it('puts the value back that a tag of another run had', () => {
    const inverse = tagGroup.inverse?.(
      record(tag, { 'eks-auto-mode/original-sizes': 'min=0 max=9 desired=3' }),
    );
    expect(inverse?.api).toBe('autoscaling:CreateOrUpdateTags');
    expect(JSON.stringify(inverse?.args)).toContain('min=0 max=9 desired=3');
  });

  it.each<[string, JsonObject | undefined, string]>([
    ['running', { SuspendedProcesses: [] }, 'absent'],
    [
      'suspended',
      { SuspendedProcesses: [{ ProcessName: 'AZRebalance' }] },
      'holds',
    ],
    ['gone', undefined, 'foreign'],
  ])('sees rebalancing that is %s', async (_, group, state) => {
    expect(await observed(suspendProcesses, suspend, group)).toMatchObject({
      state,
    });
  });

  it.each<[string, JsonObject, string]>([
    ['without the tag', { Tags: [] }, 'absent'],
    [
      'with another value',
      { Tags: [{ Key: 'eks-auto-mode/original-sizes', Value: 'x' }] },
      'absent',
    ],
    [
      'with the value',
      {
        Tags: [
          {
            Key: 'eks-auto-mode/original-sizes',
            Value: 'min=1 max=4 desired=2',
          },
        ],
      },
      'holds',
    ],
  ])('sees a group %s', async (_, group, state) => {
    expect(await observed(tagGroup, tag, group)).toMatchObject({ state });
  });
});
