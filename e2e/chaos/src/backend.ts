// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// One replica: the product, a catalog and signals. Nothing else, since it starts again and again.
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@eks-auto-mode/backstage-plugin-eks-auto-mode-backend'));
backend.start();

// Whoever started it may itself be ended without a chance to end this.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 2_000).unref();
