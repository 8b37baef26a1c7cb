// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { CustomResourceDefinition } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aDaemonSet, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { alternativeCni } from './alternativeCni';

const definition = (
  plural: string,
  group: string,
): CustomResourceDefinition => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}` },
  spec: { group, names: { kind: 'X', plural } },
});
const system = { namespace: 'kube-system' };

holds(alternativeCni, [
  [
    'blocks on Calico’s agent',
    { daemonSets: [aDaemonSet('calico-node', system).daemonSet] },
    ['blocker DaemonSet kube-system/calico-node'],
    ['DaemonSet calico-node'],
  ],
  [
    'blocks on Cilium’s operator',
    { deployments: [aDeployment('cilium-operator', system).deployment] },
    ['blocker Deployment kube-system/cilium-operator'],
    ['Deployment cilium-operator'],
  ],
  [
    'blocks on Flannel',
    { daemonSets: [aDaemonSet('kube-flannel-ds', system).daemonSet] },
    ['blocker DaemonSet kube-system/kube-flannel-ds'],
    ['DaemonSet kube-flannel-ds'],
  ],
  [
    'blocks on Istio’s CNI',
    { daemonSets: [aDaemonSet('istio-cni-node', system).daemonSet] },
    ['blocker DaemonSet kube-system/istio-cni-node'],
    ['DaemonSet istio-cni-node'],
  ],
  [
    'passes over names that only resemble',
    {
      deployments: [
        aDeployment('ciliumania').deployment,
        aDeployment('weave-gitops').deployment,
      ],
    },
    [],
  ],
  [
    'blocks on the kinds alone',
    {
      customResourceDefinitions: [
        definition('globalnetworkpolicies', 'crd.projectcalico.org'),
      ],
    },
    [
      'blocker CustomResourceDefinition globalnetworkpolicies.crd.projectcalico.org',
    ],
    [
      'CustomResourceDefinition globalnetworkpolicies.crd.projectcalico.org of crd.projectcalico.org',
    ],
  ],
  [
    'names the engine rather than its kinds',
    {
      daemonSets: [aDaemonSet('calico-node', system).daemonSet],
      customResourceDefinitions: [
        definition('globalnetworkpolicies', 'crd.projectcalico.org'),
      ],
    },
    ['blocker DaemonSet kube-system/calico-node'],
    ['DaemonSet calico-node; its kinds of crd.projectcalico.org are installed'],
  ],
  [
    'passes over other kinds',
    {
      customResourceDefinitions: [
        definition('certificates', 'cert-manager.io'),
      ],
    },
    [],
  ],
]);
