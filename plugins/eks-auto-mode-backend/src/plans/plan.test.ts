// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  healthyParts,
  inventoryOf,
  withMissing,
  withUnread,
} from '../readiness/testing/inventory';
import { aDeployment } from '../readiness/testing/objects';
import { basisDrift } from './basis';
import { basisNow, plan } from './plan';
import { planInput, untouchedParts } from './testing/untouched';

/** The same value with every list of unordered things and every object's keys turned round. */
function shuffled(parts: InventoryParts): InventoryParts {
  return {
    ...parts,
    subnets: [...parts.subnets].reverse(),
    addons: [...parts.addons].reverse(),
    nodes: [...parts.nodes].reverse(),
    pods: [...parts.pods].reverse(),
    deployments: [...parts.deployments].reverse(),
    instances: [...parts.instances].reverse(),
    securityGroups: [...parts.securityGroups].reverse(),
    podDisruptionBudgets: [...parts.podDisruptionBudgets].reverse(),
  };
}

describe('a plan', () => {
  it('is the one that was reviewed, for an untouched cluster', () => {
    const made = plan(
      planInput(untouchedParts(), {
        options: { enableLogging: true, tags: { 'cost-center': '42' } },
      }),
    );
    expect(made).toMatchSnapshot();
  });

  it('holds every step of an untouched cluster, in order', () => {
    expect(
      plan(
        planInput(untouchedParts(), { options: { enableLogging: true } }),
      ).steps.map(step => step.id),
    ).toEqual([
      'preflight',
      'backup',
      'logging',
      'authentication-mode',
      'addons',
      'cluster-role',
      'node-role',
      'subnet-tags',
      'security-groups',
      'definition-owner',
      'enable',
      'access-entry',
      'node-pools',
      'canary',
      'quiet-autoscalers',
      'drain:managed:general',
      'shrink:managed:general',
      'soak:managed:general',
      'release',
      'retire',
      'clean-up',
      'verify',
    ]);
  });

  it('is the same for the same cluster, in whatever order it was read', () => {
    const one = plan(planInput(untouchedParts()));
    expect(plan(planInput(untouchedParts()))).toEqual(one);
    const other = plan(planInput(shuffled(untouchedParts())));
    expect(other.digest).toBe(one.digest);
    expect(other).toEqual(one);
  });

  it.each([
    [
      'a pod more',
      (parts: InventoryParts) =>
        parts.pods.push(...aDeployment('catalog-2', { replicas: 1 }).pods),
    ],
    [
      'another price',
      (parts: InventoryParts) =>
        parts.prices.push({ type: 'm7i.large', onDemand: 1 }),
    ],
  ])('keeps its basis with %s', (_name, change) => {
    const parts = untouchedParts();
    change(parts);
    expect(
      basisDrift(
        plan(planInput(untouchedParts())).basis,
        basisNow(inventoryOf(parts)),
      ),
    ).toEqual([]);
  });

  it.each<[string, (parts: InventoryParts) => void, string]>([
    [
      'version',
      parts => {
        parts.cluster.version = '1.36';
      },
      'the Kubernetes version: was 1.35, is 1.36',
    ],
    [
      'authentication mode',
      parts => {
        parts.cluster.authenticationMode = 'API';
      },
      'the authentication mode: was CONFIG_MAP, is API',
    ],
    [
      'an add-on gone',
      parts => {
        parts.addons.shift();
      },
      'add-on vpc-cni is gone',
    ],
    [
      'an add-on updated',
      parts => {
        parts.addons[0].version = 'v1.20.4-eksbuild.1';
      },
      'add-on vpc-cni: was {"name":"vpc-cni","version":"v1.18.1-eksbuild.1"}, is {"name":"vpc-cni","version":"v1.20.4-eksbuild.1"}',
    ],
    [
      'a tag',
      parts => {
        parts.subnets[0].tags = { a: 'b' };
      },
      'subnet subnet-private-a: was {"id":"subnet-private-a","tags":{}}, is {"id":"subnet-private-a","tags":{"a":"b"}}',
    ],
    [
      'a group more',
      parts => {
        parts.nodegroups.push({
          ...parts.nodegroups[0],
          name: 'more',
          autoScalingGroups: [],
        });
      },
      'source managed:more is new',
    ],
    [
      'a pool',
      parts => {
        parts.nodePools.push({
          apiVersion: 'karpenter.sh/v1',
          kind: 'NodePool',
          metadata: { name: 'x' },
          spec: {
            template: {
              spec: { nodeClassRef: { kind: 'NodeClass', name: 'default' } },
            },
          },
        });
      },
      'the node pools: was [], is ["x"]',
    ],
  ])('tells that %s drifted', (_name, change, line) => {
    const parts = untouchedParts();
    change(parts);
    const before = plan(planInput(untouchedParts()));
    expect(basisDrift(before.basis, basisNow(inventoryOf(parts)))).toEqual([
      line,
    ]);
    expect(plan(planInput(parts)).digest).not.toBe(before.digest);
  });

  it('has another digest for other options', () => {
    const digests = [{}, { soakSeconds: 60 }, { until: 'enable' as const }].map(
      options => plan(planInput(untouchedParts(), { options })).digest,
    );
    expect(new Set(digests).size).toBe(3);
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('resumes at the drain on a cluster that is on Auto Mode already', () => {
    const parts = healthyParts();
    parts.cluster.autoMode = {
      compute: true,
      blockStorage: true,
      loadBalancing: true,
      nodePools: ['general-purpose', 'system'],
      nodeRoleArn: 'arn:aws:iam::111122223333:role/AmazonEKSAutoNodeRole-shop',
    };
    parts.accessEntries.push({
      principalArn: 'arn:aws:iam::111122223333:role/AmazonEKSAutoNodeRole-shop',
      type: 'EC2',
      kubernetesGroups: [],
      policies: [
        {
          policyArn:
            'arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy',
          scope: 'cluster',
          namespaces: [],
        },
      ],
    });
    expect(plan(planInput(parts)).steps.map(step => step.id)).toEqual([
      'preflight',
      'backup',
      'node-pools',
      'canary',
      'quiet-autoscalers',
      'drain:managed:general',
      'shrink:managed:general',
      'soak:managed:general',
      'release',
      'retire',
      'clean-up',
      'verify',
    ]);
  });

  it('moves nothing where everything is kept', () => {
    const made = plan(
      planInput(healthyParts(), { options: { keep: ['managed:general'] } }),
    );
    expect(made.steps.map(step => step.id)).toEqual([
      'preflight',
      'backup',
      'enable',
      'access-entry',
      'verify',
    ]);
    expect(made.sources).toMatchObject([
      {
        id: 'managed:general',
        decision: 'keep',
        keptBecause: [{ reason: 'the plan was asked to keep it' }],
      },
    ]);
  });

  it('is refused where something that it stands on was not read, and says what to grant', () => {
    const inventory = inventoryOf(untouchedParts());
    expect(() =>
      plan(
        planInput(untouchedParts(), {
          inventory: withUnread(inventory, ['pods', 'clusterRole']),
        }),
      ),
    ).toThrow(
      /pods: list what the test is about: forbidden, clusterRole: .*What to do: Grant it\. Nothing was changed/,
    );
    expect(() =>
      plan(
        planInput(untouchedParts(), {
          inventory: withMissing(inventory, 'nodegroups', 'group blue'),
        }),
      ),
    ).toThrow(/nodegroups, group blue: /);
  });

  it('stands without the price list, on a table that it names', () => {
    const made = plan(
      planInput(untouchedParts(), {
        inventory: withUnread(inventoryOf(untouchedParts()), ['prices']),
      }),
    );
    expect(made.cost?.basis).toBe('estimate');
    expect(made.cost?.notes.join(' ')).toMatch(/price list does not name/);
  });
});
