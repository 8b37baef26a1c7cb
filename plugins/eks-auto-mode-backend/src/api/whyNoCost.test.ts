// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { whyNoCost } from './whyNoCost';

const unread = (part: string, remedy?: string) => ({
  part,
  reason: 'failed',
  operation: 'ec2:Describe',
  message: `${part} is gone`,
  ...(remedy ? { remedy } : {}),
});

describe('why nobody knows what a cluster costs', () => {
  it('is what stands in the way of a plan, with what to do; not what else could not be read', () => {
    expect(
      whyNoCost('shop', {
        unreadParts: [
          unread('launchTemplates lt-1:3', 'Give the group another template'),
          unread('kmsKeys', 'Let the role read keys'),
        ],
      }),
    ).toBe(
      'What shop costs is not known: no plan can be made, on whose simulation it stands, because this could not be read: launchTemplates lt-1:3 (ec2:Describe: launchTemplates lt-1:3 is gone). What to do: Give the group another template.',
    );
  });

  it('names the first three, and one remedy once', () => {
    const all = ['nodes', 'pods', 'deployments', 'jobs', 'namespaces'];
    const words = whyNoCost('shop', {
      unreadParts: all.map(part => unread(part, 'Let it be reached')),
    });
    expect(words).toMatch(
      /nodes \(.*pods \(.*deployments \(ec2:Describe: deployments is gone\) and 2 more\. What to do: Let it be reached\.$/,
    );
  });

  it('is nothing but the time where it was not read yet, or read before costs were worked out', () => {
    expect(whyNoCost('shop', undefined)).toMatch(/never read\. Refresh it\.$/);
    expect(whyNoCost('shop', { unreadParts: [] })).toMatch(
      /not worked out when the cluster was last read\. Refresh it\.$/,
    );
  });
});
