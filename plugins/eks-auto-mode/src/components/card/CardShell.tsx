// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { InfoCard, Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { useEntityLink } from '../../hooks/useEntityLink';
import { eksAutoModeTranslationRef } from '../../translation';
import { linksInText } from '../shared/linksInText';

const useStyles = makeStyles({ root: linksInText });

/** The card's frame, with the way to the tab. */
export function CardShell(props: { children: ReactNode }) {
  const classes = useStyles();
  const { entity } = useEntity();
  const { t } = useTranslationRef(eksAutoModeTranslationRef);
  const to = useEntityLink()(stringifyEntityRef(entity));
  return (
    <InfoCard
      title={t('card.title')}
      action={to && <Link to={to}>Open Auto Mode</Link>}
      headerProps={{ style: { alignItems: 'center' } }}
    >
      <div className={classes.root}>{props.children}</div>
    </InfoCard>
  );
}
