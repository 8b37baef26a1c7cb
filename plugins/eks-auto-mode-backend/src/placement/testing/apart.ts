// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { HOSTNAME } from '../pools';

/** What a pod says that must not stand beside one of the app: on one node, if nothing else is said. */
export const apart = ({ app = 'web', topologyKey = HOSTNAME } = {}): Partial<
  Pod['spec']
> => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { app } }, topologyKey },
      ],
    },
  },
});
