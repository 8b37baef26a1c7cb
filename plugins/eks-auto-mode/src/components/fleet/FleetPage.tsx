// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Content, Header, Page } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { eksAutoModeTranslationRef } from '../../translation';
import { FleetContent } from './FleetContent';

/** The fleet page with the shell that the legacy frontend system expects of a page. */
export function FleetPage() {
  const { t } = useTranslationRef(eksAutoModeTranslationRef);
  return (
    <Page themeId="tool">
      <Header title={t('fleet.title')} subtitle={t('fleet.subtitle')} />
      <Content>
        <FleetContent />
      </Content>
    </Page>
  );
}
