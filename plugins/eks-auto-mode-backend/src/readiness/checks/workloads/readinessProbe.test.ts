// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Container,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aContainer, aDaemonSet, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { readinessProbe } from './readinessProbe';

const found = ['warning Deployment shop/web'];
const bare = (overrides: Partial<Container> = {}) =>
  aContainer({ readinessProbe: undefined, name: 'bare', ...overrides });
const web = (containers: Container[], initContainers: Container[] = []) => ({
  deployments: [
    aDeployment('web', { spec: { containers, initContainers } }).deployment,
  ],
});

const agent = (spec: Partial<PodSpec> = {}) => ({
  daemonSets: [
    aDaemonSet('agent', { spec: { containers: [bare()], ...spec } }).daemonSet,
  ],
});

holds(readinessProbe, [
  [
    'warns of one container among several',
    web([aContainer(), bare()]),
    found,
    ['no readinessProbe: container bare'],
  ],
  [
    'warns once of all',
    web([bare(), bare({ name: 'other' })]),
    found,
    ['no readinessProbe: container bare, other'],
  ],
  [
    'counts native sidecars',
    web([aContainer()], [bare({ restartPolicy: 'Always' })]),
    found,
    ['no readinessProbe: container bare'],
  ],
  ['passes over init containers', web([aContainer()], [bare()]), []],
  [
    'warns of a DaemonSet, which runs on Auto nodes too',
    agent(),
    ['warning DaemonSet shop/agent'],
    ['no readinessProbe: container bare'],
  ],
  [
    'passes over DaemonSets that keep off them',
    agent({
      nodeSelector: { 'eks.amazonaws.com/compute-type': 'ec2' },
    }),
    [],
  ],
  [
    'passes over jobs, which serve nobody',
    {
      jobs: [
        {
          apiVersion: 'batch/v1',
          kind: 'Job',
          metadata: { name: 'once', namespace: 'shop' },
          spec: { template: { spec: { containers: [bare()] } } },
        },
      ],
    },
    [],
  ],
]);
