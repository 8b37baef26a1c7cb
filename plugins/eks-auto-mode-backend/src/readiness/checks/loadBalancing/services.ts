// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { subjectOf } from '../../workloads';

const AUTO = 'eks.amazonaws.com/nlb';

export const services = defineCheck({
  code: 'LB-01',
  title: 'No Service has a load balancer of another controller',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: ['services'],
  why: 'Auto Mode cannot take over a load balancer: it stays with the controller that made it, and the class of a Service never changes.',
  remediation:
    'Create a second Service with the class eks.amazonaws.com/nlb, shift DNS to it, then delete this one.',
  source: 'EKS User Guide, migrate-auto; auto-configure-nlb',
  evaluate: ({ services: all }) =>
    all
      .filter(
        ({ spec }) =>
          spec.type === 'LoadBalancer' && spec.loadBalancerClass !== AUTO,
      )
      .map(service => {
        const { metadata, spec, status } = service;
        const type =
          metadata.annotations?.[
            'service.beta.kubernetes.io/aws-load-balancer-type'
          ];
        const target =
          metadata.annotations?.[
            'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type'
          ];
        return {
          subject: subjectOf(service),
          message: 'Its load balancer cannot be taken over by Auto Mode.',
          evidence: [
            `class ${spec.loadBalancerClass ?? 'none'}`,
            ...(type ? [`type ${type}`] : []),
            ...(target ? [`targets ${target}`] : []),
            `hostname ${
              status?.loadBalancer?.ingress?.[0]?.hostname ?? 'none yet'
            }`,
          ].join(', '),
        };
      }),
});
