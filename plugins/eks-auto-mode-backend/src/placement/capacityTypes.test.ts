// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Instance,
  LaunchTemplate,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { capacityOf, type CapacityFacts } from './capacityTypes';

const from = (more: Partial<LaunchTemplate>): LaunchTemplate => ({
  id: 'lt-1',
  version: '1',
  securityGroupIds: [],
  blockDevices: [],
  ...more,
});
const instance = (lifecycle?: string): Instance => ({
  id: 'i-1',
  type: 'm6i.large',
  state: 'running',
  lifecycle,
  securityGroupIds: [],
  tags: {},
  managedByAuto: false,
});
const policy = (base: number, percentAbove: number) => ({
  onDemand: { base, percentAbove },
});

describe('the capacity of instances outside managed groups', () => {
  it.each<[string, Partial<CapacityFacts>, string[], number]>([
    ['unknown where nothing says', {}, [], 0],
    ['unknown where its template says nothing', { template: from({}) }, [], 0],
    [
      'that of its template',
      { template: from({ marketType: 'spot' }) },
      ['spot'],
      1,
    ],
    [
      'unknown where its template names a market that is no capacity',
      { template: from({ marketType: 'on-demand' }) },
      [],
      0,
    ],
    ['Spot by its policy', { group: policy(0, 0) }, ['spot'], 1],
    [
      'both by its policy’s first',
      { group: policy(2, 0) },
      ['on-demand', 'spot'],
      1,
    ],
    [
      'both by its policy’s share',
      { group: policy(0, 99) },
      ['on-demand', 'spot'],
      1,
    ],
    ['on demand by its policy', { group: policy(0, 100) }, ['on-demand'], 0],
    [
      'that of its instances',
      { instances: [instance(), instance('capacity-block')] },
      ['capacity-block', 'on-demand'],
      1,
    ],
    [
      'on demand of its instances',
      { instances: [instance('scheduled')] },
      ['on-demand'],
      0,
    ],
    [
      'that of its template and of older instances',
      { template: from({ marketType: 'spot' }), instances: [instance()] },
      ['on-demand', 'spot'],
      1,
    ],
  ])('is %s', (_words, facts, types, evidence) => {
    const capacity = capacityOf({ instances: [], ...facts });
    expect(capacity.types).toEqual(types);
    expect(capacity.evidence).toHaveLength(evidence);
  });
});
