// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AccessEntry,
  ConfigMap,
  InventoryParts,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { parse } from 'yaml';
import { holds, mends } from '../../testing/holds';
import { CLUSTER_ARN } from '../../testing/inventory';
import { findingsOf, says, type Change } from '../../testing/says';
import { awsAuthAdministrators } from './awsAuthAdministrators';
import { awsAuthPaths } from './awsAuthPaths';
import { soleAdministrator } from './soleAdministrator';

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;

function awsAuth(data: Record<string, string>): ConfigMap[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'aws-auth', namespace: 'kube-system' },
      data,
    },
  ];
}

const NODES = `- rolearn: ${role('node')}
  username: system:node:{{EC2PrivateDNSName}}
  groups: [system:bootstrappers, system:nodes]
`;
const PIPELINE = `- rolearn: ${role('GitHubActionsEKSRole')}
  username: github
  groups: [system:masters]
`;
const entry = (
  name: string,
  change: Partial<AccessEntry> = {},
): AccessEntry => ({
  principalArn: role(name),
  type: 'STANDARD',
  kubernetesGroups: [],
  policies: [
    {
      policyArn:
        'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
      scope: 'cluster',
      namespaces: [],
    },
  ],
  ...change,
});
const MAP = 'warning ConfigMap kube-system/aws-auth';
/** The cluster goes by access entries alone. */
const entriesAlone =
  (change: Partial<InventoryParts>): Change =>
  healthy => ({
    ...change,
    cluster: { ...healthy.cluster, authenticationMode: 'API' },
  });

holds(awsAuthAdministrators, [
  ['passes on nodes alone', { configMaps: awsAuth({ mapRoles: NODES }) }, []],
  ['passes on an empty list', { configMaps: awsAuth({ mapRoles: '' }) }, []],
  [
    'warns of a role',
    { configMaps: awsAuth({ mapRoles: NODES + PIPELINE }) },
    [MAP],
    [
      'system:masters: arn:aws:iam::111122223333:role/GitHubActionsEKSRole; without an access entry: arn:aws:iam::111122223333:role/GitHubActionsEKSRole',
    ],
  ],
  [
    'warns of a user',
    {
      configMaps: awsAuth({
        mapUsers: `- userarn: arn:aws:iam::111122223333:user/ops\n  groups: [system:masters]\n`,
      }),
    },
    [MAP],
    [
      'system:masters: arn:aws:iam::111122223333:user/ops; without an access entry: arn:aws:iam::111122223333:user/ops',
    ],
  ],
  [
    'calls rows left over where no row has an effect',
    entriesAlone({
      configMaps: awsAuth({ mapRoles: NODES + PIPELINE }),
      accessEntries: [],
    }),
    ['info ConfigMap kube-system/aws-auth'],
    [
      'authenticationMode = API; system:masters: arn:aws:iam::111122223333:role/GitHubActionsEKSRole',
    ],
  ],
  [
    'passes on nodes alone where no row has an effect',
    entriesAlone({ configMaps: awsAuth({ mapRoles: NODES }) }),
    [],
  ],
  [
    'cannot say where it is no YAML',
    { configMaps: awsAuth({ mapRoles: '- rolearn: [' }) },
    [`unknown ${CLUSTER_ARN}`],
  ],
  [
    'cannot say where it holds no rows',
    { configMaps: awsAuth({ mapRoles: 'rolearn: x' }) },
    [`unknown ${CLUSTER_ARN}`],
  ],
]);

describe('the patch for administrators of aws-auth', () => {
  const patchOf = (change: Partial<InventoryParts>) =>
    findingsOf(awsAuthAdministrators, {
      configMaps: awsAuth({ mapRoles: NODES + PIPELINE }),
      ...change,
    })[0].patch;

  it('gives an entry first', () => {
    expect(patchOf({ accessEntries: [] })?.content.split('\n')).toEqual([
      `aws eks create-access-entry --region us-east-1 --cluster-name shop --principal-arn ${role(
        'GitHubActionsEKSRole',
      )}`,
      expect.stringContaining('AmazonEKSClusterAdminPolicy'),
      '',
    ]);
  });

  it('takes the row out, and no other, once there is an entry', () => {
    const { data } = parse(
      patchOf({ accessEntries: [entry('team/GitHubActionsEKSRole')] })
        ?.content ?? '',
    );
    expect(parse(data.mapRoles)).toEqual(parse(NODES));
    expect(data).not.toHaveProperty('mapUsers');
  });

  it('makes nobody an administrator who no longer is one, and takes the rows out', () => {
    const [finding] = findingsOf(
      awsAuthAdministrators,
      entriesAlone({
        configMaps: awsAuth({ mapRoles: NODES + PIPELINE }),
        accessEntries: [],
      }),
    );
    expect(finding.message).toContain('let nobody in');
    expect(finding.remedy).toContain('nobody loses anything');
    expect(finding.patch?.title).toBe('Take the rows out');
    expect(parse(parse(finding.patch?.content ?? '').data.mapRoles)).toEqual(
      parse(NODES),
    );
  });

  it('is none where the cluster knows no entries yet', () => {
    expect(
      findingsOf(awsAuthAdministrators, healthy => ({
        configMaps: awsAuth({ mapRoles: PIPELINE }),
        accessEntries: [],
        cluster: { ...healthy.cluster, authenticationMode: 'CONFIG_MAP' },
      }))[0],
    ).toMatchObject({ remedy: expect.stringContaining('CL-06') });
  });

  it('is none for single sign-on, whose path a row does not tell', () => {
    const [finding] = findingsOf(awsAuthAdministrators, {
      configMaps: awsAuth({
        mapRoles: PIPELINE.replace('GitHubActions', 'AWSReservedSSO_Admin_'),
      }),
      accessEntries: [],
    });
    expect(finding.patch).toBeUndefined();
    expect(finding.remedy).toContain('path included');
  });
});

const SSO =
  'aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef';

holds(awsAuthPaths, [
  [
    'passes without paths',
    { configMaps: awsAuth({ mapRoles: NODES + PIPELINE }) },
    [],
  ],
  [
    'warns of a single sign-on role with its path',
    {
      configMaps: awsAuth({
        mapRoles: `${NODES}- rolearn: ${role(SSO)}\n  groups: [viewers]\n`,
      }),
    },
    [MAP],
    [
      'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef',
    ],
  ],
  [
    'passes over rows that have no effect',
    entriesAlone({
      configMaps: awsAuth({
        mapRoles: `- rolearn: ${role(SSO)}\n  groups: [viewers]\n`,
      }),
    }),
    [],
  ],
]);

it('leaves the path out, and all else of the rows as it is', () => {
  const [{ patch }] = findingsOf(awsAuthPaths, {
    configMaps: awsAuth({
      mapRoles: `${NODES}- rolearn: ${role(
        SSO,
      )}\n  username: admin\n  groups: [viewers]\n`,
    }),
  });
  const { data } = parse(patch?.content ?? '');
  expect(parse(data.mapRoles)).toEqual([
    ...parse(NODES),
    {
      rolearn: role('AWSReservedSSO_Admin_0123456789abcdef'),
      username: 'admin',
      groups: ['viewers'],
    },
  ]);
});

describe('SA-07', () => {
  const found = [`info ${CLUSTER_ARN}`];
  it.each<[string, Change, string[]]>([
    ['passes on two', { accessEntries: [entry('a'), entry('b')] }, []],
    ['warns of one', { accessEntries: [entry('a')] }, found],
    ['warns of none', { accessEntries: [] }, found],
    [
      'counts an identity once',
      {
        accessEntries: [entry('team/GitHubActionsEKSRole')],
        configMaps: awsAuth({ mapRoles: PIPELINE }),
      },
      found,
    ],
    [
      'counts rows of aws-auth',
      {
        accessEntries: [entry('a')],
        configMaps: awsAuth({ mapRoles: PIPELINE }),
      },
      [],
    ],
    [
      'counts no row that has no effect',
      entriesAlone({
        accessEntries: [entry('a')],
        configMaps: awsAuth({ mapRoles: PIPELINE }),
      }),
      found,
    ],
    [
      'counts a policy only where it holds for the cluster',
      {
        accessEntries: [
          entry('a'),
          entry('b', {
            policies: [
              {
                policyArn:
                  'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
                scope: 'namespace',
                namespaces: ['shop'],
              },
            ],
          }),
        ],
      },
      found,
    ],
    [
      'counts the creator, whom nobody sees, under CONFIG_MAP',
      healthy => ({
        accessEntries: [],
        configMaps: awsAuth({ mapRoles: PIPELINE }),
        cluster: { ...healthy.cluster, authenticationMode: 'CONFIG_MAP' },
      }),
      [],
    ],
    [
      'warns where only the creator is left under CONFIG_MAP',
      healthy => ({
        accessEntries: [],
        cluster: { ...healthy.cluster, authenticationMode: 'CONFIG_MAP' },
      }),
      found,
    ],
  ])('%s', (_words, change, expected) => {
    expect(says(soleAdministrator, change)).toEqual(expected);
  });
});

mends(awsAuthAdministrators, [
  [
    'warns of a role',
    { configMaps: awsAuth({ mapRoles: NODES + PIPELINE }) },
    [
      'aws eks create-access-entry --region us-east-1 --cluster-name shop --principal-arn arn:aws:iam::111122223333:role/GitHubActionsEKSRole',
      'aws eks associate-access-policy --region us-east-1 --cluster-name shop --principal-arn arn:aws:iam::111122223333:role/GitHubActionsEKSRole --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy --access-scope type=cluster',
    ],
  ],
]);

mends(awsAuthPaths, [
  [
    'warns of a single sign-on role with its path',
    {
      configMaps: awsAuth({
        mapRoles: `${NODES}- rolearn: ${role(SSO)}\n  groups: [viewers]\n`,
      }),
    },
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: aws-auth',
      '  namespace: kube-system',
      'data:',
      '  mapRoles: |',
      '    - rolearn: arn:aws:iam::111122223333:role/node',
      '      username: system:node:{{EC2PrivateDNSName}}',
      '      groups:',
      '        - system:bootstrappers',
      '        - system:nodes',
      '    - rolearn: arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_0123456789abcdef',
      '      groups:',
      '        - viewers',
    ],
  ],
]);

describe('the patch for a sole administrator', () => {
  it('waits where the cluster knows no entries yet', () => {
    const [{ patch, remedy, evidence }] = findingsOf(
      soleAdministrator,
      healthy => ({
        accessEntries: [],
        cluster: { ...healthy.cluster, authenticationMode: 'CONFIG_MAP' },
      }),
    );
    expect(patch).toBeUndefined();
    expect(remedy).toContain('CL-06');
    expect(evidence).toBe(
      'AmazonEKSClusterAdminPolicy or system:masters: nobody; who created the cluster is one beside, and stands nowhere',
    );
  });

  it('says whose place to put a role of one’s own in', () => {
    const [{ patch, remedy, message, evidence }] = findingsOf(
      soleAdministrator,
      { accessEntries: [entry('a')] },
    );
    expect(patch?.title).toContain('eks-emergency-administrator');
    expect(remedy).toBeUndefined();
    expect(message).toBe('Only a administers the cluster.');
    expect(evidence).toBe('AmazonEKSClusterAdminPolicy or system:masters: a');
  });
});

mends(soleAdministrator, [
  [
    'warns of one',
    { accessEntries: [entry('a')] },
    [
      'aws eks create-access-entry --region us-east-1 --cluster-name shop --principal-arn arn:aws:iam::111122223333:role/eks-emergency-administrator',
      'aws eks associate-access-policy --region us-east-1 --cluster-name shop --principal-arn arn:aws:iam::111122223333:role/eks-emergency-administrator --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy --access-scope type=cluster',
    ],
  ],
]);
