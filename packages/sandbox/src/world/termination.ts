// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Place } from './groups';
import type { Surroundings } from '../seam';
import { releaseInstance } from './instances';
import type { InstanceState } from './state';
import type { World } from './world';

/** Seconds EC2 takes from shutting-down to terminated, and until a terminated instance is no longer shown. */
const SHUTDOWN_SECONDS = 20;
const SHOWN_SECONDS = 3600;

/** Who stands on an instance, for the ledger. */
export function aroundInstance(
  world: World,
  { clusterArn, autoScalingGroup, instance }: InstanceState,
): { around?: Surroundings } {
  const api = clusterArn ? world.apis.get(clusterArn) : undefined;
  const pods = api?.workloadPodNames?.(instance.InstanceId ?? '');
  return pods
    ? { around: { pods, ...(autoScalingGroup ? { autoScalingGroup } : {}) } }
    : {};
}

/** Ends an instance now: its node and the pods on it vanish without regard to any budget. */
export function terminateInstance(
  world: World,
  place: Place,
  id: string,
  by: string,
  via: string,
): void {
  const region = world.region(place.account, place.region);
  const state = region.instances[id];
  const name = state?.instance.State?.Name;
  if (!state || name === 'terminated' || name === 'shutting-down') return;
  world.record({
    clusterArn: state.clusterArn,
    object: `ec2:instance/${id}`,
    field: 'state',
    before: name,
    after: 'shutting-down',
    by,
    via,
    ...aroundInstance(world, state),
  });
  state.instance.State = { Code: 32, Name: 'shutting-down' };
  // Whatever waited for the instance to boot or to drain no longer matters.
  world.state.pending = world.state.pending.filter(
    t =>
      !(
        (t.kind === 'instance-running' || t.kind === 'instance-drained') &&
        t.instance === id
      ),
  );
  if (state.clusterArn && state.node) {
    world.apis.get(state.clusterArn)?.nodeTerminated(id);
  }
  world.schedule({
    kind: 'instance-stopped',
    instance: id,
    due: world.after(SHUTDOWN_SECONDS),
    ...place,
  });
  if (state.autoScalingGroup) {
    const group = region.autoScalingGroups[state.autoScalingGroup];
    if (group) {
      const member = group.group.Instances?.find(i => i.InstanceId === id);
      if (member) member.LifecycleState = 'Terminating';
      world.schedule({
        kind: 'group-reconcile',
        group: state.autoScalingGroup,
        due: world.after(5),
        ...place,
      });
    }
  }
}

/** The instance is gone: its addresses are free again. */
export function instanceStopped(world: World, place: Place, id: string): void {
  const region = world.region(place.account, place.region);
  const state = region.instances[id];
  if (!state) return;
  releaseInstance(world, place.account, place.region, id);
  state.instance.State = { Code: 48, Name: 'terminated' };
  const group = state.autoScalingGroup
    ? region.autoScalingGroups[state.autoScalingGroup]
    : undefined;
  if (group) {
    group.group.Instances = group.group.Instances?.filter(
      i => i.InstanceId !== id,
    );
  }
  world.schedule({
    kind: 'instance-forgotten',
    instance: id,
    due: world.after(SHOWN_SECONDS),
    ...place,
  });
}
