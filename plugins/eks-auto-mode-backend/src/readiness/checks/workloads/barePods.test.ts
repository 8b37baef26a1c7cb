// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aPod } from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { barePods } from './barePods';

const pod = aPod('debug');
const owned = (controller?: boolean) => ({
  pods: [
    {
      ...pod,
      metadata: {
        ...pod.metadata,
        ownerReferences: [
          {
            apiVersion: 'example.org/v1',
            kind: 'Thing',
            name: 'x',
            uid: 'x',
            controller,
          },
        ],
      },
    },
  ],
});

holds(barePods, [
  [
    'blocks on a bare pod',
    { pods: [pod] },
    ['blocker Pod shop/debug'],
    [
      'no ownerReference with controller: true; on node ip-10-0-1-10.ec2.internal',
    ],
  ],
  [
    'blocks on one whose owner does not control it',
    owned(),
    ['blocker Pod shop/debug'],
    [
      'no ownerReference with controller: true; on node ip-10-0-1-10.ec2.internal',
    ],
  ],
  ['passes on one of a controller of any kind', owned(true), []],
  [
    'passes over finished ones',
    { pods: [{ ...pod, status: { phase: 'Succeeded' } }] },
    [],
  ],
  [
    'passes over mirrors of static pods',
    {
      pods: [
        {
          ...pod,
          metadata: {
            ...pod.metadata,
            annotations: { 'kubernetes.io/config.mirror': 'x' },
          },
        },
      ],
    },
    [],
  ],
  [
    'passes over other kinds of a pod’s API, and other APIs’ kinds of that name',
    {
      pods: [
        ['v1', 'ReplicationController'],
        ['example.org/v1', 'Pod'],
      ].map(([apiVersion, kind], index) => ({
        ...pod,
        metadata: {
          ...pod.metadata,
          name: `owned-${index}`,
          ownerReferences: [
            {
              apiVersion,
              kind,
              name: 'x',
              uid: `x-${index}`,
              controller: true,
            },
          ],
        },
      })),
    },
    [],
  ],
]);

it('WL-04 says how to delete it', () => {
  const [{ patch }] = findingsOf(barePods, { pods: [pod] });
  expect(patch?.content).toBe('kubectl --namespace=shop delete pod debug\n');
});

mends(barePods, [
  [
    'blocks on a bare pod',
    { pods: [pod] },
    ['kubectl --namespace=shop delete pod debug'],
  ],
]);
