// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { describeCells } from './describeCells';
import { allCells } from './matrix';

jest.setTimeout(3 * 3600_000);

describeCells(
  'every mutating call against every fault, the other half',
  calls => allCells(calls).filter((_, index) => index % 2 === 1),
);
