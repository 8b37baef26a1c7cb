// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PersistentVolume } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aDeployment, aVolume } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { localVolumes } from './localVolumes';

const found = ['blocker Deployment shop/web'];
const on = (spec: Partial<PersistentVolume['spec']>, claimName = 'data') => {
  const { volume, claim } = aVolume('data', { volume: spec });
  return {
    persistentVolumes: [volume],
    persistentVolumeClaims: [claim],
    deployments: [
      aDeployment('web', {
        spec: {
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
        },
      }).deployment,
    ],
  };
};
const affinity = (key: string) => ({
  nodeAffinity: {
    required: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key, operator: 'In' as const, values: ['x'] }] },
      ],
    },
  },
});

holds(localVolumes, [
  [
    'blocks on a local volume',
    on({ local: { path: '/mnt' } }),
    found,
    ['claim data (volume pvc-data)'],
  ],
  [
    'blocks on a hostPath volume',
    on({ hostPath: { path: '/mnt' } }),
    found,
    ['claim data (volume pvc-data)'],
  ],
  [
    'blocks on one bound to a host',
    on(affinity('kubernetes.io/hostname')),
    found,
    ['claim data (volume pvc-data)'],
  ],
  [
    'passes on one bound to a zone',
    on(affinity('topology.kubernetes.io/zone')),
    [],
  ],
  [
    'passes over one that nobody mounts',
    on({ local: { path: '/mnt' } }, 'other'),
    [],
  ],
  [
    'blocks where one term of several names the host',
    on({
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            {
              matchFields: [
                { key: 'metadata.name', operator: 'In', values: ['a'] },
              ],
            },
            {
              matchExpressions: [
                {
                  key: 'topology.kubernetes.io/zone',
                  operator: 'In',
                  values: ['x'],
                },
                {
                  key: 'kubernetes.io/hostname',
                  operator: 'In',
                  values: ['x'],
                },
              ],
            },
          ],
        },
      },
    }),
    found,
  ],
  ['passes on one that may be anywhere', on({}), []],
  ['passes on an affinity that requires nothing', on({ nodeAffinity: {} }), []],
]);
