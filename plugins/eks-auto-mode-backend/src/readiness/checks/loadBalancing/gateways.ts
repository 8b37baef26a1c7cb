// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { subjectOf } from '../../workloads';

/** The controllers of the AWS Load Balancer Controller: gateway.k8s.aws/alb and /nlb. */
const CONTROLLER = /^gateway\.k8s\.aws\//;

export const gateways = defineCheck({
  code: 'LB-04',
  title: 'No Gateway belongs to the AWS Load Balancer Controller',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: ['gateways', 'gatewayClasses'],
  why: 'Its load balancer stays with that controller, which has to go on running; what Auto Mode itself does with Gateways differs by version.',
  remediation:
    'Keep the AWS Load Balancer Controller (with --aws-region and --aws-vpc-id, as Auto nodes give it no metadata), or look in the User Guide for what your version of Auto Mode does with Gateways and move the routes to a second one.',
  source: 'EKS User Guide, auto-configure-alb; migrate-auto',
  evaluate: ({ gateways: all, gatewayClasses }) => {
    const ours = new Map(
      gatewayClasses
        .filter(({ spec }) => CONTROLLER.test(spec.controllerName))
        .map(({ metadata, spec }) => [metadata.name, spec.controllerName]),
    );
    return all.flatMap(gateway => {
      const controller = ours.get(gateway.spec.gatewayClassName);
      if (!controller) return [];
      return [
        {
          subject: subjectOf(gateway),
          message: 'Its load balancer cannot be taken over by Auto Mode.',
          evidence: `class ${
            gateway.spec.gatewayClassName
          }, controller ${controller}, address ${
            gateway.status?.addresses?.[0]?.value ?? 'none yet'
          }`,
        },
      ];
    });
  },
});
