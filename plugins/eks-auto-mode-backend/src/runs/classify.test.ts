// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { KubernetesError } from '../clusters/kubernetesApi';
import { classify } from './classify';

const aws = (name: string, httpStatusCode: number) =>
  Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } });

describe('classify', () => {
  it.each<[string, unknown, object]>([
    [
      'a 429 of a disruption budget',
      new KubernetesError(429, 'TooManyRequests', 'm', ['DisruptionBudget']),
      { name: 'DisruptionBudget', retry: 'throttled', certainty: 'refused' },
    ],
    [
      'a 429 of overload',
      new KubernetesError(429, 'TooManyRequests', 'm', [], 5),
      { name: 'TooManyRequests', retry: 'throttled', retryAfterSeconds: 5 },
    ],
    [
      'no answer of the API server',
      new KubernetesError(0, '', 'reset'),
      { retry: 'transient', certainty: 'unanswered' },
    ],
    [
      'a 500 of the API server',
      new KubernetesError(500, 'InternalError', 'm'),
      { retry: 'transient', certainty: 'answered' },
    ],
    [
      'a 403 of the API server',
      new KubernetesError(403, 'Forbidden', 'm'),
      { retry: 'never', certainty: 'refused' },
    ],
    [
      'throttling of AWS',
      aws('ThrottlingException', 400),
      { retry: 'throttled' },
    ],
    [
      'another update at work',
      aws('ResourceInUseException', 409),
      { retry: 'transient', certainty: 'refused' },
    ],
    [
      'credentials that have expired',
      aws('ExpiredTokenException', 403),
      { retry: 'transient', certainty: 'refused' },
    ],
    [
      'a permission that is missing',
      aws('AccessDeniedException', 403),
      { retry: 'never', certainty: 'refused' },
    ],
    [
      'a failure inside AWS',
      aws('ServerException', 500),
      { retry: 'transient', certainty: 'answered' },
    ],
    [
      'a deadline that passed',
      Object.assign(new Error('t'), { name: 'TimeoutError' }),
      { retry: 'transient', certainty: 'unanswered' },
    ],
    [
      'a connection that was reset',
      Object.assign(new Error('t'), { code: 'ECONNRESET' }),
      { retry: 'transient', certainty: 'unanswered' },
    ],
    [
      'a fault of ours',
      new TypeError('x is not a function'),
      { retry: 'never' },
    ],
  ])('%s', (_, error, expected) => {
    expect(classify(error)).toMatchObject(expected);
  });
});
