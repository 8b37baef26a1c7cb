// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { kubernetesContract } from '@internal/sandbox/src/contract/kubernetes.contract';
import { ControlPlane } from '../cluster/controlPlane';
import { groupInstances } from '../cluster/groups';
import { joinNode } from '../cluster/nodes';
import { sizeGroups } from '../cluster/sizing';

jest.setTimeout(120_000);

describe('a real Kubernetes API, by the contract that the sandbox keeps', () => {
  let plane: ControlPlane | undefined;

  kubernetesContract(async () => {
    plane = await ControlPlane.start();
    for (const instance of groupInstances(sizeGroups([]))) {
      await joinNode(plane.api, instance);
    }
    return {
      server: plane.endpoint,
      ca: plane.certificateAuthority,
      token: plane.adminToken,
    };
  });

  afterAll(() => plane?.stop());
});
