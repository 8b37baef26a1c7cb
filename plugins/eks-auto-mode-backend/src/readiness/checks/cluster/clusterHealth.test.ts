// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { findingsOf, inWords } from '../../testing/says';
import { clusterHealth } from './clusterHealth';

const withIssues = (...codes: string[]) =>
  findingsOf(clusterHealth, ({ cluster }) => ({
    cluster: {
      ...cluster,
      healthIssues: codes.map(code => ({
        code,
        message: `about ${code}`,
        resourceIds: ['subnet-1'],
      })),
    },
  }));

describe('CL-02', () => {
  it.each([
    [[], []],
    [['InternalFailure'], [`warning ${CLUSTER_ARN}`]],
    [['Ec2SubnetNotFound'], [`blocker ${CLUSTER_ARN}`]],
    [['InternalFailure', 'KmsKeyDisabled'], [`blocker ${CLUSTER_ARN}`]],
  ])('of the issues %j says %j', (codes, expected) => {
    expect(inWords(withIssues(...codes))).toEqual(expected);
  });

  it('names every issue and its resources', () => {
    expect(withIssues('InternalFailure', 'AccessDenied')[0].evidence).toBe(
      'InternalFailure: about InternalFailure (subnet-1); AccessDenied: about AccessDenied (subnet-1)',
    );
  });
});
