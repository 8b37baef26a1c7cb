// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Instance,
  Node,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { membershipOf, type NodeFacts } from './membership';

const COMPUTE = 'eks.amazonaws.com/compute-type';
const POOL = 'karpenter.sh/nodepool';

function aNode(labels: Record<string, string>, providerID?: string): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n', labels },
    spec: providerID === undefined ? {} : { providerID },
    status: {},
  };
}

function anInstance(more: Partial<Instance>): Instance {
  return {
    id: 'i-0a',
    type: 'm5.large',
    state: 'running',
    securityGroupIds: [],
    tags: {},
    managedByAuto: false,
    ...more,
  };
}

const onEc2 = 'aws:///zone-a/i-0a';

/** `type name`, or why it is nobody's. */
function said(facts: Partial<NodeFacts> & { node: Node }): string {
  const membership = membershipOf({
    instanceId: facts.node.spec.providerID === onEc2 ? 'i-0a' : undefined,
    ...facts,
  });
  return membership.state === 'member'
    ? `${membership.type} ${membership.name}`
    : membership.why;
}

describe('where a node comes from', () => {
  it.each<[string, Partial<NodeFacts> & { node: Node }, string]>([
    [
      'a node whose instance is in a self-managed group',
      { node: aNode({}, onEc2), group: 'workers' },
      'auto-scaling-group workers',
    ],
    [
      'a node that Auto Mode manages',
      {
        node: aNode({ [COMPUTE]: 'auto', [POOL]: 'system' }, onEc2),
        instance: anInstance({ managedByAuto: true }),
      },
      'auto system',
    ],
    [
      'a node of Karpenter',
      { node: aNode({ [POOL]: 'spot' }, onEc2), instance: anInstance({}) },
      'karpenter spot',
    ],
    [
      'a node of a Karpenter before its beta API',
      { node: aNode({ 'karpenter.sh/provisioner-name': 'old' }, onEc2) },
      'karpenter old',
    ],
    [
      'a hybrid node',
      { node: aNode({ [COMPUTE]: 'hybrid' }, 'eks-hybrid:///r/shop/n') },
      'hybrid n',
    ],
    ['a lone instance', { node: aNode({}, onEc2) }, 'standalone n'],
    ['a node of no cloud', { node: aNode({}, 'kwok://n') }, 'unknown n'],
    ['a node without a provider id', { node: aNode({}) }, 'unknown n'],
    [
      'a label auto on an instance that EC2 gives to nobody',
      { node: aNode({ [COMPUTE]: 'auto' }, onEc2), instance: anInstance({}) },
      'its compute type is auto, yet EC2 does not say that Auto Mode manages its instance i-0a',
    ],
    [
      'a label auto on an instance of a group',
      { node: aNode({ [COMPUTE]: 'auto' }, onEc2), group: 'workers' },
      'its compute type is auto, yet its instance i-0a is in the Auto Scaling group workers',
    ],
    [
      'an Auto instance whose label was taken away',
      {
        node: aNode({}, onEc2),
        instance: anInstance({ managedByAuto: true }),
      },
      'EC2 says that Auto Mode manages its instance i-0a, yet its compute type is missing',
    ],
    [
      'a label fargate on an EC2 instance',
      { node: aNode({ [COMPUTE]: 'fargate' }, onEc2) },
      'its compute type is fargate, yet its provider id names the EC2 instance i-0a',
    ],
    [
      'a label hybrid on an EC2 instance',
      { node: aNode({ [COMPUTE]: 'hybrid' }, onEc2) },
      'its compute type is hybrid, yet its provider id names the EC2 instance i-0a',
    ],
    [
      'a pool’s label on an instance of a group',
      { node: aNode({ [POOL]: 'spot' }, onEc2), group: 'workers' },
      'its label names the pool spot, yet its instance i-0a is in the Auto Scaling group workers',
    ],
    [
      'a pool’s label that the instance’s tag contradicts',
      {
        node: aNode({ [POOL]: 'spot' }, onEc2),
        instance: anInstance({ tags: { [POOL]: 'other' } }),
      },
      'its label names the pool spot, yet the tag of its instance i-0a names other',
    ],
  ])('%s', (_name, facts, expected) => {
    expect(said(facts)).toBe(expected);
  });

  it('says what speaks for it', () => {
    expect(
      membershipOf({
        node: aNode({ 'eks.amazonaws.com/nodegroup': 'blue' }, onEc2),
        instanceId: 'i-0a',
        group: 'eks-blue',
        managed: 'blue',
      }),
    ).toMatchObject({
      evidence: [
        'instance i-0a is in Auto Scaling group eks-blue of node group blue',
        'label eks.amazonaws.com/nodegroup=blue',
      ],
    });
    expect(
      membershipOf({
        node: aNode({ [POOL]: 'spot' }, onEc2),
        instanceId: 'i-0a',
        instance: anInstance({ tags: { [POOL]: 'spot' } }),
      }),
    ).toMatchObject({
      evidence: [
        'label karpenter.sh/nodepool=spot',
        'tag karpenter.sh/nodepool=spot of the instance',
        'no Auto Scaling group holds i-0a',
      ],
    });
  });
});
