// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ConfigReader } from '@backstage/config';
import {
  externalCallerMay,
  isExternalCaller,
  readExternalCallers,
} from './externalCallers';

const callers = readExternalCallers(
  new ConfigReader({
    externalCallers: [
      {
        github: { repository: 'acme/fleet', branch: 'main' },
        acts: ['read', 'assess'],
      },
      {
        github: { repository: 'acme/fleet', environment: 'production' },
        acts: ['read', 'plan', 'run'],
        environments: ['prod'],
      },
      { subject: 'nightly', acts: ['read', 'backUp'] },
    ],
  }),
);

describe('external callers', () => {
  it.each([
    ['external:github:repo:acme/fleet:ref:refs/heads/main', true],
    ['external:github:repo:acme/fleet:environment:production', true],
    ['external:github:repo:acme/fleet:environment:staging', false],
    ['external:github:repo:acme/other:ref:refs/heads/main', false],
    ['external:nightly', true],
    ['plugin:catalog', false],
  ])('%s is one of them: %s', (subject, expected) => {
    expect(isExternalCaller(callers, subject)).toBe(expected);
  });

  it.each([
    [
      'external:github:repo:acme/fleet:ref:refs/heads/main',
      'assess',
      'prod',
      true,
    ],
    ['external:repo:acme/fleet:ref:refs/heads/main', 'assess', undefined, true],
    [
      'external:github:repo:acme/fleet:ref:refs/heads/main',
      'run',
      'prod',
      false,
    ],
    [
      'external:github:repo:acme/fleet:ref:refs/heads/main2',
      'read',
      'prod',
      false,
    ],
    [
      'external:github:repo:acme/fleet:ref:refs/tags/main',
      'read',
      'prod',
      false,
    ],
    ['external:github:repo:acme/fleet:pull_request', 'read', 'prod', false],
    [
      'external:github:repo:evil/fleet:ref:refs/heads/main',
      'read',
      'prod',
      false,
    ],
    [
      'external:github:repo:acme/fleet:environment:production',
      'run',
      'prod',
      true,
    ],
    [
      'external:github:repo:acme/fleet:environment:production',
      'run',
      'staging',
      false,
    ],
    [
      'external:github:repo:acme/fleet:environment:production',
      'run',
      undefined,
      false,
    ],
    ['external:nightly', 'backUp', 'prod', true],
    ['external:nightly2', 'backUp', 'prod', false],
  ] as const)('%s may %s in %s: %s', (subject, act, environment, expected) => {
    expect(externalCallerMay(callers, subject, act, environment)).toBe(
      expected,
    );
  });

  it.each([
    [{ acts: ['fly'], subject: 'x' }, /names the act 'fly'/],
    [{ acts: ['read'] }, /either github or subject/],
    [
      { acts: ['read'], github: { repository: 'a/b' } },
      /needs a branch or an environment/,
    ],
  ])('refuses %j', (entry, message) => {
    expect(() =>
      readExternalCallers(new ConfigReader({ externalCallers: [entry] })),
    ).toThrow(message);
  });
});
