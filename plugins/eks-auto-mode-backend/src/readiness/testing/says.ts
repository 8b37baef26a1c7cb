// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  subjectKey,
  type Finding,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  AnyCheck,
  Inventory,
  InventoryParts,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { evaluate } from '../evaluate';
import { healthyInventory, healthyParts, NOW } from './inventory';

/** What changes of the healthy cluster: parts, or a function of the healthy ones. */
export type Change =
  | Partial<InventoryParts>
  | ((healthy: InventoryParts) => Partial<InventoryParts>);

/** The findings of one check on the healthy cluster, changed. */
export function findingsOf(check: AnyCheck, change: Change = {}): Finding[] {
  const overrides =
    typeof change === 'function' ? change(healthyParts()) : change;
  return evaluate(healthyInventory(overrides), [check], NOW);
}

/** Findings as `severity subject`, the ARN or `Kind namespace/name`. */
export function inWords(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, subject }) =>
    'arn' in subject
      ? `${severity} ${subjectKey(subject)}`
      : `${severity} ${subject.kind} ${
          subject.namespace ? `${subject.namespace}/` : ''
        }${subject.name}`,
  );
}

/** What one check says of the healthy cluster, changed. */
export function says(check: AnyCheck, change: Change = {}): string[] {
  return inWords(findingsOf(check, change));
}

/** What one check says of an inventory. */
export function saysOf(check: AnyCheck, inventory: Inventory): string[] {
  return inWords(evaluate(inventory, [check], NOW));
}
