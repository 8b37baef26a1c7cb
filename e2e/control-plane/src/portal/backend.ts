// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// The product with nothing around it but a catalog: what the control-plane commands speak to.
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@eks-auto-mode/backstage-plugin-eks-auto-mode-backend'));
backend.start();
