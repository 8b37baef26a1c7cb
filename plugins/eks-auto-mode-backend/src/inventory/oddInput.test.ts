// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { KubernetesError } from '../clusters/kubernetesApi';
import { catalogue } from '../readiness/catalogue';
import { evaluate } from '../readiness/evaluate';
import {
  fakeSessions,
  named,
  type AwsAnswers,
  type KubernetesObjects,
} from './__testUtils__/fakeSession';
import { shopArn, shopAws, shopKubernetes } from './__testUtils__/shop';
import { readInventory } from './readInventory';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const nodePools = (...versions: string[]) => ({
  metadata: { name: 'nodepools.karpenter.sh' },
  spec: {
    group: 'karpenter.sh',
    names: { kind: 'NodePool', plural: 'nodepools' },
    versions: versions.map((name, index) => ({
      name,
      served: true,
      storage: index === 0,
    })),
  },
});
const pool = (name: string) => ({
  metadata: { name },
  spec: {
    template: {
      spec: {
        nodeClassRef: {
          group: 'karpenter.k8s.aws',
          kind: 'EC2NodeClass',
          name: 'default',
        },
        requirements: [],
      },
    },
  },
});

async function read(
  aws: AwsAnswers = {},
  kubernetes: KubernetesObjects = {},
): Promise<Inventory> {
  return await readInventory(
    fakeSessions({
      aws: { ...shopAws(), ...aws },
      kubernetes: {
        ...shopKubernetes(),
        '/apis/karpenter.sh/v1beta1/nodepools': [pool('default')],
        ...kubernetes,
      },
    }),
    { arn: shopArn },
    {},
    new AbortController().signal,
  );
}

/** Parts that were not read, or not wholly. */
function gaps({ parts }: Inventory): string[] {
  return Object.entries(parts).flatMap(([name, part]) =>
    part.state === 'unread' || part.missing.length > 0 ? [name] : [],
  );
}

/** Checks that the fakes are too bare for, whatever else is odd. */
const TOO_BARE = ['NET-20'];

/** No check may fall over it, and none may pass over what was not read. */
function judged(inventory: Inventory): string[] {
  const checks = catalogue.filter(
    ({ code, retired }) => !retired && !TOO_BARE.includes(code),
  );
  const findings = evaluate(inventory, checks, new Date());
  expect(
    findings.filter(({ message }) => message.includes('the check itself')),
  ).toEqual([]);
  const missing = gaps(inventory);
  const unknown = findings.filter(({ severity }) => severity === 'unknown');
  expect(new Set(unknown.map(({ code }) => code))).toEqual(
    new Set(
      checks
        .filter(({ reads }) => reads.some(part => missing.includes(part)))
        .map(({ code }) => code),
    ),
  );
  return missing;
}

describe('an inventory of odd things', () => {
  it('reads a definition in three versions once, in the one that is known best', async () => {
    const inventory = await read(
      {},
      {
        [DEFINITIONS]: [nodePools('v1alpha5', 'v1', 'v1beta1')],
        '/apis/karpenter.sh/v1/nodepools': [pool('default')],
        '/apis/karpenter.sh/v1beta1/nodepools': [pool('default')],
        '/apis/karpenter.sh/v1alpha5/nodepools': [pool('default')],
      },
    );
    expect(inventory.parts.nodePools).toMatchObject({
      state: 'read',
      value: [{ apiVersion: 'karpenter.sh/v1' }],
      missing: [],
    });
  });

  it('does not take a group that fails for one that has no objects, though its definition is there', async () => {
    const inventory = await read(
      {},
      {
        [DEFINITIONS]: [nodePools('v1')],
        '/apis/karpenter.sh/v1/nodepools': new KubernetesError(
          503,
          'ServiceUnavailable',
          'conversion webhook for karpenter.sh/v1 failed',
        ),
      },
    );
    expect(inventory.parts.nodePools).toMatchObject({
      state: 'unread',
      unread: {
        reason: 'not-served',
        message: expect.stringContaining('conversion webhook'),
      },
    });
    expect(judged(inventory)).toEqual(['nodePools']);
  });

  it('does not take a definition that is served nowhere yet for one without objects', async () => {
    // Not Established: its names are taken, or the API server has not got round to it. It answers 404.
    const inventory = await read({}, { [DEFINITIONS]: [nodePools('v1')] });
    expect(inventory.parts.nodePools).toMatchObject({
      state: 'unread',
      unread: {
        reason: 'not-served',
        operation: 'list karpenter.sh/v1/nodepools',
        message: expect.stringContaining('nodepools.karpenter.sh is defined'),
        remedy: expect.stringContaining(
          'kubectl describe crd nodepools.karpenter.sh',
        ),
      },
    });
    expect(judged(inventory)).toEqual(['nodePools']);
  });

  it('knows that there are no objects of a definition that nobody made, nor of one that serves no version', async () => {
    const [bare] = [nodePools('v1')];
    const unserved = {
      ...bare,
      spec: { ...bare.spec, versions: [{ name: 'v1', served: false }] },
    };
    for (const definitions of [[], [unserved]]) {
      const { parts } = await read({}, { [DEFINITIONS]: definitions });
      expect(parts.nodePools).toMatchObject({ state: 'read', value: [] });
    }
  });

  it('knows a group of mixed instances without a single one', async () => {
    const inventory = await read({
      'autoscaling:DescribeAutoScalingGroups': () => ({
        AutoScalingGroups: [
          {
            AutoScalingGroupName: 'mixed',
            AutoScalingGroupARN: 'arn:mixed',
            MinSize: 0,
            MaxSize: 5,
            DesiredCapacity: 0,
            Tags: [{ Key: 'kubernetes.io/cluster/shop', Value: 'owned' }],
            MixedInstancesPolicy: {
              LaunchTemplate: {
                Overrides: [{ InstanceType: 'm7i.large' }],
              },
            },
          },
        ],
      }),
    });
    expect(inventory.parts.autoScalingGroups).toMatchObject({
      state: 'read',
      value: [{ name: 'mixed', mixedInstances: true, instances: [] }],
    });
    expect(judged(inventory)).toEqual([]);
  });

  it('says of a launch template that was deleted since that it cannot be read, and of the others what they say', async () => {
    const inventory = await read({
      'ec2:DescribeLaunchTemplateVersions': () =>
        named('InvalidLaunchTemplateId.NotFound'),
    });
    expect(inventory.parts.launchTemplates).toMatchObject({
      state: 'read',
      value: [],
      missing: [
        {
          what: 'lt-1:3',
          unread: { operation: 'ec2:DescribeLaunchTemplateVersions' },
        },
      ],
    });
    // A template may name the key of a disk.
    expect(judged(inventory)).toEqual(
      expect.arrayContaining(['launchTemplates', 'kmsKeys']),
    );
  });

  it('takes a class of a driver that nobody knows, and labels as long as labels may be, as they are', async () => {
    const long = 'a'.repeat(63);
    const inventory = await read(
      {},
      {
        '/apis/storage.k8s.io/v1/storageclasses': [
          {
            metadata: { name: 'flying', labels: { [`${long}/${long}`]: long } },
            provisioner: 'csi.flying-carpets.example',
            parameters: { kmsKeyId: 'of the carpets' },
          },
        ],
      },
    );
    expect(inventory.parts.storageClasses).toMatchObject({
      value: [
        {
          provisioner: 'csi.flying-carpets.example',
          metadata: { labels: { [`${long}/${long}`]: long } },
        },
      ],
    });
    expect(judged(inventory)).toEqual([]);
  });

  it('is without the price of a type that the price list lacks', async () => {
    const inventory = await read({
      'pricing:GetProducts': () => ({ PriceList: [] }),
    });
    expect(inventory.parts.prices).toMatchObject({ state: 'read', value: [] });
  });
});
