// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { definersOf } from '../../../placement';
import { listOf } from '../../text';

export const groupDefinedByTool = defineCheck({
  code: 'NG-15',
  title: 'Node groups whose definition lies with a tool',
  severity: 'info',
  resolvedBy: 'platform',
  reads: ['nodegroups'],
  why: 'Who retires such a group does it through its tool, or the tool brings it back.',
  remediation:
    'Retire the group through its stack or module; the plan prints the command and refuses to delete it.',
  source: 'eksctl; inference',
  evaluate: ({ nodegroups }) =>
    nodegroups.flatMap(({ arn, name, tags }) => {
      const found = definersOf(tags);
      if (found.length === 0) return [];
      return [
        {
          subject: { arn },
          message: `The node group ${name} is defined by ${listOf(
            found.map(one => one.tool),
          )}.`,
          evidence: listOf(found.map(one => one.evidence)),
        },
      ];
    }),
});
