// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { operationsOf, type Operation } from '../wire/operations';
import type { Protocol } from '../wire/protocol';
import { ApiError } from '../wire/apiError';
import type { Call, Permission } from './call';

type Input = Record<string, unknown>;

/** One AWS service: its model, its protocol, its handlers and what it asks of IAM. */
export interface Service {
  /** As the credential scope names it. */
  name: string;
  protocol: Protocol;
  operations: Map<string, Operation>;
  handlers: object;
  permissions(call: Call, input: Input): Permission[];
  /** ARN of the cluster that the call is about. */
  cluster?(call: Call, input: Input): string | undefined;
  denied(text: string): ApiError;
  /** A request that lacks a required member or cannot be read. */
  invalid(text: string): ApiError;
  /** Code that throttling has here. */
  throttled: { code: string; status: number };
  /** Some services decide before the general gate (bucket policies, trust policies). */
  authorize?(call: Call, input: Input, permissions: Permission[]): void;
}

export function modelOf(client: object): Map<string, Operation> {
  return operationsOf(client);
}

export function handlerOf(
  service: Service,
  operation: string,
): ((call: Call, input: Input) => unknown) | undefined {
  const handler: unknown = Reflect.get(service.handlers, operation);
  if (typeof handler !== 'function') return undefined;
  return (call, input) => Reflect.apply(handler, undefined, [call, input]);
}
