// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import {
  fakeSessions,
  named,
  type AwsAnswers,
} from './__testUtils__/fakeSession';
import {
  autoFee,
  linux,
  priceListOf,
  windows,
} from './__testUtils__/priceList';
import { shopArn, shopAws, shopKubernetes } from './__testUtils__/shop';
import { readInventory } from './readInventory';

const node = (name: string, type: string, os: string): JsonObject => ({
  metadata: {
    name,
    labels: {
      'node.kubernetes.io/instance-type': type,
      'kubernetes.io/os': os,
    },
  },
  spec: {},
});

async function prices(
  answer: AwsAnswers[string],
  nodes: JsonObject[] = [node('n1', 'm7i.large', 'linux')],
) {
  const sessions = fakeSessions({
    aws: { ...shopAws(), 'pricing:GetProducts': answer },
    kubernetes: { ...shopKubernetes(), '/api/v1/nodes': nodes },
  });
  const { parts } = await readInventory(
    sessions,
    { arn: shopArn },
    {},
    new AbortController().signal,
  );
  return {
    read: parts.prices,
    calls: sessions.calls.filter(call => call.startsWith('pricing:')).length,
  };
}

describe('prices', () => {
  it('are those of what the cluster runs and of all that Auto Mode could launch, in as many calls as pages', async () => {
    const { read, calls } = await prices(
      priceListOf(
        [
          ...['m7i.large', 'm7i.xlarge', 'c7i.large'].map(type =>
            autoFee(type, '0.01'),
          ),
          ...[
            'm7i.large',
            'm7i.xlarge',
            'c7i.large',
            'm4.large',
            'z1d.large',
          ].map(type => linux(type, '0.1')),
        ],
        2,
      ),
      [node('n1', 'm4.large', 'linux')],
    );
    expect(read).toMatchObject({
      state: 'read',
      missing: [],
      value: [
        { type: 'c7i.large', onDemand: 0.1, autoFee: 0.01 },
        // Only a node says that it runs.
        { type: 'm4.large', onDemand: 0.1 },
        { type: 'm7i.large', onDemand: 0.1, autoFee: 0.01 },
        { type: 'm7i.xlarge', onDemand: 0.1, autoFee: 0.01 },
      ],
    });
    expect(calls).toBe(2 + 3);
  });

  it('take Windows’ with its licence, and only where there is such a node', async () => {
    const offers = [
      linux('m5.large', '0.096'),
      windows('m5.large', '0.096', 'RunInstances:0800'),
      windows('m5.large', '0.188'),
    ];
    const windowsNode = node('w1', 'm5.large', 'windows');
    expect(
      (await prices(priceListOf(offers), [windowsNode])).read,
    ).toMatchObject({
      value: [{ type: 'm5.large', onDemand: 0.096, onDemandWindows: 0.188 }],
    });
    const { read, calls } = await prices(priceListOf(offers), [
      node('l1', 'm5.large', 'linux'),
    ]);
    expect(read).toMatchObject({
      value: [{ type: 'm5.large', onDemand: 0.096 }],
    });
    expect(calls).toBe(2);
  });

  it('name what of Windows could not be read, and keep the others', async () => {
    const list = priceListOf([linux('m5.large', '0.096')]);
    const { read } = await prices(
      input =>
        input.Filters.some((one: { Value: string }) => one.Value === 'Windows')
          ? named('AccessDeniedException', 'no')
          : list(input),
      [node('w1', 'm5.large', 'windows')],
    );
    expect(read).toMatchObject({
      state: 'read',
      value: [{ type: 'm5.large', onDemand: 0.096 }],
      missing: [{ what: 'Windows' }],
    });
  });
});
