// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as ec2 from '@aws-sdk/client-ec2';
import { terminateInstance } from '../../world/termination';
import { ApiError } from '../../wire/apiError';
import type { Handlers } from '../call';

export const terminateHandlers: Handlers<typeof ec2> = {
  /** A managed instance is not the caller's to end (EC2 User Guide, amazon-ec2-managed-instances). */
  TerminateInstances(call, input) {
    const ids = input.InstanceIds ?? [];
    for (const id of ids) {
      const state = call.region.instances[id];
      if (!state)
        throw new ApiError(
          'InvalidInstanceID.NotFound',
          400,
          `The instance ID '${id}' does not exist`,
        );
      if (state.managed) {
        throw new ApiError(
          'OperationNotPermitted',
          400,
          `You cannot terminate ${id}: it is managed by eks.amazonaws.com`,
        );
      }
    }
    return {
      TerminatingInstances: ids.map(id => {
        const before = call.region.instances[id].instance.State;
        terminateInstance(
          call.world,
          { account: call.account.id, region: call.regionName },
          id,
          call.principal.arn,
          'ec2:TerminateInstances',
        );
        return {
          InstanceId: id,
          PreviousState: before,
          CurrentState: call.region.instances[id].instance.State,
        };
      }),
    };
  },
};
