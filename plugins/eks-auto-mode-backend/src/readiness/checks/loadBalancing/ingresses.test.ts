// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Ingress,
  IngressClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds, mends, type Case } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { ingresses } from './ingresses';

const ingressClass = (
  name: string,
  controller: string,
  isDefault = false,
): IngressClass => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: {
    name,
    annotations: isDefault
      ? { 'ingressclass.kubernetes.io/is-default-class': 'true' }
      : {},
  },
  spec: { controller },
});
const ingress = (
  ingressClassName?: string,
  annotations: Record<string, string> = {},
): { ingresses: Ingress[] } => ({
  ingresses: [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web', namespace: 'shop', annotations },
      spec: { ingressClassName },
    },
  ],
});
const LEGACY = 'kubernetes.io/ingress.class';
const lbc = { ingressClasses: [ingressClass('public', 'ingress.k8s.aws/alb')] };
const warned = ['warning Ingress shop/web'];
const blocked = ['blocker Ingress shop/web'];

holds(ingresses, [
  [
    'warns of one by its class',
    { ...lbc, ...ingress('public') },
    warned,
    ['class public, hostname none yet'],
  ],
  [
    'warns of the class alb that nobody defined',
    ingress('alb'),
    warned,
    ['class alb, hostname none yet'],
  ],
  [
    'passes where alb is a class of Auto Mode',
    {
      ...ingress('alb'),
      ingressClasses: [ingressClass('alb', 'eks.amazonaws.com/alb')],
    },
    [],
  ],
  [
    'warns of one by the default class',
    {
      ...ingress(),
      ingressClasses: [ingressClass('public', 'ingress.k8s.aws/alb', true)],
    },
    warned,
    ['class public, hostname none yet'],
  ],
  [
    'blocks on the old annotation of its class',
    ingress(undefined, { 'kubernetes.io/ingress.class': 'alb' }),
    blocked,
    [
      'class alb, hostname none yet; not supported: kubernetes.io/ingress.class',
    ],
  ],
  [
    'blocks on a group',
    {
      ...lbc,
      ...ingress('public', { 'alb.ingress.kubernetes.io/group.name': 'x' }),
    },
    blocked,
    [
      'class public, hostname none yet; not supported: alb.ingress.kubernetes.io/group.name',
    ],
  ],
  [
    'blocks on sign-in by OIDC',
    {
      ...lbc,
      ...ingress('public', { 'alb.ingress.kubernetes.io/auth-type': 'oidc' }),
    },
    blocked,
    [
      'class public, hostname none yet; not supported: alb.ingress.kubernetes.io/auth-type: oidc',
    ],
  ],
  [
    'warns of sign-in by Cognito',
    {
      ...lbc,
      ...ingress('public', {
        'alb.ingress.kubernetes.io/auth-type': 'cognito',
      }),
    },
    warned,
    ['class public, hostname none yet'],
  ],
  [
    'passes over other controllers',
    {
      ...ingress('nginx'),
      ingressClasses: [ingressClass('nginx', 'k8s.io/ingress-nginx')],
    },
    [],
  ],
  [
    'passes over one without a class where none is the default',
    {
      ...ingress(),
      ingressClasses: [
        ingressClass('public', 'ingress.k8s.aws/alb'),
        {
          ...ingressClass('plain', 'ingress.k8s.aws/alb'),
          metadata: { name: 'plain' },
        },
      ],
    },
    [],
  ],
  [
    'passes over a class of another name that nobody defined',
    ingress('own'),
    [],
  ],
  [
    'names its address',
    {
      ...lbc,
      ingresses: ingress('public').ingresses.map(one => ({
        ...one,
        status: { loadBalancer: { ingress: [{ hostname: 'a.elb' }] } },
      })),
    },
    warned,
    ['class public, hostname a.elb'],
  ],
  ...[{}, { loadBalancer: {} }, { loadBalancer: { ingress: [] } }].map(
    (status): Case => [
      `reads no address in ${JSON.stringify(status)}`,
      {
        ...lbc,
        ingresses: ingress('public').ingresses.map(one => ({
          ...one,
          status,
        })),
      },
      warned,
      ['class public, hostname none yet'],
    ],
  ),
]);

const autoClass = ingressClass('auto', 'eks.amazonaws.com/alb');
const rules = [{ host: 'shop.example', http: { paths: [{ path: '/' }] } }];
const served = (
  metadata: Partial<Ingress['metadata']>,
  spec: Ingress['spec'],
): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', namespace: 'shop', ...metadata },
  spec,
});
/** The Ingress of the AWS Load Balancer Controller, and another one. */
const beside = (other: Ingress): Change => ({
  ingressClasses: [...lbc.ingressClasses, autoClass],
  ingresses: [served({}, { ingressClassName: 'public', rules }), other],
});

describe('a second Ingress', () => {
  const first = served({}, { ingressClassName: 'public', rules });
  const patchOf = (change: Change) => {
    const [{ patch, message, remedy }] = findingsOf(ingresses, change);
    return { title: patch?.title, content: patch?.content, message, remedy };
  };
  const DELETE = 'Delete it, once nobody uses its address any more';

  it('lets the first one go, once it serves the same requests', () => {
    const { title, content, message, remedy } = patchOf(
      beside(
        served(
          { name: 'web-auto' },
          { ...first.spec, ingressClassName: 'auto' },
        ),
      ),
    );
    expect(title).toBe(DELETE);
    expect(content).toBe('kubectl --namespace=shop delete ingress web\n');
    expect(message).toContain('The Ingress web-auto serves the same');
    expect(remedy).toBeUndefined();
  });

  it.each<[string, Ingress]>([
    [
      'stands in another namespace',
      served(
        { name: 'web-auto', namespace: 'other' },
        { ...first.spec, ingressClassName: 'auto' },
      ),
    ],
    [
      'is of no class of Auto Mode',
      served({ name: 'web-auto' }, { ...first.spec, ingressClassName: 'own' }),
    ],
    ['has no class', served({ name: 'web-auto' }, { rules })],
    [
      'serves other requests',
      served({ name: 'web-auto' }, { ingressClassName: 'auto', rules: [] }),
    ],
    [
      'sends the rest elsewhere',
      served(
        { name: 'web-auto' },
        {
          ingressClassName: 'auto',
          rules,
          defaultBackend: { service: { name: 'other' } },
        },
      ),
    ],
  ])('is none that %s', (_words, other) => {
    expect(patchOf(beside(other)).title).not.toBe(DELETE);
  });

  it('says what stands in the way of the first', () => {
    expect(patchOf({ ...lbc, ...ingress('public') }).message).toBe(
      'Its load balancer cannot be taken over by Auto Mode.',
    );
    expect(patchOf(ingress(undefined, { [LEGACY]: 'alb' })).message).toBe(
      'It asks its load balancer for things that Auto Mode does not know.',
    );
  });

  it('is not made where it would lack a protection of the first', () => {
    const { title, remedy } = patchOf({
      ...lbc,
      ...ingress('public', { 'alb.ingress.kubernetes.io/web-acl-id': 'x' }),
    });
    expect(title).toBeUndefined();
    expect(remedy).toContain(
      'Nothing of Auto Mode does what alb.ingress.kubernetes.io/web-acl-id does',
    );
  });

  it('wants to be told what parameters the class of the first has', () => {
    const parameters = { kind: 'IngressClassParams', name: 'public-params' };
    const { title, remedy } = patchOf({
      ...ingress('public'),
      ingressClasses: [
        {
          ...lbc.ingressClasses[0],
          spec: { ...lbc.ingressClasses[0].spec, parameters },
        },
      ],
    });
    expect(title).toContain('create a second Ingress');
    expect(remedy).toContain(
      'Carry over what IngressClassParams public-params',
    );
    expect(patchOf({ ...lbc, ...ingress('public') }).remedy).toBeUndefined();
  });
});

const classOf = (name: string, ...spec: string[]) => [
  '# kubectl apply -f patch.yaml',
  'apiVersion: eks.amazonaws.com/v1',
  'kind: IngressClassParams',
  'metadata:',
  `  name: ${name}`,
  'spec:',
  ...spec,
  '---',
  'apiVersion: networking.k8s.io/v1',
  'kind: IngressClass',
  'metadata:',
  `  name: ${name}`,
  'spec:',
  '  controller: eks.amazonaws.com/alb',
  '  parameters:',
  '    apiGroup: eks.amazonaws.com',
  '    kind: IngressClassParams',
  `    name: ${name}`,
  '---',
  'apiVersion: networking.k8s.io/v1',
  'kind: Ingress',
  'metadata:',
  '  name: web-auto',
  '  namespace: shop',
];

mends(ingresses, [
  [
    'warns of one by its class',
    {
      ...lbc,
      ingresses: [
        served(
          {
            annotations: {
              'alb.ingress.kubernetes.io/scheme': 'internet-facing',
              'alb.ingress.kubernetes.io/load-balancer-name': 'web',
              'alb.ingress.kubernetes.io/target-type': 'ip',
              'external-dns.alpha.kubernetes.io/hostname': 'shop.example',
            },
          },
          {
            ingressClassName: 'public',
            defaultBackend: { service: { name: 'web' } },
          },
        ),
      ],
    },
    [
      ...classOf('auto-internet-facing', '  scheme: internet-facing'),
      '  annotations:',
      '    alb.ingress.kubernetes.io/target-type: ip',
      'spec:',
      '  ingressClassName: auto-internet-facing',
      '  defaultBackend:',
      '    service:',
      '      name: web',
    ],
  ],
  [
    'blocks on a group and the old annotation of its class',
    ingress(undefined, {
      'kubernetes.io/ingress.class': 'alb',
      'alb.ingress.kubernetes.io/group.name': 'shop',
    }),
    [
      ...classOf(
        'auto-internal-shop',
        '  scheme: internal',
        '  group:',
        '    name: shop',
      ),
      '  annotations: {}',
      'spec:',
      '  ingressClassName: auto-internal-shop',
    ],
  ],
]);

it('makes a second Ingress of one without annotations', () => {
  expect(
    findingsOf(ingresses, {
      ...lbc,
      ingresses: [served({}, { ingressClassName: 'public', rules })],
    })[0].patch?.content,
  ).toContain('name: auto-internal\n');
});
