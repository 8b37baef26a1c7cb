// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** Where a secret can come from; each place is seeded with a value of its own. */
const KINDS = [
  'secretData',
  'secretStringData',
  'secretLastApplied',
  'helmValue',
  'podPassword',
  'podToken',
  'deploymentLastApplied',
  'awsSecretKey',
  'externalId',
  'serviceToken',
  'unknownBearer',
  'oidcToken',
  'databasePassword',
] as const;
export type MarkerKind = (typeof KINDS)[number];
export type Markers = Record<MarkerKind, string>;

/**
 * Values that occur nowhere by chance. The signs at the end are such as URL encoding changes, so
 * that a URL-encoded leak does not look like a plain one.
 */
export function makeMarkers(): Markers {
  const made = KINDS.map(kind => [
    kind,
    `leak-${kind}-${randomBytes(9).toString('hex')}/+=&x`,
  ]);
  return Object.fromEntries(made);
}

/** A Bearer token as GitHub would issue one, signed by nobody: its middle part is what is looked for. */
export function unsignedOidcToken(marker: string): string {
  const part = (value: object) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    part({ alg: 'RS256', typ: 'JWT', kid: 'nobody' }),
    part({
      iss: 'https://token.actions.githubusercontent.com',
      sub: 'repo:example/shop:ref:refs/heads/main',
      jti: marker,
      exp: 4102444800,
    }),
    Buffer.from('not a signature').toString('base64url'),
  ].join('.');
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Objects of a cluster that hold secrets wherever Kubernetes and its tools put them. */
export function secretObjects(markers: Markers): object[] {
  const release = {
    name: 'shop',
    namespace: 'shop',
    version: 1,
    info: { status: 'deployed' },
    chart: { metadata: { name: 'shop', version: '1.0.0', appVersion: '1' } },
    config: { database: { password: markers.helmValue } },
  };
  const secret = (name: string, fields: object, annotations?: object) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'shop', ...(annotations && { annotations }) },
    type: 'Opaque',
    ...fields,
  });
  return [
    secret('by-data', { data: { password: base64(markers.secretData) } }),
    secret('by-string', {
      stringData: { password: markers.secretStringData },
      data: {},
    }),
    secret(
      'by-kubectl',
      { data: {} },
      {
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
          apiVersion: 'v1',
          kind: 'Secret',
          stringData: { password: markers.secretLastApplied },
        }),
      },
    ),
    {
      ...secret('sh.helm.release.v1.shop.v1', {
        data: {
          release: base64(base64Gzip(JSON.stringify(release))),
        },
      }),
      type: 'helm.sh/release.v1',
    },
  ];
}

function base64Gzip(text: string): string {
  return gzipSync(text).toString('base64');
}

/** A workload that was given its secrets as plain values, by kubectl. */
export function secretWorkload(markers: Markers) {
  return {
    name: 'careless',
    replicas: 1,
    cpu: '50m',
    memory: '64Mi',
    env: {
      DB_PASSWORD: markers.podPassword,
      GITHUB_TOKEN: markers.podToken,
      LOG_LEVEL: 'info',
    },
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
        kind: 'Deployment',
        spec: {
          template: {
            spec: {
              containers: [
                {
                  env: [
                    {
                      name: 'DB_PASSWORD',
                      value: markers.deploymentLastApplied,
                    },
                  ],
                },
              ],
            },
          },
        },
      }),
    },
    pdb: { maxUnavailable: 1 },
  };
}
