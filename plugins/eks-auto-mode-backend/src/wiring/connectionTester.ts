// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { NotImplementedError } from '@backstage/errors';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

export function connectionTester(_: object): () => Promise<api.ConnectionTest> {
  return async () => {
    throw new NotImplementedError('The connection test is not there yet');
  };
}
