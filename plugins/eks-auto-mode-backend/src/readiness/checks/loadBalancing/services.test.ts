// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Service } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds, mends, type Case } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { services } from './services';

const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';
const AUTO = 'eks.amazonaws.com/nlb';
const service = (
  spec: Service['spec'],
  annotations?: Record<string, string>,
  status?: Service['status'],
  name = 'web',
): { services: Service[] } => ({
  services: [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'shop', annotations },
      spec,
      status,
    },
  ],
});
const found = ['warning Service shop/web'];

holds(services, [
  [
    'warns of one without a class',
    service({ type: 'LoadBalancer' }),
    found,
    ['class none, hostname none yet'],
  ],
  [
    'warns of one of the AWS Load Balancer Controller',
    service({ type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb' }),
    found,
    ['class service.k8s.aws/nlb, hostname none yet'],
  ],
  [
    'passes on one of Auto Mode',
    service({
      type: 'LoadBalancer',
      loadBalancerClass: 'eks.amazonaws.com/nlb',
    }),
    [],
  ],
  ['passes on other types', service({ type: 'NodePort' }), []],
  [
    'names type, targets, address, and what the patch cannot say',
    service(
      { type: 'LoadBalancer' },
      {
        [`${PREFIX}type`]: 'external',
        [`${PREFIX}nlb-target-type`]: 'ip',
        [`${PREFIX}scheme`]: 'internal',
        [`${PREFIX}internal`]: 'true',
        [`${PREFIX}security-groups`]: 'sg-1',
        [`x/${PREFIX}`]: 'other',
        team: 'shop',
      },
      { loadBalancer: { ingress: [{ hostname: 'a.elb' }] } },
    ),
    found,
    [
      `class none, type external, targets ip, hostname a.elb, annotations without an equal in the patch: ${PREFIX}security-groups`,
    ],
  ],
  ...[
    undefined,
    {},
    { loadBalancer: {} },
    { loadBalancer: { ingress: [] } },
    { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } },
  ].map(
    (status): Case => [
      `reads no address in ${JSON.stringify(status)}`,
      service({ type: 'LoadBalancer' }, undefined, status),
      found,
      ['class none, hostname none yet'],
    ],
  ),
]);

const port = { port: 443 };
const selected: Service['spec'] = {
  type: 'LoadBalancer',
  selector: { app: 'web', tier: 'a' },
  ports: [port],
};
const twin = (spec: Partial<Service['spec']>, namespace = 'shop') => {
  const [own] = service(selected).services;
  return {
    services: [
      own,
      {
        ...own,
        metadata: { name: 'web-auto', namespace },
        spec: { ...selected, loadBalancerClass: AUTO, ...spec },
      },
    ],
  };
};

mends(services, [
  [
    'keeps what Auto Mode knows, and translates the rest',
    service(
      {
        ...selected,
        externalTrafficPolicy: 'Local',
        loadBalancerSourceRanges: ['10.0.0.0/8'],
      },
      {
        [`${PREFIX}healthcheck-path`]: '/ready',
        [`${PREFIX}security-groups`]: 'sg-1',
        [`${PREFIX}scheme`]: 'internal',
        'service.beta.kubernetes.io/load-balancer-source-ranges': '0.0.0.0/0',
      },
      undefined,
      `${'w'.repeat(56)}--x`,
    ),
    [
      '# kubectl create -f patch.yaml',
      'apiVersion: v1',
      'kind: Service',
      'metadata:',
      `  name: ${'w'.repeat(56)}-auto`,
      '  namespace: shop',
      '  annotations:',
      `    ${PREFIX}healthcheck-path: /ready`,
      `    ${PREFIX}scheme: internal`,
      'spec:',
      '  type: LoadBalancer',
      '  loadBalancerClass: eks.amazonaws.com/nlb',
      '  selector:',
      '    app: web',
      '    tier: a',
      '  ports:',
      '    - port: 443',
      '  externalTrafficPolicy: Local',
      '  loadBalancerSourceRanges:',
      '    - 10.0.0.0/8',
    ],
  ],
  [
    'takes the source ranges of the annotation',
    service(selected, {
      'service.beta.kubernetes.io/load-balancer-source-ranges':
        '10.0.0.0/8, 192.168.0.0/16',
    }),
    [
      '# kubectl create -f patch.yaml',
      'apiVersion: v1',
      'kind: Service',
      'metadata:',
      '  name: web-auto',
      '  namespace: shop',
      '  annotations:',
      `    ${PREFIX}scheme: internet-facing`,
      'spec:',
      '  type: LoadBalancer',
      '  loadBalancerClass: eks.amazonaws.com/nlb',
      '  selector:',
      '    app: web',
      '    tier: a',
      '  ports:',
      '    - port: 443',
      '  loadBalancerSourceRanges:',
      '    - 10.0.0.0/8',
      '    - 192.168.0.0/16',
    ],
  ],
  [
    'has a twin already',
    twin({}),
    ['kubectl --namespace=shop delete service web'],
  ],
]);

it.each<[string, Partial<Service['spec']>, string?]>([
  ['is of another controller', { loadBalancerClass: 'service.k8s.aws/nlb' }],
  ['is of another namespace', {}, 'other'],
  ['selects more', { selector: { app: 'web', tier: 'a', zone: 'b' } }],
  ['selects less', { selector: { app: 'web' } }],
  ['selects others', { selector: { app: 'web', tier: 'b' } }],
  ['selects nothing', { selector: undefined }],
])('LB-01 takes none for a twin that %s', (...[, spec, namespace]) => {
  expect(
    findingsOf(services, twin(spec, namespace))[0].patch?.content,
  ).toContain('kubectl create');
});

it.each<[string, Partial<Service['spec']>]>([
  ['a selector', { selector: undefined }],
  ['ports', { ports: undefined }],
])('LB-01 hands out no Service without %s', (_words, spec) => {
  const [finding] = findingsOf(services, service({ ...selected, ...spec }));
  expect(finding.patch).toBeUndefined();
});

it.each<[Record<string, string>, Partial<Service['spec']>, string]>([
  [{}, {}, 'internet-facing'],
  [{}, { loadBalancerClass: 'service.k8s.aws/nlb' }, 'internal'],
  [{ type: 'external' }, {}, 'internal'],
  [{ type: 'nlb-ip' }, {}, 'internal'],
  [{ type: 'nlb' }, {}, 'internet-facing'],
  [{ internal: 'true' }, {}, 'internal'],
  [{ internal: 'false', type: 'external' }, {}, 'internet-facing'],
  [{ scheme: 'internet-facing', internal: 'true' }, {}, 'internet-facing'],
])('LB-01 takes %j of a Service %j for %s', (said, spec, scheme) => {
  const annotations = Object.fromEntries(
    Object.entries(said).map(([key, value]) => [`${PREFIX}${key}`, value]),
  );
  const [{ patch }] = findingsOf(
    services,
    service({ ...selected, ...spec }, annotations),
  );
  expect(patch?.content).toContain(`${PREFIX}scheme: ${scheme}\n`);
});
