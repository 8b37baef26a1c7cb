// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { alive, launchForGroup, type Place } from './groups';
import type { AutoScalingGroupState } from './state';
import { aroundInstance, terminateInstance } from './termination';
import type { Transition } from './transition';
import type { World } from './world';

/** From RunInstances until kubelet registers. */
const BOOT_SECONDS = 50;
/** How often EKS looks whether a node is drained. */
const LOOK_SECONDS = 5;
const RETRY_SECONDS = 60;

const CONTROLLER = 'sandbox:auto-scaling';

function suspended(state: AutoScalingGroupState, process: string): boolean {
  return (state.group.SuspendedProcesses ?? []).some(
    p => p.ProcessName === process,
  );
}

function activity(
  world: World,
  state: AutoScalingGroupState,
  description: string,
  cause: string,
  status: 'Successful' | 'Failed',
): void {
  const now = world.now();
  state.activities.unshift({
    id: world.uuid(),
    description,
    cause,
    status,
    start: now,
    end: now,
  });
  state.activities.splice(100);
}

/** Which instances go first: out of the fullest zone, the oldest. */
function victims(state: AutoScalingGroupState, count: number): string[] {
  const members = alive(state).filter(i => !i.ProtectedFromScaleIn);
  const chosen: string[] = [];
  for (let n = 0; n < count && members.length > 0; n++) {
    const zones = new Map<string, number>();
    for (const m of members) {
      const zone = m.AvailabilityZone ?? '';
      zones.set(zone, (zones.get(zone) ?? 0) + 1);
    }
    const [fullest] = [...zones].sort(
      (a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1),
    )[0];
    const index = members.findIndex(m => m.AvailabilityZone === fullest);
    chosen.push(members[index].InstanceId ?? '');
    members.splice(index, 1);
  }
  return chosen;
}

/** Lets an instance of a group go: EKS' own groups drain politely first, at most so long; others just terminate. */
export function scaleIn(
  world: World,
  place: Place,
  name: string,
  id: string,
): void {
  const state = world.region(place.account, place.region).autoScalingGroups[
    name
  ];
  const member = state.group.Instances?.find(i => i.InstanceId === id);
  const api = state.clusterArn ? world.apis.get(state.clusterArn) : undefined;
  activity(
    world,
    state,
    `Terminating EC2 instance: ${id}`,
    'a difference between desired and actual capacity shrank the capacity',
    'Successful',
  );
  if (state.politeSeconds === undefined || !api) {
    terminateInstance(world, place, id, CONTROLLER, 'sandbox:scale-in');
    return;
  }
  if (member) {
    const instance = world.region(place.account, place.region).instances[id];
    world.record({
      clusterArn: state.clusterArn,
      object: `ec2:instance/${id}`,
      field: 'lifecycle',
      before: member.LifecycleState,
      after: 'Terminating:Wait',
      by: CONTROLLER,
      via: 'sandbox:scale-in',
      ...(instance ? aroundInstance(world, instance) : {}),
    });
    member.LifecycleState = 'Terminating:Wait';
  }
  api.politeDrain(id);
  world.schedule({
    kind: 'instance-drained',
    instance: id,
    group: name,
    due: world.after(LOOK_SECONDS),
    deadline: world.after(state.politeSeconds),
    ...place,
  });
}

/** Brings a group to its desired capacity, as Auto Scaling does on its own. */
export function reconcileGroup(world: World, place: Place, name: string): void {
  const state = world.region(place.account, place.region).autoScalingGroups[
    name
  ];
  if (!state) return;
  const desired = state.group.DesiredCapacity ?? 0;
  const missing = desired - alive(state).length;
  if (missing > 0 && !suspended(state, 'Launch')) {
    for (let n = 0; n < missing; n++) {
      const id = launchForGroup(world, place, state, false);
      if (!id) {
        activity(
          world,
          state,
          'Launching a new EC2 instance',
          'Could not launch On-Demand Instances. InsufficientFreeAddressesInSubnet - There are not enough free addresses in the subnet to satisfy the requested number of instances.',
          'Failed',
        );
        world.schedule({
          kind: 'group-reconcile',
          group: name,
          due: world.after(RETRY_SECONDS),
          ...place,
        });
        break;
      }
      activity(
        world,
        state,
        `Launching a new EC2 instance: ${id}`,
        'a difference between desired and actual capacity increased the capacity',
        'Successful',
      );
      world.schedule({
        kind: 'instance-running',
        instance: id,
        due: world.after(BOOT_SECONDS),
        ...place,
      });
    }
  }
  if (missing < 0 && !suspended(state, 'Terminate')) {
    for (const id of victims(state, -missing)) scaleIn(world, place, name, id);
  }
}

export function instanceRunning(world: World, place: Place, id: string): void {
  const region = world.region(place.account, place.region);
  const state = region.instances[id];
  if (!state || state.instance.State?.Name !== 'pending') return;
  state.instance.State = { Code: 16, Name: 'running' };
  world.record({
    clusterArn: state.clusterArn,
    object: `ec2:instance/${id}`,
    field: 'state',
    before: 'pending',
    after: 'running',
    by: CONTROLLER,
    via: 'sandbox:boot',
  });
  const group = state.autoScalingGroup
    ? region.autoScalingGroups[state.autoScalingGroup]
    : undefined;
  const member = group?.group.Instances?.find(i => i.InstanceId === id);
  if (member) member.LifecycleState = 'InService';
  if (state.clusterArn && state.node)
    world.apis.get(state.clusterArn)?.nodeJoined(state.node);
}

/** Gone once drained, or once EKS' patience is over: then without regard to budgets (EKS User Guide, managed-node-update-behavior). */
export function instanceDrained(
  world: World,
  transition: Extract<Transition, { kind: 'instance-drained' }>,
): void {
  const { account, region, instance } = transition;
  const place = { account, region };
  const state = world.region(account, region).instances[instance];
  if (!state) return;
  const api = state.clusterArn ? world.apis.get(state.clusterArn) : undefined;
  const group = transition.group
    ? world.region(account, region).autoScalingGroups[transition.group]
    : undefined;
  // DeleteNodegroup shortens the patience of drains that have begun.
  const soonest =
    group?.politeSeconds === undefined
      ? transition.deadline
      : new Date(
          Math.min(
            transition.deadline.getTime(),
            world.after(group.politeSeconds).getTime(),
          ),
        );
  if (api?.hasWorkloadPods(instance) && world.now() < soonest) {
    world.schedule({
      ...transition,
      due: world.after(LOOK_SECONDS),
      deadline: soonest,
    });
    return;
  }
  const forced = api?.hasWorkloadPods(instance) === true;
  terminateInstance(
    world,
    place,
    instance,
    CONTROLLER,
    forced ? 'sandbox:scale-in-forced' : 'sandbox:scale-in',
  );
}
