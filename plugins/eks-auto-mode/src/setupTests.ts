// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import '@testing-library/jest-dom';
