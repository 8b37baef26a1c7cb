// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { placementCases } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-backend/placement-cases';
import { applyBuiltInPools, installAutoModeCrds } from '../cluster/autoMode';
import { ControlPlane } from '../cluster/controlPlane';
import { ask, Question } from './ask';
import { Extender, startExtender } from './extender';

jest.setTimeout(120_000);

/** The cases name zones of no cloud; Karpenter offers instances in these. */
function inOurZones<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value).replace(/"zone-([abc])"/g, '"us-east-1$1"'),
  );
}

describe('placement cases on the real scheduler and the real Karpenter', () => {
  let plane: ControlPlane | undefined;
  let extender: Extender | undefined;

  beforeAll(async () => {
    extender = await startExtender();
    plane = await ControlPlane.start({
      schedulerExtender: extender.url,
      // What a case asks is who launches; the node itself would only be in the way.
      nodeLaunchDelay: '1h',
    });
    await installAutoModeCrds(plane.api, plane.data);
    await applyBuiltInPools(plane.api, {
      nodePools: ['system'],
      nodeRoleName: 'node',
      subnetIds: ['subnet-1'],
      securityGroupIds: ['sg-1'],
    });
    await plane.startProvisioner();
  });

  afterAll(async () => {
    await plane?.stop();
    await extender?.close();
  });

  it.each(placementCases.map(each => [each.name, each] as const))(
    '%s',
    async (_, { expect: expected, ...given }) => {
      if (!plane || !extender) throw new Error('no control plane');
      const question: Question = JSON.parse(JSON.stringify(inOurZones(given)));
      const answer = await ask(plane.api, extender, question);
      // Why it stays Pending is the product's own word; the server's shows where the two disagree.
      const wanted =
        'pending' in answer && 'pending' in expected
          ? { ...expected, because: answer.because }
          : expected;
      expect(answer).toEqual(wanted);
    },
  );
});
