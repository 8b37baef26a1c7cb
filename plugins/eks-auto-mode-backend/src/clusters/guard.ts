// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { NotAllowedError } from '@backstage/errors';
import type { MiddlewareStack } from '@smithy/types';
import type { Permit } from './session';

const READS = /^(Describe|List|Get|Head|Simulate|Query|BatchGet)/;
/** Reads by name that hand out credentials. */
const NOT_READS =
  /^Get(SessionToken|FederationToken|DelegatedAccessToken|WebIdentityToken)$/;

/** `DescribeCluster` of `DescribeClusterCommand`. */
export function operationOf(commandName: string | undefined): string {
  return (commandName ?? '').replace(/Command$/, '');
}

export function isRead(operation: string): boolean {
  return READS.test(operation) && !NOT_READS.test(operation);
}

/** Throws where the operation with this input may not be sent. */
export type Guard = (service: string, operation: string, input: object) => void;

/** Lets nothing through that could change something. */
export const readsOnly: Guard = (service, operation) => {
  if (isRead(operation)) return;
  throw new NotAllowedError(
    `${service}:${operation} is not a read: changes go through a permit of the plan`,
  );
};

/** Every string in a request, however deep. */
function* strings(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) yield* strings(item);
  }
}

/**
 * Whether a request is about the permitted object: some text of it is the target, or a part of the
 * target between its slashes and colons, as a role's name is of its ARN.
 */
function names(input: object, target: string): boolean {
  const parts = new Set([target, ...target.split(/[/:]/)]);
  for (const text of strings(input)) if (parts.has(text)) return true;
  return false;
}

/**
 * Lets one permitted call through, once. What a plan does not hold is refused before it leaves the
 * process, whatever asked for it.
 */
export function permitted(permit: Permit, cluster: { name: string }): Guard {
  let used = false;
  return (service, operation, input) => {
    const api = `${service}:${operation}`;
    if (api !== permit.api) {
      throw new NotAllowedError(
        `${api} is not what the plan permits here, which is ${permit.api} on ${permit.target}`,
      );
    }
    const clusterName = Reflect.get(
      input,
      service === 'eks' && 'name' in input ? 'name' : 'clusterName',
    );
    if (
      service === 'eks' &&
      clusterName !== undefined &&
      clusterName !== cluster.name
    ) {
      throw new NotAllowedError(
        `${api} names cluster '${clusterName}', but this session is for '${cluster.name}'`,
      );
    }
    if (!names(input, permit.target)) {
      throw new NotAllowedError(
        `${api} is permitted on ${permit.target} only, which this request does not name`,
      );
    }
    if (used) {
      throw new NotAllowedError(
        `${api} on ${permit.target} was permitted once and has been sent`,
      );
    }
    used = true;
  };
}

/** What writes and removes objects, and nothing that changes a bucket. */
const OBJECT_WRITES = new Set([
  'PutObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
  'DeleteObject',
]);

/** Lets reads through, and writes of objects below one prefix of one bucket. */
export function writesBelow(place: { bucket: string; prefix: string }): Guard {
  return (service, operation, input) => {
    if (isRead(operation)) return;
    const bucket = Reflect.get(input, 'Bucket');
    const key = Reflect.get(input, 'Key');
    if (
      service === 's3' &&
      OBJECT_WRITES.has(operation) &&
      bucket === place.bucket &&
      typeof key === 'string' &&
      key.startsWith(place.prefix)
    ) {
      return;
    }
    throw new NotAllowedError(
      `${service}:${operation} is not a write below s3://${place.bucket}/${place.prefix}`,
    );
  };
}

/** Puts a guard in front of everything else that an SDK client does with a command. */
export function guardClient<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  service: string,
  guard: Guard,
  onCall?: (call: { service: string; operation: string }) => void,
): void {
  stack.add(
    (next, context) => async args => {
      const operation = operationOf(context.commandName);
      guard(service, operation, args.input);
      onCall?.({ service, operation });
      return await next(args);
    },
    { step: 'initialize', name: 'eksAutoModeGuard', priority: 'high' },
  );
}
