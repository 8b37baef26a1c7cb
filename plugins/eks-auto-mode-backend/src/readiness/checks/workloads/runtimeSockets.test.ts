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
]);
