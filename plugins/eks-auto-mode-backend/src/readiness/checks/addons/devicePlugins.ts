// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { offAutoPatch, staysOffAuto } from '../../offAuto';
import { subjectOf } from '../../workloads';
import { imageOf } from '../../images';

const NAMED =
  /(nvidia|neuron|efa)[\w-]*device-plugin|^(nvidia-)?gpu-operator$|k8s-device-plugin$/;

export const devicePlugins = defineCheck({
  code: 'ADD-12',
  title: 'Device plugins keep off Auto nodes',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['daemonSets', 'deployments'],
  why: 'Auto nodes bring drivers and device plugins for GPU, Neuron and EFA; a second plugin announces each device twice.',
  remediation:
    'Keep the plugin off Auto nodes; the GPU operator does not run on them at all.',
  source: 'EKS User Guide, auto-accelerated',
  evaluate: ({ daemonSets, deployments }) =>
    [...daemonSets, ...deployments]
      .filter(({ metadata, spec }) => {
        const pods = spec.template.spec;
        return (
          (NAMED.test(metadata.name) ||
            pods.containers.some(container =>
              NAMED.test(imageOf(container).name),
            )) &&
          !staysOffAuto(pods)
        );
      })
      .map(object => ({
        subject: subjectOf(object),
        message:
          'This device plugin would also run on Auto nodes, which bring their own.',
        evidence: `${object.kind} ${
          object.metadata.name
        }, images ${object.spec.template.spec.containers
          .map(container => imageOf(container).name)
          .join(', ')}`,
        patch: offAutoPatch(object, object.spec.template.spec),
      })),
});
