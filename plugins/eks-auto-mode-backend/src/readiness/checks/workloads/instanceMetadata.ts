// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import {
  defineCheck,
  type ClusterDescription,
  type Container,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { allContainers } from '../../containers';
import { imageOf } from '../../images';
import { staysOffAuto } from '../../offAuto';
import { place, resourceOf, shellPatch } from '../../patch';
import { WORKLOAD_PARTS, workloadsOf, type Workload } from '../../workloads';

const ADDRESS = /169\.254\.169\.254|fd00:ec2::254/;
const REGION = ['AWS_REGION', 'AWS_DEFAULT_REGION'];
const CREDENTIALS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_PROFILE',
  'AWS_SHARED_CREDENTIALS_FILE',
];
/** Images of AWS and of others that do nothing without an AWS API. */
const KNOWN = [
  /(^|\/)aws-(load-balancer|alb-ingress)-controller$/,
  /(^|\/)aws-(ebs|efs|fsx)-csi-driver$/,
  /(^|\/)aws-node-termination-handler$/,
  /(^|\/)aws-for-fluent-bit$/,
  /(^|\/)cloudwatch-agent$/,
  /(^|\/)aws-xray-daemon$/,
  /(^|\/)karpenter\/controller$/,
];

export const instanceMetadata = defineCheck({
  code: 'WL-23',
  title: 'No pod lives on its instance’s metadata',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: [
    ...WORKLOAD_PARTS,
    'cluster',
    'serviceAccounts',
    'podIdentityAssociations',
  ],
  why: 'Pods on Auto nodes do not reach the metadata service: whoever takes region or credentials from it fails.',
  remediation:
    'Set AWS_REGION and give the service account a role (EKS Pod Identity).',
  source: 'EKS User Guide, auto-learn-iam',
  evaluate: parts => {
    const withRole = new Set([
      ...parts.podIdentityAssociations.map(
        one => `${one.namespace}/${one.serviceAccount}`,
      ),
      ...parts.serviceAccounts
        .filter(
          ({ metadata }) =>
            metadata.annotations?.['eks.amazonaws.com/role-arn'],
        )
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    ]);
    return workloadsOf(parts).flatMap(workload => {
      const { subject, template } = workload;
      const { spec } = template;
      // Pods in the network of their node still reach it.
      if (spec.hostNetwork || staysOffAuto(spec)) return [];
      const account = `${subject.namespace}/${
        spec.serviceAccountName ?? 'default'
      }`;
      const found = allContainers(spec)
        .map(container => ({
          container: container.name,
          ...signsOf(container, withRole.has(account)),
        }))
        .filter(({ signs }) => signs.length > 0);
      if (found.length === 0) return [];
      return [
        {
          subject,
          message:
            'It seems to take its region or credentials from the instance, which Auto nodes do not allow.',
          evidence: found
            .map(({ container, signs }) => `container ${container}: ${signs}`)
            .join('; '),
          // What names the metadata service itself has to be changed by who wrote it.
          patch: found.some(one => one.direct)
            ? undefined
            : giveRole(parts.cluster, workload, found),
        },
      ];
    });
  },
});

interface Signs {
  /** In words. */
  signs: string;
  /** It names the metadata service. */
  direct: boolean;
  lacksCredentials: boolean;
}

const NONE: Signs = { signs: '', direct: false, lacksCredentials: false };

/**
 * Region by its variable, credentials by EKS Pod Identity, with a role that may do nothing yet. The
 * change of the template replaces the pods, which Pod Identity needs.
 */
function giveRole(
  { accountId, name, partition, region }: ClusterDescription,
  { subject, template, templatePath }: Workload,
  found: readonly (Signs & { container: string })[],
): Patch | undefined {
  if (!templatePath) return undefined;
  const { namespace = 'default' } = subject;
  const account = template.spec.serviceAccountName ?? 'default';
  const role = `${name}-${namespace}-${account}`.slice(0, 64);
  const identity = found.some(one => one.lacksCredentials);
  return shellPatch(
    identity
      ? `Give its service account a role (then allow the role ${role} what its pods need) and set the region`
      : 'Set the region',
    [
      ...(identity
        ? [
            [
              'aws',
              'iam',
              'create-role',
              '--role-name',
              role,
              '--assume-role-policy-document',
              JSON.stringify({
                Version: '2012-10-17',
                Statement: [
                  {
                    Effect: 'Allow',
                    Principal: { Service: 'pods.eks.amazonaws.com' },
                    Action: ['sts:AssumeRole', 'sts:TagSession'],
                  },
                ],
              }),
            ],
            [
              'aws',
              'eks',
              'create-pod-identity-association',
              '--region',
              region,
              '--cluster-name',
              name,
              '--namespace',
              namespace,
              '--service-account',
              account,
              '--role-arn',
              `arn:${partition}:iam::${accountId}:role/${role}`,
            ],
          ]
        : []),
      [
        'kubectl',
        ...place(subject),
        'set',
        'env',
        `${resourceOf(subject)}/${subject.name}`,
        `--containers=${found.map(one => one.container).join(',')}`,
        `AWS_REGION=${region}`,
      ],
    ],
  );
}

/** What shows that a container turns to the metadata service; nothing where nothing shows it. */
function signsOf(container: Container, hasRole: boolean): Signs {
  const { env = [], command = [], args = [] } = container;
  const names = new Set(env.map(one => one.name));
  const disabled = env.some(
    one =>
      one.name === 'AWS_EC2_METADATA_DISABLED' &&
      one.value?.toLowerCase() === 'true',
  );
  const direct = [
    ...env
      .filter(one => one.name.startsWith('AWS_EC2_METADATA_SERVICE'))
      .map(one => `variable ${one.name}`),
    ...env
      .filter(one => ADDRESS.test(one.value ?? ''))
      .map(one => `its address in ${one.name}`),
    ...([...command, ...args].some(word => ADDRESS.test(word))
      ? ['its address in the command']
      : []),
  ];
  if (direct.length > 0) {
    return { signs: direct.join(', '), direct: true, lacksCredentials: false };
  }
  // IRSA and Pod Identity bring region and credentials both.
  if (disabled || hasRole) return NONE;
  const lacks = [
    ...(REGION.some(name => names.has(name)) ? [] : ['region']),
    ...(CREDENTIALS.some(name => names.has(name)) ? [] : ['credentials']),
  ];
  if (lacks.length === 0) return NONE;
  const sdk = [...names].filter(name => name.startsWith('AWS_'));
  const known = KNOWN.some(path => path.test(imageOf(container).path));
  const cloud = [...command, ...args].some(word =>
    /^--cloud-provider=aws$/.test(word),
  );
  const hint =
    (sdk.length > 0 && `variables ${sdk.join(', ')}`) ||
    (known && `image ${imageOf(container).name}`) ||
    (cloud && '--cloud-provider=aws');
  return hint
    ? {
        signs: `${hint} without ${lacks.join(' and ')}`,
        direct: false,
        lacksCredentials: lacks.includes('credentials'),
      }
    : NONE;
}
