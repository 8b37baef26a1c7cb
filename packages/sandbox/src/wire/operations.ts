// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { NormalizedSchema } from '@smithy/core/schema';

/** One operation of a service, as the AWS SDK's own model describes it. */
export interface Operation {
  name: string;
  input: NormalizedSchema;
  output: NormalizedSchema;
  http?: { method: string; path: string; status: number };
}

type OperationSchema = [9, string, string, Traits, SchemaRef, SchemaRef];
type Traits = number | { http?: [string, string, number] };
type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

function isOperation(value: unknown): value is OperationSchema {
  return Array.isArray(value) && value[0] === 9;
}

/** Reads the operations out of an SDK client package: every export `X$` that is an operation schema. */
export function operationsOf(client: object): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const value of Object.values(client)) {
    if (!isOperation(value)) continue;
    const [, , name, traits, input, output] = value;
    const http = typeof traits === 'object' ? traits.http : undefined;
    operations.set(name, {
      name,
      input: NormalizedSchema.of(input),
      output: NormalizedSchema.of(output),
      http: http && { method: http[0], path: http[1], status: http[2] },
    });
  }
  return operations;
}

/** How many of the first members of a structure the model requires. */
export function requiredMembers(schema: NormalizedSchema): string[] {
  const raw: unknown = schema.getSchema();
  if (!Array.isArray(raw)) return [];
  const names: unknown = raw[4];
  const count: unknown = raw[6];
  return Array.isArray(names) && typeof count === 'number'
    ? names.slice(0, count).map(String)
    : [];
}
