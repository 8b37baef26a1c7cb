// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Resource } from './resources';

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  retryAfterSeconds?: number;
  causes?: { reason?: string; message?: string; field?: string }[];
}

/** An answer other than success, in the words of the API server's `Status`. */
export class StatusError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details?: StatusDetails,
    /** The fresh token that comes with an expired one. */
    readonly continueToken?: string,
  ) {
    super(message);
    this.name = 'StatusError';
  }

  body(): object {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.continueToken ? { continue: this.continueToken } : {},
      status: 'Failure',
      message: this.message,
      ...(this.reason ? { reason: this.reason } : {}),
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

type Named = Pick<Resource, 'plural' | 'group'>;

/** `pods` or `deployments.apps`, as messages name a resource. */
export function qualified({ plural, group }: Named): string {
  return group ? `${plural}.${group}` : plural;
}

/** Details name the plural in `kind`, except for invalid objects, where it is the kind. */
function detailsOf({ plural, group }: Named, name: string): StatusDetails {
  return {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    kind: plural,
  };
}

export const notFound = (resource: Named, name: string) =>
  new StatusError(
    404,
    'NotFound',
    `${qualified(resource)} "${name}" not found`,
    detailsOf(resource, name),
  );

export const noSuchPath = () =>
  new StatusError(
    404,
    'NotFound',
    'the server could not find the requested resource',
    {},
  );

export const alreadyExists = (resource: Named, name: string) =>
  new StatusError(
    409,
    'AlreadyExists',
    `${qualified(resource)} "${name}" already exists`,
    detailsOf(resource, name),
  );

export const conflict = (resource: Named, name: string, why: string) =>
  new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    detailsOf(resource, name),
  );

export const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

/** A precondition of a deletion that does not hold; it names the kind where others name the plural. */
export const preconditionFailed = (
  resource: { kind: string },
  name: string,
  why: string,
) =>
  new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resource.kind} "${name}": ${why}`,
    { name, kind: resource.kind },
  );

/** What the API server itself did not expect: it has a code and a message, but no reason. */
export const unexpected = (message: string) =>
  new StatusError(500, '', message);

export const badRequest = (message: string) =>
  new StatusError(400, 'BadRequest', message);

export const invalid = (
  resource: { kind: string; group: string },
  name: string,
  causes: { reason: string; message: string; field: string }[],
) => {
  const texts = causes.map(c => `${c.field}: ${c.message}`);
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return new StatusError(
    422,
    'Invalid',
    `${
      resource.group ? `${resource.kind}.${resource.group}` : resource.kind
    } "${name}" is invalid: ${list}`,
    {
      ...(name ? { name } : {}),
      ...(resource.group ? { group: resource.group } : {}),
      kind: resource.kind,
      causes,
    },
  );
};

export const forbidden = (resource: Named, name: string, why: string) =>
  new StatusError(
    403,
    'Forbidden',
    `${qualified(resource)}${name ? ` "${name}"` : ''} is forbidden: ${why}`,
    detailsOf(resource, name),
  );

export const unauthorized = () =>
  new StatusError(401, 'Unauthorized', 'Unauthorized');

export const methodNotAllowed = () =>
  new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );

export const unsupportedMediaType = (offered: string, accepted: string[]) =>
  new StatusError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
      ', ',
    )}`,
    { causes: [{ message: offered }] },
  );

export const tooManyRequests = (
  message: string,
  retryAfterSeconds: number,
  causes?: StatusDetails['causes'],
) =>
  new StatusError(429, 'TooManyRequests', message, {
    ...(causes ? { causes } : {}),
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  });

export const expired = (message: string, continueToken?: string) =>
  new StatusError(410, 'Expired', message, undefined, continueToken);
