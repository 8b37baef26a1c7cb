// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { pod, pool } from './cases/case';
import { podFitsPools } from './podFitsPools';
import { regionOf, type Pool } from './pools';

const general: Pool = {
  name: 'general',
  origin: 'existing',
  nodePool: pool('general'),
  zones: ['us-east-1a', 'us-east-1b'],
  diskGiB: 80,
  preferredTypes: [],
};

const fit = (spec: Parameters<typeof pod>[1]) =>
  podFitsPools(pod('web', spec), [general], { daemonSets: [] });

describe('what a pool offers', () => {
  it.each([
    ['us-east-1a', 'us-east-1'],
    ['ap-southeast-2c', 'ap-southeast-2'],
    ['us-gov-west-1b', 'us-gov-west-1'],
    ['us-east-1-bos-1a', 'us-east-1'],
  ])('knows that zone %s is of region %s', (zone, region) => {
    expect(regionOf(zone)).toBe(region);
  });

  it.each([
    ['topology.kubernetes.io/region', 'us-east-1', true],
    ['topology.kubernetes.io/region', 'eu-west-1', false],
    ['failure-domain.beta.kubernetes.io/region', 'us-east-1', true],
    ['eks.amazonaws.com/compute-type', 'auto', true],
    ['eks.amazonaws.com/instance-category', 'm', true],
    ['eks.amazonaws.com/instance-family', 'm3', false],
    ['node.kubernetes.io/instance-type', 'm6i.large', true],
    ['eks.amazonaws.com/nodegroup', 'general', false],
    ['eks.amazonaws.com/capacityType', 'ON_DEMAND', false],
    ['karpenter.k8s.aws/instance-family', 'm6i', false],
    ['alpha.eksctl.io/nodegroup-name', 'general', false],
  ])('node selector %s=%s: %s', (key, value, fits) => {
    expect(fit({ nodeSelector: { [key]: value } }).fits).toBe(fits);
  });

  it.each([
    ['Gt', '190', true],
    ['Gt', '1000', false],
    ['Lt', '3', true],
    ['Lt', '2', false],
  ] as const)('virtual CPUs %s %s: %s', (operator, bound, fits) => {
    expect(
      fit({
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [
                    {
                      key: 'eks.amazonaws.com/instance-cpu',
                      operator,
                      values: [bound],
                    },
                  ],
                },
              ],
            },
          },
        },
      }).fits,
    ).toBe(fits);
  });

  it('names the types that could be launched', () => {
    const found = fit({
      nodeSelector: { 'eks.amazonaws.com/instance-family': 'm6i' },
      containers: [{ name: 'c', resources: { requests: { cpu: '40' } } }],
    });
    expect(found.fits && found.types.map(({ type }) => type)).toEqual([
      'm6i.12xlarge',
      'm6i.16xlarge',
      'm6i.24xlarge',
      'm6i.32xlarge',
    ]);
  });

  it('says that there is no pool at all', () => {
    expect(podFitsPools(pod('web'), [], { daemonSets: [] })).toEqual({
      fits: false,
      reasons: [
        {
          code: 'no-pool',
          message: 'no pool of Auto Mode is there or planned',
        },
      ],
    });
  });
});
