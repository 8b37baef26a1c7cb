// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { KubernetesError } from './kubernetesApi';
import { withoutCredentials } from './redact';

const TLS_CODES = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Reasons of a {@link KubernetesError} with status 0: there was no answer. */
export type NoAnswer =
  | 'UntrustedCertificate'
  | 'ConnectionRefused'
  | 'UnknownHost'
  | 'Timeout'
  | 'ConnectionBroken';

/** The code of an error or of what caused it. Structural: errors of Node's core are of another realm in tests. */
function codeOf(error: unknown): string {
  let current = error;
  for (let depth = 0; depth < 5 && current; depth++) {
    const code = field(current, 'code');
    if (typeof code === 'string') return code;
    // Happy eyeballs: one error an address, all alike.
    const errors = field(current, 'errors');
    current = Array.isArray(errors) ? errors[0] : field(current, 'cause');
  }
  return '';
}

function reasonOf(code: string): NoAnswer {
  if (TLS_CODES.has(code)) return 'UntrustedCertificate';
  if (code === 'ECONNREFUSED') return 'ConnectionRefused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'UnknownHost';
  return /TIMEOUT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/.test(code)
    ? 'Timeout'
    : 'ConnectionBroken';
}

const MESSAGES: Record<NoAnswer, (server: string) => string> = {
  UntrustedCertificate: server =>
    `${server} shows a certificate that the cluster's CA did not sign`,
  ConnectionRefused: server => `Nothing listens at ${server}`,
  UnknownHost: server => `The host of ${server} cannot be resolved`,
  Timeout: server => `${server} does not answer`,
  ConnectionBroken: server => `The connection to ${server} broke`,
};

/** A transport failure with its cause told apart. */
export function noAnswer(server: string, error: unknown): KubernetesError {
  const code = codeOf(error);
  const reason = reasonOf(code);
  const said = withoutCredentials(String(field(error, 'message') ?? error));
  return new KubernetesError(
    0,
    reason,
    `${MESSAGES[reason](server)} (${code || said})`,
  );
}

interface Status {
  reason?: string;
  message?: string;
  continueToken?: string;
  retryAfterSeconds?: number;
  causes: string[];
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Reflect.get(value, key)
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What of a `Status` object says why; a proxy's HTML page has none of it. */
function statusOf(body: string): Status {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { causes: [] };
  }
  const details = field(parsed, 'details');
  const causes = field(details, 'causes');
  const retry = field(details, 'retryAfterSeconds');
  return {
    reason: text(field(parsed, 'reason')),
    message: text(field(parsed, 'message')),
    continueToken: text(field(field(parsed, 'metadata'), 'continue')),
    retryAfterSeconds: typeof retry === 'number' ? retry : undefined,
    causes: Array.isArray(causes)
      ? causes.flatMap(cause => text(field(cause, 'reason')) ?? [])
      : [],
  };
}

/** A 410 on a list that may be continued with a fresh, less consistent token. */
export class ExpiredListError extends KubernetesError {
  constructor(message: string, readonly continueToken?: string) {
    super(410, 'Expired', message);
  }
}

/** An answer that is not a success, as an error. */
export function refusal(
  status: number,
  headers: Record<string, string | string[] | undefined>,
  body: string,
): KubernetesError {
  const said = statusOf(body);
  const header = headers['retry-after'];
  const seconds = Number(Array.isArray(header) ? header[0] : header);
  const message = withoutCredentials(
    said.message ?? `the API server answered ${status}`,
  );
  if (status === 410) return new ExpiredListError(message, said.continueToken);
  return new KubernetesError(
    status,
    said.reason ?? `HTTP ${status}`,
    message,
    said.causes,
    Number.isFinite(seconds) && header !== undefined
      ? seconds
      : said.retryAfterSeconds,
  );
}
