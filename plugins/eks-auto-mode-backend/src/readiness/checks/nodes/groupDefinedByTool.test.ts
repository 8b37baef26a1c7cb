// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { group, GROUP_ARN } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { groupDefinedByTool } from './groupDefinedByTool';

holds(groupDefinedByTool, [
  [
    'tells of an eksctl stack',
    group({
      tags: {
        'aws:cloudformation:stack-name': 'eksctl-shop-nodegroup-general',
      },
    }),
    [`info ${GROUP_ARN}`],
    ['tag aws:cloudformation:stack-name=eksctl-shop-nodegroup-general'],
  ],
]);
