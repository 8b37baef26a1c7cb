// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { count } from '../../../words/amounts';

/** "412 kinds, 3 could not be read". */
export function coverage(backup: api.Backup): string {
  const kinds = count(backup.kinds, 'kind');
  const unread = backup.unread.length;
  return unread
    ? `${kinds}, ${unread} could not be read`
    : `${kinds}, all read`;
}
