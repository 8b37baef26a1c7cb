// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// The product, a catalog, and a way for one person to sign in.
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@eks-auto-mode/backstage-plugin-eks-auto-mode-backend'));
backend.start();
