// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createTranslationRef } from '@backstage/core-plugin-api/alpha';

/**
 * The titles that an app may word differently.
 * @alpha
 */
export const eksAutoModeTranslationRef = createTranslationRef({
  id: 'eks-auto-mode',
  messages: {
    fleet: {
      title: 'EKS Auto Mode',
      subtitle: 'Which clusters run on Auto Mode, and what holds up the rest',
    },
    card: { title: 'EKS Auto Mode' },
  },
});
