// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

const ENDPOINT = 'https://0A1B2C3D4E5F.gr7.us-east-1.eks.amazonaws.com';
export const NO_ANSWER = `${ENDPOINT} does not answer (UND_ERR_CONNECT_TIMEOUT)`;

const roles = ['Assess', 'Backup', 'Migrate'];
const role = (name: string) =>
  `arn:aws:iam::111122223333:role/EksAutoMode${name}`;

function check(
  code: string,
  title: string,
  message: string,
  parts: Partial<api.ConnectionCheck> = {},
): api.ConnectionCheck {
  const headings = {
    A: 'authentication',
    P: 'permission',
    C: 'compatibility',
    R: 'run',
  } as const;
  const letter = code[4];
  const heading =
    letter === 'A' || letter === 'P' || letter === 'C' ? letter : 'R';
  return {
    heading: headings[heading],
    code,
    title,
    state: 'passed',
    message,
    ...parts,
  };
}

const unknown = { state: 'unknown' } as const;

/** The connection test of a cluster whose endpoint does not answer, as `clusters/connectionTest.ts` words it. */
export const unanswered: api.ConnectionCheck[] = [
  check(
    'CON-A1',
    'An environment names the account and region',
    'Environment production',
  ),
  ...roles.map((name, i) =>
    check(
      `CON-A${i + 2}`,
      `The ${name.toLowerCase()} role can be assumed`,
      `I am arn:aws:sts::111122223333:assumed-role/EksAutoMode${name}/eks-auto-mode-${name.toLowerCase()}-guest`,
    ),
  ),
  ...roles.map((name, i) =>
    check(
      `CON-A${i + 5}`,
      `The cluster knows the ${name.toLowerCase()} role`,
      'The endpoint does not answer',
      unknown,
    ),
  ),
  ...[
    'The assess role may read AWS',
    'The backup role may write below its prefix',
    'The migrate role may make the changes of a plan',
  ].map((title, i) =>
    check(
      `CON-P${i + 1}`,
      title,
      `${role(roles[i])} may do all that is asked of it`,
    ),
  ),
  ...[
    'The assess role may read the cluster',
    'The backup role may list everything',
    'The migrate role may cordon, evict and make node pools',
  ].map((title, i) => check(`CON-P${i + 4}`, title, NO_ANSWER, unknown)),
  check(
    'CON-C1',
    'EKS describes the cluster',
    `checkout-prod in us-east-1, Kubernetes 1.34, endpoint ${ENDPOINT}`,
  ),
  check('CON-C2', 'The Kubernetes endpoint answers and is trusted', NO_ANSWER, {
    state: 'failed',
    remedy:
      'The endpoint is private or limits its callers: run the backend where the VPC is reachable, add its address to the public access CIDRs, or name a proxy in kubernetes.io/api-server. The CA in the entity’s annotation is not the cluster’s, or a proxy opens TLS: remove the annotation, take the proxy out of the way. The annotated host is not an EKS endpoint: allow it in eksAutoMode.kubernetes.allowedEndpoints.',
  }),
  check(
    'CON-C3',
    'The version and place know Auto Mode',
    'Kubernetes 1.34, authentication API_AND_CONFIG_MAP',
  ),
  check('CON-R1', 'The cluster takes changes', 'checkout-prod is ACTIVE'),
  check(
    'CON-R2',
    'Backups have a safe place',
    'eks-auto-mode-backups is private, encrypted and ours',
  ),
];

/** The same of a cluster that does not know the assess role. */
const refused: Record<string, Partial<api.ConnectionCheck>> = {
  'CON-A5': {
    state: 'failed',
    message: 'Unauthorized',
    remedy:
      'The cluster does not know the role (401): give it an access entry with the group that the ClusterRoleBinding names, or a row in aws-auth where the cluster knows only that. The annotation kubernetes.io/x-k8s-aws-id names another cluster: remove it. The clock of the backend is wrong: a token is valid for 15 minutes.',
  },
  'CON-A6': { message: 'The API server takes the role’s token' },
  'CON-A7': { message: 'The API server takes the role’s token' },
  'CON-P4': { state: 'unknown', message: 'Unauthorized' },
  'CON-P5': { message: 'All that is asked of it is allowed' },
  'CON-P6': { message: 'All that is asked of it is allowed' },
  'CON-C2': {
    message: `${ENDPOINT} answers with a certificate of the cluster’s CA`,
    remedy: undefined,
  },
};
export const tokenRefused = unanswered.map(
  (one): api.ConnectionCheck =>
    refused[one.code] ? { ...one, state: 'passed', ...refused[one.code] } : one,
);
