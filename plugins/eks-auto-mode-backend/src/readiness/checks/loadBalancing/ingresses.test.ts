// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Ingress,
  IngressClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds, type Case } from '../../testing/holds';
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
