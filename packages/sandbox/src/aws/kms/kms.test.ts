// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { GetEbsDefaultKmsKeyIdCommand } from '@aws-sdk/client-ec2';
import {
  CreateAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { checkFleet } from '../../fleet/parse';
import { clients, refusal } from '../../testing/clients';
import { startTestSandbox, type TestSandbox } from '../../testing/sandbox';

const OWN = '111122223333';
const OTHER = '444455556666';
const key = (account: string, end: string) =>
  `arn:aws:kms:us-east-1:${account}:key/00000000-0000-4000-8000-0000000000${end}`;
const id = (end: string) => `00000000-0000-4000-8000-0000000000${end}`;
const user = (name: string, statements?: object[]) => ({
  name,
  accessKeyId: `AKIA${name.toUpperCase().padEnd(16, '0')}`,
  secretAccessKey: `the-secret-of-${name}`,
  ...(statements ? { inline: { own: statements } } : {}),
});
const READ = [
  {
    Effect: 'Allow',
    Action: ['kms:DescribeKey', 'kms:GetKeyPolicy'],
    Resource: `arn:aws:kms:*:*:key/*`,
  },
];
const allow = (principal: string) => ({
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: 'kms:*',
  Resource: '*',
});

describe('KMS', () => {
  let t: TestSandbox;
  const as = (name: string) =>
    clients(t.url, {
      accessKeyId: user(name).accessKeyId,
      secretAccessKey: user(name).secretAccessKey,
    }).kms;

  beforeAll(async () => {
    t = await startTestSandbox({
      fleet: checkFleet(
        {
          name: 'keys',
          accounts: [
            {
              id: OWN,
              users: [
                {
                  ...user('admin'),
                  policies: ['AdministratorAccess'],
                },
                user('reader', READ),
                user('named'),
              ],
              vpcs: [
                {
                  name: 'main',
                  region: 'us-east-1',
                  cidr: '10.0.0.0/16',
                  subnets: [
                    { name: 'private-a', zone: 'a', cidr: '10.0.0.0/24' },
                  ],
                },
              ],
              kmsKeys: [
                {
                  id: id('01'),
                  region: 'us-east-1',
                  alias: 'alias/disks',
                  defaultOfEbs: true,
                },
                {
                  id: id('02'),
                  region: 'us-east-1',
                  policy: [allow(`arn:aws:iam::${OWN}:user/named`)],
                },
                { id: id('03'), region: 'us-east-1', state: 'PendingDeletion' },
              ],
            },
            {
              id: OTHER,
              kmsKeys: [
                {
                  id: id('04'),
                  region: 'us-east-1',
                  policy: [allow(`arn:aws:iam::${OWN}:root`)],
                },
                { id: id('05'), region: 'us-east-1' },
              ],
            },
          ],
        },
        'the fleet of keys',
      ),
    });
  });
  afterAll(() => t?.sandbox.close());

  const describeAs = (name: string, KeyId: string) =>
    as(name).send(new DescribeKeyCommand({ KeyId }));

  it('is what EBS encrypts with by default, where the fleet says so', async () => {
    const ec2 = clients(t.url, {
      accessKeyId: user('admin').accessKeyId,
      secretAccessKey: user('admin').secretAccessKey,
    }).ec2;
    const { KmsKeyId } = await ec2.send(new GetEbsDefaultKmsKeyIdCommand({}));
    expect(KmsKeyId).toBe(key(OWN, '01'));
  });

  it('makes AWS’ own key of EBS when it is first asked for, and one only', async () => {
    const [first, second] = [
      await describeAs('admin', 'alias/aws/ebs'),
      await describeAs('admin', `arn:aws:kms:us-east-1:${OWN}:alias/aws/ebs`),
    ];
    expect(first.KeyMetadata?.KeyManager).toBe('AWS');
    expect(second.KeyMetadata?.Arn).toBe(first.KeyMetadata?.Arn);
  });

  it('leaves a key to IAM only where the key’s policy does', async () => {
    expect(
      (await describeAs('reader', key(OWN, '01'))).KeyMetadata?.KeyId,
    ).toBe(id('01'));
    expect(await refusal(describeAs('reader', key(OWN, '02')))).toBe(
      'AccessDeniedException',
    );
    expect(await refusal(describeAs('named', key(OWN, '01')))).toBe(
      'AccessDeniedException',
    );
  });

  it('lets in whom the key’s policy names, whatever IAM says', async () => {
    expect((await describeAs('named', key(OWN, '02'))).KeyMetadata?.KeyId).toBe(
      id('02'),
    );
    // AdministratorAccess is not enough.
    expect(await refusal(describeAs('admin', key(OWN, '02')))).toBe(
      'AccessDeniedException',
    );
  });

  it('asks both sides across accounts', async () => {
    expect(
      (await describeAs('reader', key(OTHER, '04'))).KeyMetadata?.AWSAccountId,
    ).toBe(OTHER);
    expect(await refusal(describeAs('reader', key(OTHER, '05')))).toBe(
      'AccessDeniedException',
    );
    expect(await refusal(describeAs('named', key(OTHER, '04')))).toBe(
      'AccessDeniedException',
    );
  });

  it('knows policies by id and ARN, not by alias', async () => {
    expect(
      await refusal(
        as('admin').send(new GetKeyPolicyCommand({ KeyId: 'alias/disks' })),
      ),
    ).toBe('NotFoundException');
  });

  it('takes a policy, tells the ledger, and refuses one that locks its writer out', async () => {
    const put = (Policy: string) =>
      as('admin').send(
        new PutKeyPolicyCommand({
          KeyId: id('01'),
          PolicyName: 'default',
          Policy,
        }),
      );
    const document = (principal: string) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [allow(principal)] });
    await put(document(`arn:aws:iam::${OWN}:root`));
    expect(t.sandbox.ledger.entries()).toContainEqual(
      expect.objectContaining({
        object: `kms:${key(OWN, '01')}`,
        field: 'policy',
        via: 'kms:PutKeyPolicy',
      }),
    );
    for (const wrong of [
      document(`arn:aws:iam::${OWN}:user/named`),
      '{"Version":',
      JSON.stringify({ Statement: [{ Effect: 'Allow' }] }),
    ]) {
      expect(await refusal(put(wrong))).toBe(
        'MalformedPolicyDocumentException',
      );
    }
  });

  it('changes nothing of a key that is to be deleted', async () => {
    expect((await describeAs('admin', id('03'))).KeyMetadata).toMatchObject({
      KeyState: 'PendingDeletion',
      Enabled: false,
    });
    expect(
      await refusal(
        as('admin').send(new DisableKeyCommand({ KeyId: id('03') })),
      ),
    ).toBe('KMSInvalidStateException');
  });

  it('keeps the aliases of AWS to AWS', async () => {
    expect(
      await refusal(
        as('admin').send(
          new CreateAliasCommand({
            AliasName: 'alias/aws/mine',
            TargetKeyId: id('01'),
          }),
        ),
      ),
    ).toBe('InvalidAliasNameException');
  });
});
