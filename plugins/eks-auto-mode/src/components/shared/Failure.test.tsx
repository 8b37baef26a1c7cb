// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ResponseError } from '@backstage/errors';
import { failureWords } from './Failure';

function answered(status: number, message: string): Promise<ResponseError> {
  const body = {
    error: { name: 'Error', message },
    request: { method: 'GET', url: '/v1/clusters' },
    response: { statusCode: status },
  };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json' },
    }),
  );
}

describe('the words for a failure', () => {
  it.each([
    [401, 'You are signed out', /gone\. Sign in again/],
    [403, 'You may not do this', /^gone\.$/],
    [404, 'It is not there', /^gone\.$/],
    [409, 'Not possible now', /^gone\.$/],
    [500, 'The backend failed', /^gone\.$/],
    [502, 'The backend is not reachable', /gone\. Nothing was changed/],
    [503, 'Not available now', /^gone\. Try again, or tell whoever/],
  ])('%s: %s', async (status, title, text) => {
    const words = failureWords(await answered(status, 'gone.'));
    expect(words.title).toBe(title);
    expect(words.text).toMatch(text);
  });

  it('names what fetch says when nobody answers', () => {
    expect(failureWords(new TypeError('Failed to fetch'))).toEqual({
      title: 'The backend is not reachable',
      text: expect.stringContaining('Nothing answered (Failed to fetch)'),
    });
  });
});
