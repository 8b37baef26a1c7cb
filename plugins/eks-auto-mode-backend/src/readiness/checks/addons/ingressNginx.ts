// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { containerOf } from '../../images';
import { subjectOf } from '../../workloads';

export const ingressNginx = defineCheck({
  code: 'ADD-14',
  title: 'No ingress-nginx',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: ['deployments', 'daemonSets'],
  why: 'The project is retired upstream, and the load balancer in front of it has to be created anew under a class of Auto Mode.',
  remediation:
    'Plan its replacement; until then re-create its Service as described for LB-01.',
  source: 'eksup K8S013',
  evaluate: ({ deployments, daemonSets }) =>
    [...deployments, ...daemonSets].flatMap(object => {
      const container = containerOf(
        object.spec.template.spec,
        /(^|\/)ingress-nginx\/controller(-chroot)?$/,
      );
      if (!container) return [];
      return [
        {
          subject: subjectOf(object),
          message:
            'ingress-nginx is retired upstream, and its load balancer has to be created anew.',
          evidence: `container ${container.name}: image ${container.image}`,
        },
      ];
    }),
});
