// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createFrontendPlugin } from '@backstage/frontend-plugin-api';

/** @alpha */
export default createFrontendPlugin({ pluginId: 'eks-auto-mode', extensions: [] });
