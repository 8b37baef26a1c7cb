// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';
import { subjectOf } from '../../workloads';

const CONTROLLER = 'ingress.k8s.aws/alb';
const LEGACY = 'kubernetes.io/ingress.class';
const UNSUPPORTED = [
  LEGACY,
  'alb.ingress.kubernetes.io/group.name',
  'alb.ingress.kubernetes.io/waf-acl-id',
  'alb.ingress.kubernetes.io/web-acl-id',
  'alb.ingress.kubernetes.io/wafv2-acl-name',
  'alb.ingress.kubernetes.io/dry-run-plan',
  'alb.ingress.kubernetes.io/create-acm-cert',
  'alb.ingress.kubernetes.io/acm-pca-arn',
];

export const ingresses = defineCheck({
  code: 'LB-02',
  title: 'No Ingress belongs to the AWS Load Balancer Controller',
  severity: 'warning',
  mayBlock: true,
  resolvedBy: 'owner',
  reads: ['ingresses', 'ingressClasses'],
  why: 'Auto Mode cannot take over its load balancer, and does not know some of its annotations.',
  remediation:
    'Create a second Ingress under a class of eks.amazonaws.com/alb, with what the annotations said in IngressClassParams; shift DNS; delete this one. Never change the class of a live Ingress.',
  source: 'EKS User Guide, auto-configure-alb; migrate-auto',
  evaluate: ({ ingresses: all, ingressClasses }) => {
    const classes = new Set(
      ingressClasses
        .filter(({ spec }) => spec.controller === CONTROLLER)
        .map(({ metadata }) => metadata.name),
    );
    const others = new Set(
      ingressClasses
        .filter(({ spec }) => spec.controller !== CONTROLLER)
        .map(({ metadata }) => metadata.name),
    );
    const standard = ingressClasses.find(
      ({ metadata }) =>
        metadata.annotations?.[
          'ingressclass.kubernetes.io/is-default-class'
        ] === 'true',
    );
    return all.flatMap(ingress => {
      const annotations = ingress.metadata.annotations ?? {};
      const name =
        ingress.spec.ingressClassName ??
        annotations[LEGACY] ??
        standard?.metadata.name;
      // A class of that name that nobody defined is the controller's by habit.
      const ours =
        name !== undefined &&
        (classes.has(name) || (name === 'alb' && !others.has(name)));
      if (!ours) return [];
      const unknown = [
        ...UNSUPPORTED.filter(key => key in annotations),
        ...(annotations['alb.ingress.kubernetes.io/auth-type'] === 'oidc'
          ? ['alb.ingress.kubernetes.io/auth-type: oidc']
          : []),
      ];
      return [
        {
          subject: subjectOf(ingress),
          severity:
            unknown.length > 0 ? ('blocker' as const) : ('warning' as const),
          message:
            unknown.length > 0
              ? 'It asks its load balancer for things that Auto Mode does not know.'
              : 'Its load balancer cannot be taken over by Auto Mode.',
          evidence: `class ${name}, hostname ${
            ingress.status?.loadBalancer?.ingress?.[0]?.hostname ?? 'none yet'
          }${unknown.length > 0 ? `; not supported: ${listOf(unknown)}` : ''}`,
        },
      ];
    });
  },
});
