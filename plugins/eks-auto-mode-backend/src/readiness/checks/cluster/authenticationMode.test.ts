// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { findingsOf, inWords } from '../../testing/says';
import { authenticationMode } from './authenticationMode';

const withMode = (mode: 'CONFIG_MAP' | 'API_AND_CONFIG_MAP' | 'API') =>
  findingsOf(authenticationMode, ({ cluster }) => ({
    cluster: { ...cluster, authenticationMode: mode },
  }));

describe('CL-06', () => {
  it.each([
    ['API' as const, []],
    ['API_AND_CONFIG_MAP' as const, []],
    ['CONFIG_MAP' as const, [`blocker ${CLUSTER_ARN}`]],
  ])('of the mode %s says %j', (mode, expected) => {
    expect(inWords(withMode(mode))).toEqual(expected);
  });

  it('is mended by the plan, and never goes further than API_AND_CONFIG_MAP', () => {
    const [finding] = withMode('CONFIG_MAP');
    expect(finding.resolvedBy).toBe('plan');
    expect(finding.patch?.content).toBe(
      'aws eks update-cluster-config --region us-east-1 --name shop --access-config authenticationMode=API_AND_CONFIG_MAP\n',
    );
  });
});
