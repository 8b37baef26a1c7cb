// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { acts, isAct, type Act } from './acts';

/**
 * A caller from outside Backstage (`backend.auth.externalAccess`) and what it may do. Whoever is not
 * listed may do nothing: external tokens pass the permission framework unasked.
 */
export interface ExternalCaller {
  who:
    | { type: 'subject'; subject: string }
    | {
        type: 'github';
        repository: string;
        branch?: string;
        environment?: string;
      };
  acts: Act[];
  /** Names of environments; absent for all. */
  environments?: string[];
}

/** Reads `eksAutoMode.externalCallers`. */
export function readExternalCallers(
  config: Config | undefined,
): ExternalCaller[] {
  return (config?.getOptionalConfigArray('externalCallers') ?? []).map(
    entry => {
      const named = entry.getStringArray('acts');
      const wrong = named.find(act => !isAct(act));
      if (wrong !== undefined) {
        throw new InputError(
          `eksAutoMode.externalCallers names the act '${wrong}'; there are ${acts.join(
            ', ',
          )}`,
        );
      }
      const github = entry.getOptionalConfig('github');
      const subject = entry.getOptionalString('subject');
      if ((github === undefined) === (subject === undefined)) {
        throw new InputError(
          'Each of eksAutoMode.externalCallers needs either github or subject',
        );
      }
      const branch = github?.getOptionalString('branch');
      const environment = github?.getOptionalString('environment');
      if (github && !branch && !environment) {
        throw new InputError(
          `eksAutoMode.externalCallers: ${github.getString(
            'repository',
          )} needs a branch or an environment, else any branch and any pull request could act`,
        );
      }
      return {
        who: github
          ? {
              type: 'github',
              repository: github.getString('repository'),
              branch,
              environment,
            }
          : { type: 'subject', subject: subject ?? '' },
        acts: named.filter(isAct),
        environments: entry.getOptionalStringArray('environments'),
      };
    },
  );
}

/**
 * Whether an external caller may do `act` on a cluster of `environment`.
 *
 * @param subject - as the auth service gives it: `external:<prefix>:<sub>` for tokens checked against
 *   a JWKS, `external:<subject>` for static ones. GitHub's `sub` names either the environment or the
 *   ref of the job (GitHub Docs, "OpenID Connect reference"); pull requests match nothing.
 */
export function externalCallerMay(
  callers: readonly ExternalCaller[],
  subject: string,
  act: Act,
  environment: string | undefined,
): boolean {
  return callers.some(
    caller =>
      caller.acts.includes(act) &&
      (!caller.environments ||
        (environment !== undefined &&
          caller.environments.includes(environment))) &&
      isWho(caller.who, subject),
  );
}

/** Whether a subject is on the list at all, whatever it may do. */
export function isExternalCaller(
  callers: readonly ExternalCaller[],
  subject: string,
): boolean {
  return callers.some(({ who }) => isWho(who, subject));
}

function isWho(who: ExternalCaller['who'], subject: string): boolean {
  if (who.type === 'subject') {
    return subject === who.subject || subject === `external:${who.subject}`;
  }
  const claims = /^external:(?:[^:]+:)?repo:([^:]+):(.+)$/.exec(subject);
  if (!claims || claims[1] !== who.repository) return false;
  return (
    (who.environment !== undefined &&
      claims[2] === `environment:${who.environment}`) ||
    (who.branch !== undefined && claims[2] === `ref:refs/heads/${who.branch}`)
  );
}
