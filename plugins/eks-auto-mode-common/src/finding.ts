// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Subject } from './subject';

/**
 * How much a finding matters. `unknown` means that what the check needs could not be read; it never
 * counts as passing.
 * @public
 */
export type Severity = 'blocker' | 'warning' | 'info' | 'unknown';

/**
 * Who makes a finding go away: the plan's own steps, the owner of the subject, or the platform team.
 * @public
 */
export type ResolvedBy = 'plan' | 'owner' | 'platform';

/**
 * A ready change that a person can apply as it stands. `language` says how to show it; a `yaml`
 * patch is a whole object or a strategic-merge fragment for `kubectl`, a `shell` patch a command.
 * @public
 */
export interface Patch {
  title: string;
  language: 'yaml' | 'json' | 'shell' | 'hcl';
  content: string;
}

/**
 * What a check says about one subject of one inventory.
 *
 * `message` is one sentence in words that a service owner understands; `evidence` names the fields,
 * containers or volumes that made it so. Both may hold text from clusters: treat as hostile.
 * @public
 */
export interface Finding {
  code: string;
  severity: Severity;
  resolvedBy: ResolvedBy;
  subject: Subject;
  message: string;
  evidence: string;
  /** For `unknown`: how to make it readable. For others: what to do, beyond the check's own text. */
  remedy?: string;
  patch?: Patch;
}

/**
 * The way an owner was found, most specific first.
 * @public
 */
export type OwnerResolution =
  | 'kubernetes-id'
  | 'label-selector'
  | 'team-label'
  | 'namespace'
  | 'cluster'
  | 'none';

/**
 * A finding with what only the portal knows: its owner, its age, the exception that covers it.
 * @public
 */
export interface AssessedFinding extends Finding {
  id: string;
  title: string;
  /** Entity reference of the owner, or undefined where nobody was found. */
  owner?: string;
  ownerResolution: OwnerResolution;
  /** Entity reference of the Component that the subject belongs to, where one was found. */
  componentRef?: string;
  /** ISO 8601, UTC: first seen without interruption since. */
  since: string;
  exceptionId?: string;
}

/**
 * An accepted finding. It covers findings of `code` on `subjectKey` until `expiresAt`.
 * @public
 */
export interface Exception {
  id: string;
  clusterArn: string;
  code: string;
  /** {@link subjectKey} of the subject. */
  subjectKey: string;
  owner: string;
  reason: string;
  createdBy: string;
  createdAt: string;
  expiresAt: string;
}
