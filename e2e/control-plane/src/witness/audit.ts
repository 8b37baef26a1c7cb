// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import { createInterface } from 'node:readline';

/** One line of the API server's audit log, as far as the witness reads it. */
export interface AuditEvent {
  verb: string;
  requestURI: string;
  user: { username: string };
  objectRef?: {
    resource?: string;
    subresource?: string;
    namespace?: string;
    name?: string;
    apiGroup?: string;
  };
  responseStatus?: { code?: number; reason?: string; message?: string };
  requestObject?: {
    gracePeriodSeconds?: number;
    dryRun?: string[];
    deleteOptions?: { gracePeriodSeconds?: number; dryRun?: string[] };
  };
  requestReceivedTimestamp: string;
}

/** A request that took a pod away, or would have. */
export interface Removal {
  at: number;
  by: string;
  namespace: string;
  /** `undefined`: every pod of the namespace (deletecollection). */
  name: string | undefined;
  way: 'eviction' | 'delete';
  code: number;
  gracePeriodSeconds: number | undefined;
}

/** The removal that an audit event records, if it is one that was meant. */
export function removalOf(event: AuditEvent): Removal | undefined {
  const ref = event.objectRef;
  if (ref?.resource !== 'pods' || ref.apiGroup) return undefined;
  const evicts = event.verb === 'create' && ref.subresource === 'eviction';
  const deletes =
    (event.verb === 'delete' || event.verb === 'deletecollection') &&
    !ref.subresource;
  if (!evicts && !deletes) return undefined;
  const options = evicts
    ? event.requestObject?.deleteOptions
    : event.requestObject;
  const { searchParams } = new URL(event.requestURI, 'http://localhost');
  if (options?.dryRun?.length || searchParams.has('dryRun')) return undefined;
  const grace = searchParams.get('gracePeriodSeconds');
  return {
    at: Date.parse(event.requestReceivedTimestamp),
    by: event.user.username,
    namespace: ref.namespace ?? '',
    name: event.verb === 'deletecollection' ? undefined : ref.name,
    way: evicts ? 'eviction' : 'delete',
    code: event.responseStatus?.code ?? 0,
    gracePeriodSeconds:
      options?.gracePeriodSeconds ??
      (grace === null ? undefined : Number(grace)),
  };
}

/** The removals of an audit log, in the order of their requests. */
export async function readRemovals(file: string): Promise<Removal[]> {
  const removals: Removal[] = [];
  const lines = createInterface({ input: fs.createReadStream(file) });
  for await (const line of lines) {
    if (line === '') continue;
    const removal = removalOf(JSON.parse(line) as AuditEvent);
    if (removal) removals.push(removal);
  }
  return removals.sort((a, b) => a.at - b.at);
}
