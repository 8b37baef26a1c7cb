// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Container,
  LimitRange,
  ResourceList,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aContainer, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { requests } from './requests';

const found = ['warning Deployment shop/web'];
const web = (
  resources: Container['resources'],
  initContainers: Container[] = [],
) => ({
  deployments: [
    aDeployment('web', {
      spec: { containers: [aContainer({ resources })], initContainers },
    }).deployment,
  ],
});
const both = { requests: { cpu: '1', memory: '1Gi' } };
const range = (
  limit: {
    type?: string;
    default?: ResourceList;
    defaultRequest?: ResourceList;
  },
  namespace = 'shop',
): LimitRange => ({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'defaults', namespace },
  spec: { limits: [{ type: 'Container', ...limit }] },
});

holds(requests, [
  [
    'warns without any',
    web({}),
    found,
    ['no request: container app (cpu, memory)'],
  ],
  [
    'warns without memory',
    web({ requests: { cpu: '1' } }),
    found,
    ['no request: container app (memory)'],
  ],
  [
    'warns without CPU',
    web({ requests: { memory: '1Gi' } }),
    found,
    ['no request: container app (cpu)'],
  ],
  [
    'takes a limit for a request',
    web({ requests: { cpu: '1' }, limits: { memory: '1Gi' } }),
    [],
  ],
  [
    'takes what the pod asks for all its containers',
    {
      deployments: [
        aDeployment('web', {
          spec: {
            containers: [aContainer({ resources: {} })],
            resources: both,
          },
        }).deployment,
      ],
    },
    [],
  ],
  [
    'counts native sidecars',
    web(both, [aContainer({ resources: {}, restartPolicy: 'Always' })]),
    found,
    ['no request: container app (cpu, memory)'],
  ],
  [
    'passes over init containers',
    web(both, [aContainer({ resources: {} })]),
    [],
  ],
  [
    'takes the defaults of a LimitRange',
    {
      ...web({}),
      limitRanges: [range({ defaultRequest: { cpu: '1', memory: '1Gi' } })],
    },
    [],
  ],
  [
    'takes its default limits too',
    {
      ...web({ requests: { cpu: '1' } }),
      limitRanges: [range({ default: { memory: '1Gi' } })],
    },
    [],
  ],
  [
    'warns where it gives only one',
    { ...web({}), limitRanges: [range({ defaultRequest: { cpu: '1' } })] },
    found,
    ['no request: container app (memory)'],
  ],
  [
    'passes over one of another namespace',
    {
      ...web({}),
      limitRanges: [
        range({ defaultRequest: { cpu: '1', memory: '1Gi' } }, 'other'),
      ],
    },
    found,
    ['no request: container app (cpu, memory)'],
  ],
  [
    'passes over one for whole pods',
    {
      ...web({}),
      limitRanges: [
        range({ type: 'Pod', default: { cpu: '1', memory: '1Gi' } }),
      ],
    },
    found,
    ['no request: container app (cpu, memory)'],
  ],
]);
