// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parsePolicy } from '../auth/policyDocument';
import { capacityOf } from '../world/addresses';
import { defaultKeyPolicy, kmsOf } from '../world/kmsState';
import type { WorldState } from '../world/state';
import type { World } from '../world/world';
import { buildCluster } from './buildCluster';
import { buildIam } from './buildIam';
import { buildVpc, type BuiltVpc } from './buildNetwork';
import type { Fleet, FleetAccount } from './schema';

export function emptyState(fleet: Fleet): WorldState {
  return {
    format: 1,
    fleet: fleet.name,
    accounts: Object.fromEntries(
      fleet.accounts.map(a => [
        a.id,
        {
          id: a.id,
          alias: a.alias,
          iam: {
            users: {},
            roles: {},
            policies: {},
            instanceProfiles: {},
            oidcProviders: {},
            attachedPolicyQuota: a.attachedPolicyQuota,
          },
          buckets: {},
          regions: {},
        },
      ]),
    ),
    sessions: {},
    pending: [],
    identifiers: 0,
  };
}

const TLS_ONLY = (bucket: string) => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

function buildBuckets(world: World, fleet: FleetAccount): void {
  const account = world.account(fleet.id);
  for (const bucket of fleet.buckets) {
    const statements = [
      ...(bucket.tlsOnly ? [TLS_ONLY(bucket.name)] : []),
      ...(bucket.policy ?? []),
    ];
    account.buckets[bucket.name] = {
      name: bucket.name,
      region: bucket.region,
      accountId: fleet.id,
      createdAt: world.now(),
      versioning:
        bucket.versioning || bucket.objectLock ? 'Enabled' : undefined,
      encryption:
        bucket.encryption === 'AES256'
          ? { algorithm: 'AES256', bucketKey: false }
          : {
              algorithm: 'aws:kms',
              keyId: bucket.encryption.kmsKey,
              bucketKey: true,
            },
      publicAccessBlock: {
        BlockPublicAcls: bucket.publicAccessBlocked,
        IgnorePublicAcls: bucket.publicAccessBlocked,
        BlockPublicPolicy: bucket.publicAccessBlocked,
        RestrictPublicBuckets: bucket.publicAccessBlocked,
      },
      policy:
        statements.length > 0
          ? parsePolicy(
              JSON.stringify({ Version: '2012-10-17', Statement: statements }),
              'resource',
            )
          : undefined,
      objectLock: bucket.objectLock && { default: bucket.objectLock },
      tags: bucket.tags,
      objects: {},
      uploads: {},
    };
  }
}

function buildKeys(world: World, fleet: FleetAccount): void {
  for (const key of fleet.kmsKeys) {
    const { keys, aliases } = kmsOf(world, fleet.id, key.region);
    const arn = `arn:aws:kms:${key.region}:${fleet.id}:key/${key.id}`;
    keys[key.id] = {
      id: key.id,
      arn,
      description: key.description,
      createdAt: world.now(),
      manager: 'CUSTOMER',
      state: key.state,
      policy: key.policy
        ? parsePolicy(
            JSON.stringify({ Version: '2012-10-17', Statement: key.policy }),
            'resource',
          )
        : defaultKeyPolicy(fleet.id),
    };
    if (key.alias) aliases[key.alias] = key.id;
    if (key.defaultOfEbs) {
      world.region(fleet.id, key.region).ebsDefaultKmsKeyId = arn;
    }
  }
}

function buildImages(world: World, fleet: FleetAccount): void {
  for (const image of fleet.images) {
    const region = world.region(fleet.id, image.region);
    region.images = {
      ...region.images,
      [image.id]: {
        ImageId: image.id,
        Name: image.name,
        OwnerId: image.owner ?? fleet.id,
        ImageLocation: `${image.owner ?? fleet.id}/${image.name}`,
        CreationDate: image.createdAt,
        State: image.deregistered ? 'deregistered' : 'available',
        Public: image.owner !== undefined,
      },
    };
  }
}

/** Instances come with profiles named after their roles. */
function buildProfiles(world: World, accountId: string): void {
  const account = world.account(accountId);
  const arns = new Set<string>();
  for (const region of Object.values(account.regions)) {
    for (const { versions } of Object.values(region.launchTemplates)) {
      const arn = versions[0]?.LaunchTemplateData?.IamInstanceProfile?.Arn;
      if (arn) arns.add(arn);
    }
    for (const { instance } of Object.values(region.instances)) {
      const arn = instance.IamInstanceProfile?.Arn;
      if (arn) arns.add(arn);
    }
    for (const { IamInstanceProfile: arn } of Object.values(
      region.launchConfigurations,
    )) {
      if (arn) arns.add(arn);
    }
  }
  for (const arn of arns) {
    const name = arn.split('/').at(-1) ?? '';
    account.iam.instanceProfiles[name] = {
      name,
      arn,
      id: world.unique('AIPA'),
      createdAt: world.now(),
      roles: account.iam.roles[name] ? [name] : [],
    };
  }
}

/** Fills an empty world with what a fleet file describes. */
export function buildFleet(world: World, fleet: Fleet): void {
  for (const account of fleet.accounts) {
    buildIam(world, account);
    buildBuckets(world, account);
    buildImages(world, account);
    buildKeys(world, account);
    const vpcs = new Map<string, BuiltVpc>();
    for (const vpc of account.vpcs) {
      if (vpcs.has(vpc.name))
        throw new Error(
          `account ${account.id}: two VPCs are named ${vpc.name}`,
        );
      vpcs.set(vpc.name, buildVpc(world, account.id, vpc));
      Object.assign(
        world.region(account.id, vpc.region).quotas,
        account.quotas,
      );
    }
    for (const cluster of account.clusters) {
      const vpc = vpcs.get(cluster.vpc);
      if (!vpc)
        throw new Error(
          `cluster ${cluster.name}: account ${account.id} has no VPC ${cluster.vpc}`,
        );
      if (vpc.region !== cluster.region)
        throw new Error(
          `cluster ${cluster.name} is in ${cluster.region}, its VPC in ${vpc.region}`,
        );
      if (world.region(account.id, cluster.region).clusters[cluster.name]) {
        throw new Error(
          `account ${account.id}: two clusters are named ${cluster.name} in ${cluster.region}`,
        );
      }
      buildCluster(world, account.id, cluster, vpc);
    }
    buildProfiles(world, account.id);
    for (const built of vpcs.values()) {
      const region = world.region(account.id, built.region);
      for (const { id, free } of built.subnets) {
        if (free === undefined) continue;
        const subnet = region.subnets[id];
        if (free > capacityOf(subnet.CidrBlock ?? '')) {
          throw new Error(
            `subnet ${id}: ${subnet.CidrBlock} never has ${free} free addresses`,
          );
        }
        subnet.AvailableIpAddressCount = free;
      }
    }
  }
}
