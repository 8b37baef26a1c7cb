// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { karpenterCrdRelease } from './karpenterCrdRelease';

holds(karpenterCrdRelease, [
  [
    'warns of the release, whatever its name',
    {
      helmReleases: [
        {
          namespace: 'kube-system',
          name: 'crds',
          revision: 3,
          chart: 'karpenter-crd',
          chartVersion: '1.6.0',
        },
      ],
    },
    ['warning Secret kube-system/sh.helm.release.v1.crds.v3'],
    ['release kube-system/crds of chart karpenter-crd 1.6.0'],
  ],
  [
    'passes over Karpenter itself',
    {
      helmReleases: [
        {
          namespace: 'kube-system',
          name: 'karpenter',
          revision: 1,
          chart: 'karpenter',
        },
      ],
    },
    [],
  ],
]);
