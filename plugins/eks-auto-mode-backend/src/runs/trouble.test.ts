// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { KubernetesError } from '../clusters/kubernetesApi';
import { ReachError } from '../clusters/reachError';
import { CallFailedError } from './results';
import { troubleOf } from './trouble';

function aws(name: string, message: string, status = 400): Error {
  return Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode: status },
  });
}

describe('what a call of a run failed of', () => {
  it.each([
    [
      'a token that the cluster refuses',
      new KubernetesError(401, 'Unauthorized', 'Unauthorized'),
      /shop: the credentials or the token of the migrate role are not accepted: Unauthorized \(401\)/,
      /aws eks create-access-entry --cluster-name shop/,
    ],
    [
      'a right that the cluster does not give',
      new KubernetesError(403, 'Forbidden', 'pods is forbidden'),
      /shop: the migrate role may not do.*pods is forbidden/,
      /Apply deploy\/kubernetes\/migrate\.yaml/,
    ],
    [
      'the same as the outcome of an effect',
      new CallFailedError({
        name: 'Unauthorized',
        message: 'Unauthorized',
        status: 401,
        retry: 'transient',
      }),
      /are not accepted: Unauthorized \(401\)/,
      /create-access-entry/,
    ],
    [
      'credentials that have expired',
      aws('ExpiredTokenException', 'The security token is expired', 403),
      /are not accepted: ExpiredTokenException \(403\)/,
      /Renew or correct the credentials behind the migrate identity/,
    ],
    [
      'an action that the role is denied',
      aws('AccessDeniedException', 'not authorized', 403),
      /may not do what the plan needs: AccessDeniedException \(403\)/,
      /deploy\/ holds the whole policy/,
    ],
    [
      'a certificate of somebody else',
      new KubernetesError(0, 'UntrustedCertificate', 'not signed'),
      /shop cannot be reached: UntrustedCertificate: not signed/,
      /certificate-authority/,
    ],
    [
      'a role that cannot be assumed',
      new ReachError('role-denied', 'The role says no', 'Trust us'),
      /may not do what the plan needs.*The role says no/,
      /Trust us/,
    ],
    [
      'a cluster that was deleted',
      aws('ResourceNotFoundException', 'No cluster found for name: shop.', 404),
      /EKS has no cluster shop any more/,
      /^Abort this run\. shop was deleted/,
    ],
  ])('%s', (_, error, what, remedy) => {
    const trouble = troubleOf(error, 'shop');
    expect(trouble.what).toMatch(what);
    expect(trouble.remedy).toMatch(remedy);
    expect(trouble.worthTelling).toBe(true);
  });

  it('anything else is named with its cluster', () => {
    expect(troubleOf(aws('Odd', 'It is odd'), 'shop')).toEqual({
      what: 'shop: Odd (400): It is odd',
      remedy: 'Mend what the message names, then retry',
      worthTelling: false,
    });
  });
});
