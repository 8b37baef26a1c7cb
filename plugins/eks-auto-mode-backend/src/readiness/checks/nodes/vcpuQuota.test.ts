// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import { vcpuQuota } from './vcpuQuota';

const found = [`warning ${CLUSTER_ARN}`];

holds(vcpuQuota, [
  ['passes where they just fit', { vcpuQuota: { limit: 30, used: 24 } }, []],
  [
    'warns where one vCPU is missing',
    { vcpuQuota: { limit: 29, used: 24 } },
    found,
    ['quota 29, in use 24, left 5'],
  ],
  [
    'passes over Spot',
    ({ instances }) => ({
      vcpuQuota: { limit: 24, used: 24 },
      instances: instances.map(one => ({ ...one, lifecycle: 'spot' })),
    }),
    [],
  ],
  [
    'counts neither Auto nodes, nor what was stopped, nor other quotas',
    ({ instances: [one] }) => ({
      vcpuQuota: { limit: 24, used: 24 },
      instances: [
        { ...one, managedByAuto: true },
        { ...one, state: 'stopped' },
        { ...one, type: 'g5.xlarge' },
        { ...one, type: 'p4d.24xlarge' },
        { ...one, type: 'trn1.2xlarge' },
      ],
    }),
    [],
  ],
  [
    'takes the vCPUs of each type, from EC2 or from the table of Auto Mode',
    ({ instances: [one], instanceTypes: [type] }) => ({
      vcpuQuota: { limit: 36, used: 24 },
      instances: ['m6i.large', 'a1.x', 'm6i.2xlarge'].map(name => ({
        ...one,
        type: name,
      })),
      instanceTypes: [
        { ...type, type: 'a1.x', vcpus: 3 },
        { ...type, type: 'm6i.large', vcpus: 2 },
      ],
    }),
    found,
    ['quota 36, in use 24, left 12'],
  ],
  [
    'says unknown of a type that nobody knows',
    ({ instances: [one] }) => ({ instances: [{ ...one, type: 'm99.large' }] }),
    [`unknown ${CLUSTER_ARN}`],
    ['Error: the vCPUs of m99.large are not known'],
  ],
]);
