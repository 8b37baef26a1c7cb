// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { findSources, translateSources } from '../placement';
import { fitsOf } from './fits';
import { healthyParts } from './testing/inventory';
import { aDeployment, anAutoPool } from './testing/objects';
import { workloadsOf } from './workloads';

/** The names of the pools that a workload was held against, which none of them would take. */
function heldAgainst(change: Partial<InventoryParts>): (string | undefined)[] {
  const parts = {
    ...healthyParts(),
    pods: [],
    replicaSets: [],
    deployments: [
      aDeployment('web', { spec: { nodeSelector: { team: 'nobody' } } })
        .deployment,
    ],
    ...change,
  };
  const web = workloadsOf(parts).find(one => one.subject.name === 'web');
  if (!web) throw new Error('no workload web');
  const fit = fitsOf(parts).asIs(web);
  return fit.fits ? [] : fit.reasons.map(({ pool }) => pool);
}

const withoutGroups = { nodegroups: [], nodes: [], autoScalingGroups: [] };

const onFargate: Partial<InventoryParts> = {
  fargateProfiles: [
    {
      name: 'batch',
      arn: 'arn:batch',
      status: 'ACTIVE',
      selectors: [{ namespace: 'batch', labels: {} }],
      subnetIds: [],
      podExecutionRoleArn: 'arn:role',
    },
  ],
};

describe('the pools that workloads are held against', () => {
  it('are those that the plan makes, and the one for add-ons', () => {
    expect(heldAgainst({})).toEqual(['migrated-general', 'system']);
  });

  it('are those of Auto Mode that are there too, once each', () => {
    expect(heldAgainst({ nodePools: [anAutoPool('batch')] })).toEqual([
      'migrated-general',
      'system',
      'batch',
    ]);
    expect(heldAgainst({ nodePools: [anAutoPool('system')] })).toEqual([
      'migrated-general',
      'system',
    ]);
  });

  it('are those that Auto Mode brings itself where there is nothing to translate', () => {
    expect(heldAgainst(withoutGroups)).toEqual(['system', 'general-purpose']);
  });

  it('are no pool for what runs on Fargate', () => {
    expect(heldAgainst({ ...withoutGroups, ...onFargate })).toEqual([
      'system',
      'general-purpose',
    ]);
  });

  it('are not made anew for nodes of Auto Mode', () => {
    expect(
      heldAgainst({ ...withoutGroups, nodePools: [anAutoPool('batch')] }),
    ).toEqual(['system', 'batch']);
  });

  it('are one for a group whose pool an earlier run made', () => {
    const parts = healthyParts();
    const [made] = translateSources(findSources(parts).sources, parts, {
      nodeRoleName: 'AmazonEKSAutoNodeRole',
    });
    expect(
      heldAgainst({
        nodePools: [made.nodePool],
        nodeClasses: made.nodeClass ? [made.nodeClass] : [],
      }),
    ).toEqual(['migrated-general', 'system']);
  });
});
