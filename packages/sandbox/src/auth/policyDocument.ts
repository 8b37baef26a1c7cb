// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ApiError } from '../wire/apiError';

/** An IAM policy document as it was written; every member may be one or many. */
export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: Statement | Statement[];
}

export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Principal?: '*' | Record<string, string | string[]>;
  NotPrincipal?: '*' | Record<string, string | string[]>;
  Condition?: Record<
    string,
    Record<string, string | number | boolean | (string | number | boolean)[]>
  >;
}

export function list<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

const KNOWN = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
]);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDocument(
  value: unknown,
  kind: 'identity' | 'trust' | 'resource',
): value is PolicyDocument {
  if (!isRecord(value)) return false;
  if (
    value.Version !== undefined &&
    value.Version !== '2012-10-17' &&
    value.Version !== '2008-10-17'
  ) {
    return false;
  }
  const statements = list(value.Statement);
  return (
    statements.length > 0 &&
    statements.every(s => {
      if (!isRecord(s)) return false;
      if (Object.keys(s).some(k => !KNOWN.has(k))) return false;
      if (s.Effect !== 'Allow' && s.Effect !== 'Deny') return false;
      if (s.Action === undefined && s.NotAction === undefined) return false;
      const hasPrincipal =
        s.Principal !== undefined || s.NotPrincipal !== undefined;
      const hasResource =
        s.Resource !== undefined || s.NotResource !== undefined;
      if (kind === 'identity') return hasResource && !hasPrincipal;
      if (kind === 'trust') return hasPrincipal && !hasResource;
      return hasPrincipal && hasResource;
    })
  );
}

/** Reads a document that a caller sent; what IAM would not take is MalformedPolicyDocument. */
export function parsePolicy(
  text: string,
  kind: 'identity' | 'trust' | 'resource',
): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isDocument(value, kind)) {
    throw new ApiError(
      kind === 'resource' ? 'MalformedPolicy' : 'MalformedPolicyDocument',
      400,
      kind === 'trust'
        ? 'This policy contains invalid Json or lacks a Principal, an Effect or an Action'
        : 'Syntax errors in policy.',
    );
  }
  return value;
}
