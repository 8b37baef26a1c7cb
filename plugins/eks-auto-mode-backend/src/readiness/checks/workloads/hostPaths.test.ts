// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDaemonSet } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { hostPaths } from './hostPaths';

const found = ['warning DaemonSet shop/agent'];
const mounting = (path: string, readOnly?: boolean, more = {}) => ({
  daemonSets: [
    aDaemonSet('agent', {
      spec: {
        volumes: [{ name: 'host', hostPath: { path } }],
        containers: [
          aContainer({
            volumeMounts: [{ name: 'host', mountPath: '/host', readOnly }],
          }),
        ],
        ...more,
      },
    }).daemonSet,
  ],
});

holds(hostPaths, [
  [
    'warns of any path',
    mounting('/opt/data', true),
    found,
    ['hostPath host (/opt/data)'],
  ],
  ['passes on /proc read-only', mounting('/proc', true), []],
  ['passes below /var/log read-only', mounting('/var/log/pods', true), []],
  [
    'warns of /var/log to be written',
    mounting('/var/log'),
    found,
    ['hostPath host (/var/log)'],
  ],
  [
    'warns of a name that only begins so',
    mounting('/system', true),
    found,
    ['hostPath host (/system)'],
  ],
  [
    'warns of the whole root',
    mounting('/', true),
    found,
    ['hostPath host (/)'],
  ],
  [
    'passes over what keeps off Auto nodes',
    mounting('/opt', true, {
      nodeSelector: { 'eks.amazonaws.com/compute-type': 'hybrid' },
    }),
    [],
  ],
  [
    'looks at the mounts of that volume only',
    mounting('/proc', true, {
      volumes: [
        { name: 'host', hostPath: { path: '/proc' } },
        { name: 'tmp', emptyDir: {} },
      ],
      containers: [
        aContainer({
          volumeMounts: [
            { name: 'host', mountPath: '/host', readOnly: true },
            { name: 'tmp', mountPath: '/tmp' },
          ],
        }),
        aContainer({ name: 'plain' }),
      ],
    }),
    [],
  ],
  [
    'warns where one of two mounts may write',
    mounting('/proc', true, {
      containers: [
        aContainer({
          volumeMounts: [
            { name: 'host', mountPath: '/host', readOnly: true },
            { name: 'host', mountPath: '/too' },
          ],
        }),
      ],
    }),
    found,
  ],
]);
