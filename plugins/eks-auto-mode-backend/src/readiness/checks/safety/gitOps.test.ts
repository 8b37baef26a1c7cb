// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ObjectMeta } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { gitOps } from './gitOps';

const web = (metadata: Partial<ObjectMeta>) => {
  const { deployment } = aDeployment('web');
  return {
    deployments: [
      { ...deployment, metadata: { ...deployment.metadata, ...metadata } },
    ],
  };
};
const found = ['warning Deployment shop/web'];

holds(gitOps, [
  [
    'warns of what Argo CD tracks',
    web({ annotations: { 'argocd.argoproj.io/tracking-id': 'x' } }),
    found,
    ['label or annotation argocd.argoproj.io/tracking-id'],
  ],
  [
    'warns of what Flux applied',
    web({ labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } }),
    found,
    ['label or annotation kustomize.toolkit.fluxcd.io/name'],
  ],
  [
    'goes by field managers too',
    web({ managers: ['kube-controller-manager', 'kustomize-controller'] }),
    found,
    ['field manager kustomize-controller'],
  ],
  [
    'passes over others, though a controller is installed',
    {
      deployments: [
        aDeployment('argocd-application-controller', { namespace: 'argocd' })
          .deployment,
      ],
    },
    [],
  ],
]);
