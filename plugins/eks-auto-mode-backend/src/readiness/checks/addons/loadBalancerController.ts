// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { containerOf, imageOf } from '../../images';
import { listOf } from '../../text';
import { subjectOf } from '../../workloads';

const PATH = /(^|\/)aws-(load-balancer|alb-ingress)-controller$/;

export const loadBalancerController = defineCheck({
  code: 'ADD-09',
  title: 'No AWS Load Balancer Controller beside that of Auto Mode',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['deployments', 'webhookConfigurations'],
  why: 'Its load balancers stay its own and cannot be taken over; its webhook competes for new Services without a class.',
  remediation:
    'Keep it until every Ingress and Service of its is re-created under a class of Auto Mode; pass it --aws-region and --aws-vpc-id, because it finds no IMDS on Auto nodes.',
  source: 'EKS User Guide, migrate-auto',
  evaluate: ({ deployments, webhookConfigurations }) =>
    deployments.flatMap(deployment => {
      const { metadata, spec } = deployment;
      const container = containerOf(spec.template.spec, PATH);
      if (!container && metadata.name !== 'aws-load-balancer-controller')
        return [];
      const webhooks = webhookConfigurations.filter(
        ({ webhooks: hooks = [] }) =>
          hooks.some(
            hook =>
              hook.clientConfig?.service?.name ===
              'aws-load-balancer-webhook-service',
          ),
      );
      return [
        {
          subject: subjectOf(deployment),
          message:
            'The AWS Load Balancer Controller runs beside that of Auto Mode; neither takes over what the other made.',
          evidence: [
            `version ${(container && imageOf(container).tag) ?? 'unknown'}`,
            ...(webhooks.length > 0
              ? [`webhooks ${listOf(webhooks.map(one => one.metadata.name))}`]
              : []),
          ].join('; '),
        },
      ];
    }),
});
