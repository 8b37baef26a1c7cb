// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockServices } from '@backstage/backend-test-utils';
import { Environments } from './environments';

type Data = Parameters<typeof mockServices.rootConfig>[0];

const read = (environments: object[]) =>
  Environments.fromConfig(
    mockServices.rootConfig({
      data: { eksAutoMode: { environments } },
    } as Data),
  );

const account = { accountId: '012345678901', regions: ['eu-central-1'] };

describe('Environments', () => {
  it('reads everything, with defaults for what is left out', () => {
    const { all } = read([
      {
        name: 'prod',
        accounts: [
          { ...account, roles: { assess: 'path/assess' }, externalId: 'x' },
        ],
        backup: {
          bucket: 'backups',
          prefix: 'a/b',
          keepFor: 'P7D',
          every: { hours: 6 },
        },
        windows: [
          { days: ['Mon'], from: '22:00', to: '05:30', timeZone: 'Asia/Tokyo' },
        ],
        gates: { soak: { hours: 2 } },
        tags: { team: 'platform' },
      },
    ]);
    expect(all[0]).toEqual({
      name: 'prod',
      accounts: [
        {
          ...account,
          roles: { assess: 'path/assess' },
          externalId: 'x',
        },
      ],
      backup: {
        bucket: 'backups',
        prefix: 'a/b/',
        secretValues: false,
        keepForMs: 7 * 86_400_000,
        everyMs: 6 * 3_600_000,
      },
      tags: { team: 'platform' },
      windows: [{ days: ['mon'], from: 1320, to: 330, timeZone: 'Asia/Tokyo' }],
      gates: { approverIsNotRequester: false, soakMs: 7_200_000 },
    });
  });

  it('finds the environment of a cluster by account and region', () => {
    const environments = read([
      { name: 'a', accounts: [account] },
      { name: 'b', accounts: [{ ...account, regions: ['us-east-1'] }] },
    ]);
    expect(
      environments.find({ accountId: '012345678901', region: 'us-east-1' })
        ?.environment.name,
    ).toBe('b');
    expect(
      environments.find({ accountId: '012345678901', region: 'eu-west-1' }),
    ).toBeUndefined();
  });

  it.each<[RegExp, object[]]>([
    [
      /two named 'a'/,
      [
        { name: 'a', accounts: [] },
        { name: 'a', accounts: [] },
      ],
    ],
    [
      /is in two environments/,
      [
        { name: 'a', accounts: [account] },
        { name: 'b', accounts: [account] },
      ],
    ],
    [
      /twelve digits/,
      [{ name: 'a', accounts: [{ ...account, accountId: '12345' }] }],
    ],
    [
      /not an AWS region/,
      [{ name: 'a', accounts: [{ ...account, regions: ['Frankfurt'] }] }],
    ],
    [
      /needs backup.kmsKeyId/,
      [
        {
          name: 'a',
          accounts: [account],
          backup: { bucket: 'backups', secretValues: true },
        },
      ],
    ],
    [
      /cannot be the name of an S3 bucket/,
      [{ name: 'a', accounts: [account], backup: { bucket: 'Not_One' } }],
    ],
    [
      /backup.every is shorter than an hour/,
      [
        {
          name: 'a',
          accounts: [account],
          backup: { bucket: 'backups', every: { minutes: 5 } },
        },
      ],
    ],
    [
      /write hours and minutes/,
      [
        {
          name: 'a',
          accounts: [account],
          windows: [{ from: '9', to: '10:00' }],
        },
      ],
    ],
    [
      /not an IANA time zone/,
      [
        {
          name: 'a',
          accounts: [account],
          windows: [{ from: '09:00', to: '10:00', timeZone: 'Mars/Olympus' }],
        },
      ],
    ],
  ])('refuses configuration: %s', (message, environments) => {
    expect(() => read(environments)).toThrow(message);
  });
});
