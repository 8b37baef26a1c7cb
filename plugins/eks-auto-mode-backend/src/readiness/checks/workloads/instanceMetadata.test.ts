// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Container,
  InventoryParts,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aContainer, aDeployment, aPod } from '../../testing/objects';
import { holds, mends, type Case } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { instanceMetadata } from './instanceMetadata';

const found = ['warning Deployment shop/web'];
const web = (
  container: Partial<Container>,
  spec: Partial<PodSpec> = {},
): Partial<InventoryParts> => ({
  deployments: [
    aDeployment('web', {
      spec: { containers: [aContainer(container)], ...spec },
    }).deployment,
  ],
});
const env = (...names: string[]) => ({
  env: names.map(name => ({ name, value: 'x' })),
});
const lbc = {
  image: 'public.ecr.aws/eks/aws-load-balancer-controller:v2.13.0',
};

holds(instanceMetadata, [
  ['passes without any sign', web({}), []],
  ['passes without AWS_REGION alone', web(env('PORT')), []],
  [
    'warns of the address in an argument',
    web({ args: ['--url=http://169.254.169.254/latest'] }),
    found,
    ['container app: its address in the command'],
  ],
  [
    'warns of the address in a variable',
    web({ env: [{ name: 'AWS_ENDPOINT', value: 'http://169.254.169.254' }] }),
    found,
    ['container app: its address in AWS_ENDPOINT'],
  ],
  [
    'warns of variables about it',
    web(
      env(
        'AWS_EC2_METADATA_SERVICE_ENDPOINT',
        'AWS_REGION',
        'AWS_ACCESS_KEY_ID',
      ),
    ),
    found,
    ['container app: variable AWS_EC2_METADATA_SERVICE_ENDPOINT'],
  ],
  [
    'warns of an SDK without region and credentials',
    web(env('AWS_SDK_LOAD_CONFIG')),
    found,
    [
      'container app: variables AWS_SDK_LOAD_CONFIG without region and credentials',
    ],
  ],
  [
    'warns of a region without credentials',
    web(env('AWS_REGION')),
    found,
    ['container app: variables AWS_REGION without credentials'],
  ],
  ['passes with both', web(env('AWS_REGION', 'AWS_ACCESS_KEY_ID')), []],
  [
    'passes where metadata are switched off',
    web({ env: [{ name: 'AWS_EC2_METADATA_DISABLED', value: 'true' }] }),
    [],
  ],
  [
    'passes with IRSA',
    {
      ...web(env('AWS_REGION')),
      serviceAccounts: [
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: {
            name: 'default',
            namespace: 'shop',
            annotations: { 'eks.amazonaws.com/role-arn': 'arn' },
          },
        },
      ],
    },
    [],
  ],
  [
    'passes with Pod Identity',
    {
      ...web(env('AWS_REGION')),
      podIdentityAssociations: [
        { id: 'a', namespace: 'shop', serviceAccount: 'default' },
      ],
    },
    [],
  ],
  [
    'warns of an image of AWS without a role',
    web(lbc),
    found,
    [
      'container app: image aws-load-balancer-controller without region and credentials',
    ],
  ],
  ['passes in the network of the node', web(lbc, { hostNetwork: true }), []],
  [
    'warns of a cloud provider',
    web({ command: ['./cluster-autoscaler', '--cloud-provider=aws'] }),
    found,
    ['container app: --cloud-provider=aws without region and credentials'],
  ],
  [
    'warns where metadata are not switched off, whatever else says true',
    web({
      env: [
        { name: 'AWS_EC2_METADATA_DISABLED', value: 'false' },
        { name: 'DEBUG', value: 'true' },
      ],
    }),
    found,
  ],
  [
    'takes an empty variable for nothing',
    web({ env: [{ name: 'AWS_EC2_METADATA_DISABLED' }] }),
    found,
  ],
  ...[
    'amazon/aws-ebs-csi-driver',
    'amazon/aws-node-termination-handler',
    'amazon/aws-for-fluent-bit',
    'amazon/cloudwatch-agent',
    'amazon/aws-xray-daemon',
    'public.ecr.aws/karpenter/controller',
    'aws-alb-ingress-controller',
    'aws-efs-csi-driver',
    'aws-node-termination-handler',
    'aws-for-fluent-bit',
    'cloudwatch-agent',
    'aws-xray-daemon',
  ].map(
    (image): Case => [`knows ${image}`, web({ image: `${image}:1` }), found],
  ),
  ...[
    'my-aws-load-balancer-controller',
    'aws-load-balancer-controller-docs',
    'my-aws-ebs-csi-driver',
    'aws-ebs-csi-driver-test',
    'my-aws-node-termination-handler',
    'aws-node-termination-handler-ui',
    'my-aws-for-fluent-bit',
    'aws-for-fluent-bit-x',
    'my-cloudwatch-agent',
    'cloudwatch-agent-operator',
    'my-aws-xray-daemon',
    'aws-xray-daemon-x',
    'my-karpenter/controller',
    'karpenter/controller-x',
  ].map(
    (image): Case => [`passes over ${image}`, web({ image: `${image}:1` }), []],
  ),
  [
    'passes over other words about a cloud provider',
    web({ args: ['--cloud-provider=aws-like', 'x--cloud-provider=aws'] }),
    [],
  ],
  [
    'passes over the role of another account',
    {
      ...web(env('AWS_REGION'), { serviceAccountName: 'own' }),
      serviceAccounts: [
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: {
            name: 'default',
            namespace: 'shop',
            annotations: { 'eks.amazonaws.com/role-arn': 'arn' },
          },
        },
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'own', namespace: 'shop' },
        },
      ],
    },
    found,
  ],
]);

mends(instanceMetadata, [
  [
    'warns of an SDK without region and credentials',
    web(env('AWS_SDK_LOAD_CONFIG')),
    [
      'aws iam create-role --role-name shop-shop-default --assume-role-policy-document \'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}\'',
      'aws eks create-pod-identity-association --region us-east-1 --cluster-name shop --namespace shop --service-account default --role-arn arn:aws:iam::111122223333:role/shop-shop-default',
      'kubectl --namespace=shop set env deployment.apps/web --containers=app AWS_REGION=us-east-1',
    ],
  ],
]);

mends(instanceMetadata, [
  [
    'lacks the region only',
    web(
      { name: 'one', ...env('AWS_ACCESS_KEY_ID') },
      {
        containers: ['one', 'two'].map(name =>
          aContainer({ name, ...env('AWS_ACCESS_KEY_ID') }),
        ),
      },
    ),
    [
      'kubectl --namespace=shop set env deployment.apps/web --containers=one,two AWS_REGION=us-east-1',
    ],
  ],
  [
    'lacks credentials in one container, for an account with a long name',
    web(
      {},
      {
        serviceAccountName: 'a'.repeat(70),
        containers: [
          aContainer({ name: 'one', ...env('AWS_ACCESS_KEY_ID') }),
          aContainer({ name: 'two', ...env('AWS_REGION') }),
        ],
      },
    ),
    [
      'aws iam create-role --role-name shop-shop-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa --assume-role-policy-document \'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}\'',
      `aws eks create-pod-identity-association --region us-east-1 --cluster-name shop --namespace shop --service-account ${'a'.repeat(
        70,
      )} --role-arn arn:aws:iam::111122223333:role/shop-shop-${'a'.repeat(54)}`,
      'kubectl --namespace=shop set env deployment.apps/web --containers=one,two AWS_REGION=us-east-1',
    ],
  ],
]);

it('WL-23 hands out no patch where the service itself is named, or nothing has a template', () => {
  const named = web(
    {},
    {
      containers: [
        aContainer({ name: 'one', args: ['http://169.254.169.254'] }),
        aContainer({ name: 'two', ...env('AWS_REGION') }),
      ],
    },
  );
  expect(findingsOf(instanceMetadata, named)[0].patch).toBeUndefined();
  const [bare] = findingsOf(instanceMetadata, {
    pods: [
      aPod('debug', {
        spec: {
          nodeName: 'a',
          containers: [aContainer(env('AWS_REGION'))],
        },
      }),
    ],
  });
  expect(bare.patch).toBeUndefined();
});
