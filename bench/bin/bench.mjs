#!/usr/bin/env node
// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// `npm run bench -- …`: the TypeScript of this package, run as it stands.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('@backstage/cli/config/nodeTransform.cjs');
require('../src/main.ts');
