// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { describeCells } from './describeCells';
import { someCells } from './matrix';

jest.setTimeout(600_000);

describeCells('each mutating call, with one fault', someCells);
