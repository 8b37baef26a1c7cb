// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { definedByTool } from './definedByTool';

const tags =
  (own: Record<string, string>): Change =>
  ({ cluster }) => ({ cluster: { ...cluster, tags: own } });

holds(definedByTool, [
  [
    'warns of a CloudFormation stack',
    tags({ 'aws:cloudformation:stack-name': 's' }),
    [`warning ${CLUSTER_ARN}`],
    ['tag aws:cloudformation:stack-name=s'],
  ],
  [
    'passes over tags that say nothing',
    tags({ team: 'terraform-guild', Name: 'shop' }),
    [],
  ],
]);
