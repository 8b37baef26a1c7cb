// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { waitFor } from '@testing-library/react';

/** The page says so, whatever of it is a link. */
export async function said(words: string): Promise<void> {
  await waitFor(() => expect(document.body.textContent).toContain(words));
}
