// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockServices } from '@backstage/backend-test-utils';
import { ProblemLog } from './problemLog';

describe('the log of what is wrong in the catalog', () => {
  const problem = (message: string) => ({
    code: 'malformed-arn',
    message,
    remedy: 'Correct it',
  });

  it('names a problem with its remedy once, and says when it is over', () => {
    const logger = mockServices.logger.mock();
    const log = new ProblemLog(logger);
    log.report([problem('a is wrong'), problem('b is wrong')]);
    log.report([problem('a is wrong'), problem('b is wrong')]);
    expect(logger.warn.mock.calls).toEqual([
      ['a is wrong. What to do: Correct it (malformed-arn)'],
      ['b is wrong. What to do: Correct it (malformed-arn)'],
    ]);
    log.report([problem('b is wrong')]);
    expect(logger.warn).toHaveBeenCalledTimes(2);
    expect(logger.info.mock.calls).toEqual([
      ['No longer so: a is wrong. What to do: Correct it (malformed-arn)'],
    ]);
  });
});
