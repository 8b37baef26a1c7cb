// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Content } from '@backstage/core-components';
import { FleetContent } from './FleetContent';

/** The fleet page below the header that the new frontend system draws. */
export function FleetShell() {
  return (
    <main>
      <Content>
        <FleetContent />
      </Content>
    </main>
  );
}
