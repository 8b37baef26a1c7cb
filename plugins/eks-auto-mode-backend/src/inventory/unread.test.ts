// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { KubernetesError } from '../clusters/kubernetesApi';
import { unreadOf } from './unread';

const asker = {
  clusterName: 'shop',
  purpose: 'assess' as const,
  roleArn: 'arn:aws:iam::111122223333:role/assess',
};

describe('what to do about what could not be read', () => {
  it.each([
    [
      'a token that is refused',
      new KubernetesError(401, 'Unauthorized', 'Unauthorized'),
      'list v1/pods',
      'unauthenticated',
      /create-access-entry --cluster-name shop --principal-arn arn:aws:iam::111122223333:role\/assess/,
    ],
    [
      'a right that is not given',
      new KubernetesError(403, 'Forbidden', 'pods is forbidden'),
      'list v1/pods',
      'denied',
      /Apply deploy\/kubernetes\/assess\.yaml/,
    ],
    [
      'a list that expired while it was read',
      new KubernetesError(410, 'Expired', 'too old'),
      'list v1/pods',
      'failed',
      /^Refresh: the list outlived/,
    ],
    [
      'a group that answers 500',
      new KubernetesError(500, 'InternalError', 'etcdserver: timed out'),
      'list networking.k8s.io/v1/ingresses',
      'not-served',
      /APIService/,
    ],
    [
      'a certificate of somebody else',
      new KubernetesError(0, 'UntrustedCertificate', 'not signed'),
      'list v1/pods',
      'unreachable',
      /certificate-authority/,
    ],
    [
      'a cluster that was deleted',
      Object.assign(new Error('No cluster found for name: shop.'), {
        name: 'ResourceNotFoundException',
        $metadata: { httpStatusCode: 404 },
      }),
      'eks:DescribeCluster',
      'failed',
      /shop was deleted, or its ARN is wrong: remove the entity/,
    ],
  ])('%s', (_, error, operation, reason, remedy) => {
    const unread = unreadOf(error, operation, asker);
    expect(unread.reason).toBe(reason);
    expect(unread.operation).toBe(operation);
    expect(unread.remedy).toMatch(remedy);
  });
});
