// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  type KeyMetadata,
} from '@aws-sdk/client-kms';
import type {
  ClusterDescription,
  EbsVolume,
  InventoryParts,
  KmsKey,
  KmsKeyUser,
  LaunchTemplate,
  NodeClass,
  Read,
  StorageClass,
  Unread,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { awsFailure } from '../clusters/awsFailure';
import { decodeDocument } from './iamParts';
import { KEY_ACTIONS } from './keyActions';
import {
  children,
  pages,
  part,
  PartUnreadError,
  valueOf,
  type Missing,
  type Reading,
} from './reading';

/** AWS' own key of EBS serves everybody in its account through EBS (EKS User Guide, auto-kms). */
const AWS_MANAGED = /(^|:)alias\/aws\/ebs$/;
const EBS_PROVISIONERS = new Set([
  'ebs.csi.aws.com',
  'ebs.csi.eks.amazonaws.com',
  'kubernetes.io/aws-ebs',
]);

/** The parts that name keys. */
export interface KeySources {
  cluster: Promise<Read<ClusterDescription>>;
  ebsEncryption: Promise<Read<InventoryParts['ebsEncryption']>>;
  launchTemplates: Promise<Read<LaunchTemplate[]>>;
  nodeClasses: Promise<Read<NodeClass[]>>;
  storageClasses: Promise<Read<StorageClass[]>>;
  ebsVolumes: Promise<Read<EbsVolume[]>>;
}

/** The key that a StorageClass of EBS names; the driver reads its parameters without regard to case. */
export function classKey(storageClass: StorageClass): string | undefined {
  if (!EBS_PROVISIONERS.has(storageClass.provisioner)) return undefined;
  const [, named] =
    Object.entries(storageClass.parameters ?? {}).find(
      ([name]) => name.toLowerCase() === 'kmskeyid',
    ) ?? [];
  return named || undefined;
}

/** Who names which key. */
async function namedKeys(
  sources: KeySources,
  missing: Missing,
): Promise<Map<string, KmsKeyUser[]>> {
  const named = new Map<string, KmsKeyUser[]>();
  const note = (key: string | undefined, user: KmsKeyUser) => {
    if (!key || AWS_MANAGED.test(key)) return;
    named.set(key, [...(named.get(key) ?? []), user]);
  };
  const each = <T>(
    source: Read<T[]>,
    what: string,
    visit: (one: T) => void,
  ): void => {
    if (source.state === 'unread') {
      missing.push({ what, unread: source.unread });
      return;
    }
    for (const one of source.missing)
      missing.push({ ...one, what: `${what}: ${one.what}` });
    source.value.forEach(visit);
  };
  const encryption = await sources.ebsEncryption;
  each(
    encryption.state === 'read'
      ? { ...encryption, value: [encryption.value] }
      : encryption,
    'the default key of EBS',
    ({ kmsKeyId }) => note(kmsKeyId, { kind: 'ebs-default' }),
  );
  each(
    await sources.launchTemplates,
    'keys of launch templates',
    ({ id, name, blockDevices }) =>
      blockDevices.forEach(({ kmsKeyId }) =>
        note(kmsKeyId, { kind: 'launch-template', name: name ?? id }),
      ),
  );
  each(await sources.nodeClasses, 'keys of NodeClasses', ({ metadata, spec }) =>
    note(spec?.ephemeralStorage?.kmsKeyID, {
      kind: 'node-class',
      name: metadata.name,
    }),
  );
  each(await sources.storageClasses, 'keys of StorageClasses', storageClass =>
    note(classKey(storageClass), {
      kind: 'storage-class',
      name: storageClass.metadata.name,
    }),
  );
  each(await sources.ebsVolumes, 'keys of volumes', ({ id, kmsKeyId }) =>
    note(kmsKeyId, { kind: 'volume', name: id }),
  );
  return named;
}

/** The ARN that a name stands for, as far as names go: an alias keeps its name. */
function arnOf({ session }: Reading, name: string): string {
  if (name.startsWith('arn:')) return name;
  const { partition, region, accountId } = session;
  const resource = name.startsWith('alias/') ? name : `key/${name}`;
  return `arn:${partition}:kms:${region}:${accountId}:${resource}`;
}

function ofAnotherAccount(arn: string, roleArn: string): Unread {
  const account = arn.split(':')[4];
  return {
    reason: 'denied',
    operation: 'kms:GetKeyPolicy',
    message: `${arn} is a key of account ${account}: KMS shows its policy to that account only`,
    remedy: `Ask who runs account ${account} whether the key’s policy lets ${roleArn} in, and accept the finding with their answer.`,
  };
}

/** A key and its policy; clusters share keys, so they are read once for all of them. */
function keyItself(
  reading: Reading,
  KeyId: string,
): Promise<Omit<KmsKey, 'usedBy' | 'allowedByIam'>> {
  const { session } = reading;
  return reading.regions.kmsKey.get(
    `${session.accountId}/${session.region}/${KeyId}`,
    reading.signal,
    async signal => {
      const options = { abortSignal: signal };
      let key: KeyMetadata | undefined;
      try {
        ({ KeyMetadata: key } = await session.aws.kms.send(
          new DescribeKeyCommand({ KeyId }),
          options,
        ));
      } catch (error) {
        if (awsFailure(error).kind !== 'not-found') throw error;
        return {
          arn: arnOf(reading, KeyId),
          state: 'Absent',
          customerManaged: true,
        };
      }
      if (!key?.Arn) throw new Error(`KMS described ${KeyId} without an ARN`);
      const described = { arn: key.Arn, state: key.KeyState ?? 'unknown' };
      if (key.KeyManager === 'AWS')
        return { ...described, customerManaged: false };
      // By its ARN: GetKeyPolicy takes no alias.
      const { Policy } = await session.aws.kms.send(
        new GetKeyPolicyCommand({ KeyId: key.Arn, PolicyName: 'default' }),
        options,
      );
      return {
        ...described,
        customerManaged: true,
        policy: decodeDocument(Policy),
      };
    },
  );
}

/** What IAM policies alone allow the role on the key. */
function allowedByIam(
  reading: Reading,
  roleArn: string,
  keyArn: string,
): Promise<string[]> {
  const { session } = reading;
  return reading.regions.roleOnKey.get(
    `${session.accountId}/${roleArn}/${keyArn}`,
    reading.signal,
    async signal => {
      const results = await pages(async Marker => {
        const page = await session.aws.iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: roleArn,
            ActionNames: [...KEY_ACTIONS],
            ResourceArns: [keyArn],
            ContextEntries: [
              {
                ContextKeyName: 'kms:ViaService',
                ContextKeyType: 'string',
                ContextKeyValues: [`ec2.${session.region}.amazonaws.com`],
              },
              {
                ContextKeyName: 'kms:GrantIsForAWSResource',
                ContextKeyType: 'boolean',
                ContextKeyValues: ['true'],
              },
            ],
            Marker,
          }),
          { abortSignal: signal },
        );
        return {
          items: page.EvaluationResults,
          token: page.IsTruncated ? page.Marker : undefined,
        };
      });
      return results.flatMap(result =>
        result.EvalDecision === 'allowed' && result.EvalActionName
          ? [result.EvalActionName]
          : [],
      );
    },
  );
}

/** The keys that disks of the cluster are, or would be, encrypted with, and what they allow. */
export function readKmsKeys(
  reading: Reading,
  sources: KeySources,
): Promise<Read<KmsKey[]>> {
  return part(reading, 'kms:DescribeKey', async missing => {
    const { roleArn } = valueOf(await sources.cluster);
    const named = await namedKeys(sources, missing);
    const keys = await children(
      reading,
      'kms:DescribeKey, kms:GetKeyPolicy',
      [...named.keys()].sort(),
      missing,
      async (name): Promise<KmsKey> => {
        const arn = arnOf(reading, name);
        if (arn.split(':')[4] !== reading.session.accountId)
          throw new PartUnreadError(ofAnotherAccount(arn, roleArn));
        const key = await keyItself(reading, name);
        return {
          ...key,
          usedBy: named.get(name) ?? [],
          allowedByIam:
            key.policy === undefined
              ? []
              : await allowedByIam(reading, roleArn, key.arn),
        };
      },
    );
    // One key may be called by its id, its ARN and an alias.
    const byArn = new Map<string, KmsKey>();
    for (const key of keys) {
      const other = byArn.get(key.arn);
      byArn.set(key.arn, {
        ...key,
        usedBy: [...(other?.usedBy ?? []), ...key.usedBy],
      });
    }
    return [...byArn.values()];
  });
}
