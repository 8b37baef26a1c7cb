// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/** The answer to "is it worth it?". */
export const worthWords: Record<api.WorthVerdict, string> = {
  yes: 'Worth moving',
  done: 'Moved',
  'not-yet': 'Not worth moving yet',
  unknown: 'Not known yet',
};
