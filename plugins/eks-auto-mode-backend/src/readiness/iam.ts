// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import { isObject } from '../clusters/json';

/** Statements of a policy document; one stands for a list of one everywhere in IAM. */
export function statementsOf(document: JsonValue): JsonObject[] {
  return isObject(document) ? listOf(document.Statement).filter(isObject) : [];
}

/** The statements that let a service assume the role. */
export function assumedBy(document: JsonValue, service: string): JsonObject[] {
  return statementsOf(document).filter(
    statement =>
      statement.Effect === 'Allow' &&
      services(statement).includes(service) &&
      allows(statement, 'sts:AssumeRole'),
  );
}

export function allows(statement: JsonObject, action: string): boolean {
  return textsOf(statement.Action).some(pattern => matches(pattern, action));
}

export function services(statement: JsonObject): string[] {
  const { Principal: principal } = statement;
  return isObject(principal) ? textsOf(principal.Service) : [];
}

export function textsOf(value: JsonValue | undefined): string[] {
  return listOf(value).filter((one): one is string => typeof one === 'string');
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** IAM compares actions without regard to case and knows `*` and `?`. */
export function matches(pattern: string, action: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`, 'i').test(action);
}
