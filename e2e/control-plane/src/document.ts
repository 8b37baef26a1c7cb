// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pending } from './cluster/quiet';
import type { NotApplied } from './manifests/read';
import type { Finding, RunOutcome } from './product';
import type { Counts } from './witness/count';

/** What `assess` prints; `schema/document.schema.json` says the same to others. */
export interface AssessDocument {
  schema: 'control-plane/v1';
  command: 'assess';
  notApplied: NotApplied[];
  pendingBefore: Pending[];
  verdict: string;
  findings: DocumentFinding[];
}

export type DocumentFinding = Pick<
  Finding,
  | 'code'
  | 'severity'
  | 'resolvedBy'
  | 'subject'
  | 'owner'
  | 'evidence'
  | 'since'
>;

/** What `migrate` prints. */
export interface MigrateDocument
  extends Omit<AssessDocument, 'command'>,
    Counts {
  command: 'migrate';
  run: RunOutcome;
  wallSeconds: number;
  lowerBoundSeconds: number;
  backup: { state: string; objects: number; unread: BackupUnread[] };
  undo?: { state: string; differences: Difference[] };
  /** Which pods the counts speak of. */
  details: {
    lost: {
      kind: string;
      namespace: string;
      name: string;
      before: number;
      after: number;
    }[];
    violations: {
      namespace: string;
      name: string;
      by?: string;
      way?: string;
    }[];
  };
}

export interface BackupUnread {
  what: string;
  reason: string;
  required: boolean;
}

export interface Difference {
  object: string;
  field: string;
  before: unknown;
  after: unknown;
}

export type Document = AssessDocument | MigrateDocument;

export function documentFinding(finding: Finding): DocumentFinding {
  const { code, severity, resolvedBy, subject, owner, evidence, since } =
    finding;
  return { code, severity, resolvedBy, subject, owner, evidence, since };
}
