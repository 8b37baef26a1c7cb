// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Step } from '../step';

/** A gate and nothing else: whoever owns the definition has made the edit. */
export const definitionOwner: Step = {
  kind: 'definition-owner',
  reconcile: async () => ({ state: 'done', message: 'Acknowledged' }),
  undo: async () => ({ state: 'done' }),
};
