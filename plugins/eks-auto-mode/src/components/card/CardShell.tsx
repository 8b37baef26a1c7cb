// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { InfoCard, Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ReactNode } from 'react';
import { useEntityLink } from '../../hooks/useEntityLink';
import { eksAutoModeTranslationRef } from '../../translation';

/** The card's frame, with the way to the tab. */
export function CardShell(props: { children: ReactNode }) {
  const { entity } = useEntity();
  const { t } = useTranslationRef(eksAutoModeTranslationRef);
  const to = useEntityLink()(stringifyEntityRef(entity));
  return (
    <InfoCard
      title={t('card.title')}
      action={to && <Link to={to}>Open Auto Mode</Link>}
      headerProps={{ style: { alignItems: 'center' } }}
    >
      {props.children}
    </InfoCard>
  );
}
