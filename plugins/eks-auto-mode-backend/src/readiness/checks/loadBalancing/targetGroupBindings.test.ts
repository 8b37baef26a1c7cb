// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { targetGroupBindings } from './targetGroupBindings';

holds(targetGroupBindings, [
  [
    'warns of each',
    {
      targetGroupBindings: [
        {
          apiVersion: 'elbv2.k8s.aws/v1beta1',
          kind: 'TargetGroupBinding',
          metadata: { name: 'web', namespace: 'shop' },
        },
      ],
    },
    ['warning TargetGroupBinding shop/web'],
    ['TargetGroupBinding of elbv2.k8s.aws/v1beta1'],
  ],
]);
