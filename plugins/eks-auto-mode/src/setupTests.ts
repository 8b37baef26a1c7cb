// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Looking a whole page over for a screen reader takes seconds on a small machine.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 10_000 });
