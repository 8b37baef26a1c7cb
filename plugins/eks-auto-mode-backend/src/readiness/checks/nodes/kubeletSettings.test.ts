// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { GROUP_ARN, OWN_ARN, ownGroup, template } from '../../testing/groups';
import { holds, type Case } from '../../testing/holds';
import { kubeletSettings } from './kubeletSettings';

const found = [`warning ${GROUP_ARN}`];
const userData = (text: string) => template({ userData: text });

holds(kubeletSettings, [
  [
    'warns of more than 110 pods',
    userData("--kubelet-extra-args '--max-pods=234'"),
    found,
    ['user data: max pods 234'],
  ],
  ['passes at 110', userData('maxPods: 110'), []],
  [
    'warns of reserved resources',
    userData('kubeReserved:\n  cpu: 100m'),
    found,
    ['user data: reserved resources'],
  ],
  [
    'warns of a static CPU policy',
    userData('cpu-manager-policy=static'),
    found,
    ['user data: static CPU policy'],
  ],
  ['passes on other arguments', userData('--node-labels=a=b'), []],
  [
    'warns of a group of its own',
    ownGroup({ userData: "--kubelet-extra-args '--max-pods=200'" }),
    [`warning ${OWN_ARN}`],
    ['user data: max pods 200'],
  ],
  [
    'warns of a launch configuration',
    ownGroup({ userData: 'kubeReserved:', configuration: true }),
    [`warning ${OWN_ARN}`],
    ['user data: reserved resources'],
  ],
  [
    'passes on a group of its own at 110',
    ownGroup({ userData: 'maxPods: 110' }),
    [],
  ],
  ...[
    ['"maxPods": 234', 'max pods 234'],
    ["'max-pods' '234'", 'max pods 234'],
    ['--max-pods 234', 'max pods 234'],
    ['--system-reserved=cpu=1', 'reserved resources'],
    ['systemReserved:', 'reserved resources'],
    ['kube-reserved', 'reserved resources'],
    ['--allowed-unsafe-sysctls=x', 'unsafe sysctls'],
    ['allowedUnsafeSysctls:', 'unsafe sysctls'],
    ['"cpuManagerPolicy" : "static"', 'static CPU policy'],
    ["cpuManagerPolicy: 'static'", 'static CPU policy'],
    ['--cpu-manager-policy=static', 'static CPU policy'],
    ['eviction-hard', 'eviction thresholds'],
    ['evictionHard:', 'eviction thresholds'],
    ['--eviction-soft=x', 'eviction thresholds'],
    ['evictionSoft:', 'eviction thresholds'],
  ].map(
    ([text, evidence]): Case => [
      `reads ${text}`,
      userData(text),
      found,
      [`user data: ${evidence}`],
    ],
  ),
  ['passes on another CPU policy', userData('cpuManagerPolicy: none'), []],
]);
