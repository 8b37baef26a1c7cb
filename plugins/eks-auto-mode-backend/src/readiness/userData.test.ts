// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { commandsOf } from './userData';

const MIME = `MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="==B=="

--==B==
Content-Type: text/x-shellscript; charset="us-ascii"

#!/bin/bash
set -ex
/etc/eks/bootstrap.sh shop \\
  --b64-cluster-ca abc \\
  --kubelet-extra-args '--max-pods=58'
COMMANDS
--==B==--
`;

it.each([
  ['a bootstrap only', MIME.replace('COMMANDS\n', ''), []],
  [
    'a bootstrap and an agent',
    MIME.replace('COMMANDS', 'yum install -y falcon-sensor'),
    ['yum install -y falcon-sensor'],
  ],
  [
    'nodeadm',
    `--B
Content-Type: application/node.eks.aws

apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      maxPods: 58
--B
Content-Type: text/x-shellscript

#!/bin/bash
sysctl -w vm.max_map_count=262144
--B--`,
    ['sysctl -w vm.max_map_count=262144'],
  ],
  [
    'Bottlerocket settings',
    '[settings.kubernetes]\ncluster-name = "shop"\n',
    [],
  ],
  [
    'a plain script',
    '#!/bin/bash\ncurl http://x | sh\n',
    ['curl http://x | sh'],
  ],
  ['nothing', '', []],
])('of %s', (_words, userData, expected) => {
  expect(commandsOf(userData)).toEqual(expected);
});
