// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { findingsOf, says } from '../../testing/says';
import { kubernetesVersion } from './kubernetesVersion';

const at = (version: string) => (healthy: { cluster: object }) =>
  ({ cluster: { ...healthy.cluster, version } } as never);

describe('CL-04', () => {
  it.each([
    ['1.35', []],
    ['1.29', []],
    ['1.28', [`blocker ${CLUSTER_ARN}`]],
    ['1.9', [`blocker ${CLUSTER_ARN}`]],
  ])('of Kubernetes %s says %j', (version, expected) => {
    expect(says(kubernetesVersion, at(version))).toEqual(expected);
  });

  it('gives the chain of minors', () => {
    expect(findingsOf(kubernetesVersion, at('1.27'))[0].remedy).toContain(
      '1.27 → 1.28 → 1.29',
    );
  });

  it('does not pass by a version that it cannot read', () => {
    expect(says(kubernetesVersion, at('latest'))).toEqual([
      `unknown ${CLUSTER_ARN}`,
    ]);
  });
});
