// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type Ingress,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { AUTO, GROUP, ingressTwin } from '../../ingressTwin';
import { place, shellPatch } from '../../patch';
import { listOf } from '../../text';
import { subjectOf } from '../../workloads';

const CONTROLLER = 'ingress.k8s.aws/alb';
const LEGACY = 'kubernetes.io/ingress.class';
/** What the second Ingress says in another way. */
const TRANSLATED = new Set([LEGACY, GROUP]);
const UNSUPPORTED = [
  LEGACY,
  GROUP,
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
    'Once Auto Mode is on, create a second Ingress under a class of eks.amazonaws.com/alb, with what the annotations said in IngressClassParams; shift DNS; delete this one. Never change the class of a live Ingress.',
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
    const autoClasses = new Set(
      ingressClasses
        .filter(({ spec }) => spec.controller === AUTO)
        .map(({ metadata }) => metadata.name),
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
      const lost = unknown.filter(key => !TRANSLATED.has(key));
      const twin = all.find(
        other =>
          autoClasses.has(other.spec.ingressClassName ?? '') &&
          isTwin(ingress, other),
      );
      const parameters = ingressClasses.find(
        ({ metadata }) => metadata.name === name,
      )?.spec.parameters?.name;
      return [
        {
          subject: subjectOf(ingress),
          severity:
            unknown.length > 0 ? ('blocker' as const) : ('warning' as const),
          message: messageOf(twin, unknown.length > 0),
          evidence: `class ${name}${
            parameters ? ` with IngressClassParams ${parameters}` : ''
          }, hostname ${
            ingress.status?.loadBalancer?.ingress?.[0]?.hostname ?? 'none yet'
          }${unknown.length > 0 ? `; not supported: ${listOf(unknown)}` : ''}`,
          ...remedyOf(twin, lost, parameters),
          patch: patchOf(ingress, twin, lost),
        },
      ];
    });
  },
});

/** Whether another Ingress sends the same requests to the same Services. */
function isTwin({ metadata, spec }: Ingress, other: Ingress): boolean {
  return (
    other.metadata.namespace === metadata.namespace &&
    JSON.stringify([other.spec.rules, other.spec.defaultBackend]) ===
      JSON.stringify([spec.rules, spec.defaultBackend])
  );
}

function messageOf(twin: Ingress | undefined, unsupported: boolean): string {
  if (twin)
    return `The Ingress ${twin.metadata.name} serves the same requests by a load balancer of Auto Mode; this one can go once nobody uses its address.`;
  return unsupported
    ? 'It asks its load balancer for things that Auto Mode does not know.'
    : 'Its load balancer cannot be taken over by Auto Mode.';
}

function remedyOf(
  twin: Ingress | undefined,
  lost: readonly string[],
  parameters: string | undefined,
): { remedy?: string } {
  if (twin) return {};
  if (lost.length > 0)
    return {
      remedy: `Nothing of Auto Mode does what ${listOf(
        lost,
      )} does: decide what takes its place (alb.ingress.kubernetes.io/wafv2-acl-arn for a web ACL, sign-in by the application), or keep the AWS Load Balancer Controller.`,
    };
  return parameters
    ? {
        remedy: `Carry over what IngressClassParams ${parameters} says (subnets.tags are subnets.matchTags there, certificateArn is certificateARNs), then create the second Ingress, shift DNS, and delete this one.`,
      }
    : {};
}

/** Nothing where the second one would lack a protection that the first one has. */
function patchOf(
  ingress: Ingress,
  twin: Ingress | undefined,
  lost: readonly string[],
) {
  if (twin) {
    const subject = subjectOf(ingress);
    return shellPatch('Delete it, once nobody uses its address any more', [
      ['kubectl', ...place(subject), 'delete', 'ingress', subject.name],
    ]);
  }
  return lost.length > 0 ? undefined : ingressTwin(ingress);
}
