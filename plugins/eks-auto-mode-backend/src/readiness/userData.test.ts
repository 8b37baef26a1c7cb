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

it.each([
  '',
  '# install nothing',
  'set -o pipefail',
  '/etc/eks/bootstrap.sh',
  '/etc/eks/bootstrap.sh shop --use-max-pods false',
  'nodeadm  init',
  'exec  nodeadm init -c file:///etc/node.yaml',
  "--=_Part.1+a/b'c",
  'mime-version: 1.0',
  'Content-Disposition: attachment; filename="a"',
  'Content-Transfer-Encoding: 7bit',
  'B64_CLUSTER_CA=abc',
  'API_SERVER_URL=https://abc.example',
  'K8S_CLUSTER_DNS_IP=172.20.0.10',
])('%j only joins the node', line => {
  expect(commandsOf(`#!/bin/bash\n${line}`)).toEqual([]);
});

it.each([
  'echo # a word',
  'unset PATH',
  'setfacl -m u:a:r /etc',
  'cat /etc/eks/bootstrap.sh',
  '/etc/eks/bootstrap.sh.d/agent',
  'a--b',
  'echo nodeadm init',
  'execnodeadm init',
  'nodeadminit',
  '--token abc',
  'echo MIME-Version: 1.0',
  'export API_SERVER_URL=https://abc.example',
  'API_SERVER_URL=a curl https://abc.example',
  'API_SERVER_URL=',
])('%j is a command', line => {
  expect(commandsOf(`#!/bin/bash\n${line}`)).toEqual([line]);
});

it('takes no command for a part of the bootstrap because it goes on in the next line', () => {
  expect(
    commandsOf(
      [
        '#!/bin/bash',
        '/opt/agent/install.sh \\',
        '  --token abc',
        '/etc/eks/bootstrap.sh \\',
        '  shop \\',
        '  --use-max-pods false',
        'touch /ready',
      ].join('\n'),
    ),
  ).toEqual(['/opt/agent/install.sh \\', '--token abc', 'touch /ready']);
});

it.each<[string, string[], string[]]>([
  [
    'settings of nodeadm by their version',
    ['apiVersion:  node.eks.aws/v1', 'kind: X'],
    [],
  ],
  [
    'settings of nodeadm by their type',
    ['Content-Type: application/node.eks.aws', 'kind: X'],
    [],
  ],
  [
    'settings that speak of flags and scripts',
    [
      'apiVersion: node.eks.aws/v1',
      'flags: --max-pods=5',
      'note: #!',
      'kind: X',
    ],
    [],
  ],
  ['what only looks like settings', ['kind: X'], ['kind: X']],
  [
    'a script that speaks of settings',
    [
      'echo Content-Type: application/node.eks.aws',
      'echo apiVersion: node.eks.aws/v1',
      'touch /a',
    ],
    [
      'echo Content-Type: application/node.eks.aws',
      'echo apiVersion: node.eks.aws/v1',
      'touch /a',
    ],
  ],
  [
    'a script after settings',
    ['apiVersion: node.eks.aws/v1', 'kind: X', '#!/bin/bash', 'touch /a'],
    ['touch /a'],
  ],
  [
    'a part after settings',
    ['apiVersion: node.eks.aws/v1', 'kind: X', '--B', 'touch /a'],
    ['touch /a'],
  ],
  ['Bottlerocket’s settings, indented', ['  [settings]', 'a = 1'], []],
  [
    'a part after Bottlerocket’s settings',
    ['[settings]', 'a = 1', 'Content-Type: text/x-shellscript', 'touch /a'],
    ['touch /a'],
  ],
  [
    'a script with such a line',
    ['#!/bin/bash', '[settings.a]'],
    ['[settings.a]'],
  ],
  [
    'a word in brackets elsewhere',
    ['echo [settings.a]'],
    ['echo [settings.a]'],
  ],
  [
    'a bootstrap with a backslash inside',
    ['/etc/eks/bootstrap.sh a\\b', 'touch /a'],
    ['touch /a'],
  ],
])('of %s', (_words, lines, expected) => {
  expect(commandsOf(lines.join('\n'))).toEqual(expected);
});
