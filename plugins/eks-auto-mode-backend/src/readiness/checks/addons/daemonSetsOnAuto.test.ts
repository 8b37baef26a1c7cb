// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDaemonSet } from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { daemonSetsOnAuto } from './daemonSetsOnAuto';

const named =
  (name: string): Change =>
  ({ daemonSets }) => ({
    daemonSets: [
      ...daemonSets,
      aDaemonSet(name, { namespace: 'kube-system' }).daemonSet,
    ],
  });

holds(daemonSetsOnAuto, [
  [
    'warns of a self-managed node driver',
    named('ebs-csi-node'),
    ['warning DaemonSet kube-system/ebs-csi-node'],
    ['no required node affinity eks.amazonaws.com/compute-type NotIn [auto]'],
  ],
  [
    'warns of the termination handler',
    named('aws-node-termination-handler'),
    ['warning DaemonSet kube-system/aws-node-termination-handler'],
    ['no required node affinity eks.amazonaws.com/compute-type NotIn [auto]'],
  ],
  ['passes over others', named('node-exporter'), []],
  [
    'passes where EKS manages it',
    {
      daemonSets: [
        aDaemonSet('kube-proxy', { namespace: 'kube-system' }).daemonSet,
      ],
    },
    [],
  ],
]);

mends(daemonSetsOnAuto, [
  [
    'warns of a self-managed node driver',
    named('ebs-csi-node'),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: apps/v1',
      'kind: DaemonSet',
      'metadata:',
      '  name: ebs-csi-node',
      '  namespace: kube-system',
      'spec:',
      '  template:',
      '    spec:',
      '      affinity:',
      '        nodeAffinity:',
      '          requiredDuringSchedulingIgnoredDuringExecution:',
      '            nodeSelectorTerms:',
      '              - matchExpressions:',
      '                  - key: eks.amazonaws.com/compute-type',
      '                    operator: NotIn',
      '                    values:',
      '                      - auto',
    ],
  ],
]);
