// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import {
  defineCheck,
  type Service,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { newObject, place, shellPatch } from '../../patch';
import { listOf } from '../../text';
import { subjectOf } from '../../workloads';

const AUTO = 'eks.amazonaws.com/nlb';
const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';

/** Annotations of the AWS Load Balancer Controller that mean the same under Auto Mode. */
const SAME = new Set(
  [
    'additional-resource-tags',
    'alpn-policy',
    'attributes',
    'eip-allocations',
    'healthcheck-healthy-threshold',
    'healthcheck-interval',
    'healthcheck-path',
    'healthcheck-port',
    'healthcheck-protocol',
    'healthcheck-timeout',
    'healthcheck-unhealthy-threshold',
    'nlb-target-type',
    'private-ipv4-addresses',
    'ssl-cert',
    'ssl-negotiation-policy',
    'ssl-ports',
    'subnets',
    'target-group-attributes',
  ].map(name => `${PREFIX}${name}`),
);
/** What the patch says in another way: class, scheme, source ranges. */
const TRANSLATED = new Set(
  ['type', 'internal', 'scheme'].map(name => `${PREFIX}${name}`),
);

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
        const type = metadata.annotations?.[`${PREFIX}type`];
        const target = metadata.annotations?.[`${PREFIX}nlb-target-type`];
        const twin = all.find(other => isTwin(service, other));
        const left = Object.keys(metadata.annotations ?? {}).filter(
          key =>
            key.startsWith(PREFIX) && !SAME.has(key) && !TRANSLATED.has(key),
        );
        return {
          subject: subjectOf(service),
          message: twin
            ? `The Service ${twin.metadata.name} serves the same pods by a load balancer of Auto Mode; this one can go once nobody uses its address.`
            : 'Its load balancer cannot be taken over by Auto Mode.',
          evidence: [
            `class ${spec.loadBalancerClass ?? 'none'}`,
            ...(type ? [`type ${type}`] : []),
            ...(target ? [`targets ${target}`] : []),
            `hostname ${
              status?.loadBalancer?.ingress?.[0]?.hostname ?? 'none yet'
            }`,
            ...(left.length > 0
              ? [`annotations without an equal in the patch: ${listOf(left)}`]
              : []),
          ].join(', '),
          patch: twin ? removal(service) : twinOf(service),
        };
      }),
});

function isTwin({ metadata, spec }: Service, other: Service): boolean {
  const entries = Object.entries(spec.selector ?? {});
  const others = other.spec.selector ?? {};
  return (
    other.spec.loadBalancerClass === AUTO &&
    other.metadata.namespace === metadata.namespace &&
    entries.length > 0 &&
    entries.length === Object.keys(others).length &&
    entries.every(([key, value]) => others[key] === value)
  );
}

/** A second Service for the same pods, as the first one is otherwise; none for one without a selector. */
function twinOf(service: Service): Patch | undefined {
  const { metadata, spec } = service;
  if (!spec.selector || !spec.ports) return undefined;
  const { annotations = {} } = metadata;
  const ranges =
    spec.loadBalancerSourceRanges ??
    annotations['service.beta.kubernetes.io/load-balancer-source-ranges']
      ?.split(',')
      .map(range => range.trim());
  return newObject(
    'Create a second Service under Auto Mode, then shift DNS to it',
    {
      ...subjectOf(service),
      // A name of a Service has 63 characters at most.
      name: `${metadata.name.slice(0, 58).replace(/-+$/, '')}-auto`,
    },
    {
      metadata: {
        annotations: {
          ...Object.fromEntries(
            Object.entries(annotations).filter(([key]) => SAME.has(key)),
          ),
          [`${PREFIX}scheme`]: schemeOf(service),
        },
      },
      spec: {
        type: 'LoadBalancer',
        loadBalancerClass: AUTO,
        selector: spec.selector,
        ports: spec.ports,
        ...(spec.externalTrafficPolicy
          ? { externalTrafficPolicy: spec.externalTrafficPolicy }
          : {}),
        ...(ranges ? { loadBalancerSourceRanges: ranges } : {}),
      },
    },
  );
}

/** The AWS Load Balancer Controller makes internal ones unless told, the controller before it public ones. */
function schemeOf({ metadata, spec }: Service): string {
  const { annotations = {} } = metadata;
  const scheme = annotations[`${PREFIX}scheme`];
  if (scheme) return scheme;
  const internal = annotations[`${PREFIX}internal`];
  if (internal !== undefined)
    return internal === 'false' ? 'internet-facing' : 'internal';
  const type = annotations[`${PREFIX}type`];
  return spec.loadBalancerClass !== undefined ||
    type === 'external' ||
    type === 'nlb-ip'
    ? 'internal'
    : 'internet-facing';
}

function removal(service: Service): Patch {
  const subject = subjectOf(service);
  return shellPatch('Delete it, once nobody uses its address any more', [
    ['kubectl', ...place(subject), 'delete', 'service', subject.name],
  ]);
}
