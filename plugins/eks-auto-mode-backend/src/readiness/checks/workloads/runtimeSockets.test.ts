// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDaemonSet } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { runtimeSockets } from './runtimeSockets';

const mounting = (path: string) => ({
  daemonSets: [
    aDaemonSet('agent', {
      spec: { volumes: [{ name: 's', hostPath: { path } }] },
    }).daemonSet,
  ],
});
const found = ['blocker DaemonSet shop/agent'];

holds(runtimeSockets, [
  [
    'blocks on Docker’s',
    mounting('/var/run/docker.sock'),
    found,
    ['hostPath s (/var/run/docker.sock)'],
  ],
  [
    'blocks on containerd’s',
    mounting('/run/containerd/containerd.sock'),
    found,
    ['hostPath s (/run/containerd/containerd.sock)'],
  ],
  ['passes over other paths', mounting('/var/log'), []],
  ['blocks on a relative name', mounting('docker.sock'), found],
  ['passes on a folder of that name', mounting('/run/docker.sock.d'), []],
  ['passes on another file that ends so', mounting('/run/mydocker.sock'), []],
  [
    'passes over other volumes, none, and what keeps off Auto nodes',
    {
      daemonSets: [
        aDaemonSet('tmp', {
          spec: { volumes: [{ name: 's', emptyDir: {} }] },
        }).daemonSet,
        aDaemonSet('none', { spec: { volumes: undefined } }).daemonSet,
        aDaemonSet('off', {
          spec: {
            volumes: [
              { name: 's', hostPath: { path: '/var/run/docker.sock' } },
            ],
            nodeSelector: { 'eks.amazonaws.com/compute-type': 'hybrid' },
          },
        }).daemonSet,
      ],
    },
    [],
  ],
]);
