// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Identity } from '../../seam';
import { isRecord } from '../model';
import { Resource, apiVersionOf, types } from '../resources';
import { badRequest } from '../status';
import type { Authorizer } from './authorization';

const text = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Answers the requests that only ask: access reviews and "who am I". */
export function review(
  resource: Resource,
  body: unknown,
  identity: Identity,
  authorizer: Authorizer,
): object {
  if (!isRecord(body))
    throw badRequest(`${resource.kind} cannot be handled: no object`);
  const spec = isRecord(body.spec) ? body.spec : {};
  const answer = (status: object, given: object = spec) => ({
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
    metadata: {},
    spec: given,
    status,
  });
  if (resource === types.selfSubjectReviews) {
    return {
      ...answer({
        userInfo: { username: identity.username, groups: identity.groups },
      }),
      spec: undefined,
    };
  }
  if (
    resource === types.selfSubjectAccessReviews ||
    resource === types.subjectAccessReviews
  ) {
    const subject =
      resource === types.selfSubjectAccessReviews
        ? identity
        : {
            arn: '',
            policies: [],
            username: text(spec.user) ?? '',
            groups: Array.isArray(spec.groups) ? spec.groups.map(String) : [],
          };
    const asked = isRecord(spec.resourceAttributes)
      ? spec.resourceAttributes
      : undefined;
    const path = isRecord(spec.nonResourceAttributes)
      ? spec.nonResourceAttributes
      : undefined;
    if ((asked === undefined) === (path === undefined)) {
      throw badRequest(
        'spec.resourceAttributes: Invalid value: exactly one of nonResourceAttributes or resourceAttributes must be specified',
      );
    }
    const attributes = asked
      ? {
          verb: text(asked.verb) ?? '*',
          resource: {
            group: text(asked.group) ?? '',
            resource: text(asked.resource) ?? '*',
            subresource: text(asked.subresource),
            namespace: text(asked.namespace),
            name: text(asked.name),
          },
        }
      : { verb: text(path?.verb) ?? 'get', path: text(path?.path) ?? '' };
    const allowed = authorizer.allows(subject, attributes);
    return answer(
      // RBAC gives a reason for what it allows only where it has one; for a refusal it has none.
      { allowed },
    );
  }
  if (resource === types.selfSubjectRulesReviews)
    return answer({
      resourceRules: authorizer.rulesOf(identity, text(spec.namespace)),
      nonResourceRules: [],
      incomplete: false,
    });
  throw badRequest(`${resource.kind} is not answered by this API server`);
}
