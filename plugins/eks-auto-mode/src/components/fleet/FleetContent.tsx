// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { eksAutoModeApiRef } from '../../api/EksAutoModeApi';
import { BUSY_MS, CALM_MS } from '../../hooks/useCluster';
import { useEntityLink } from '../../hooks/useEntityLink';
import { useLoaded } from '../../hooks/useLoaded';
import { useUrlState } from '../../hooks/useUrlState';
import { Failure } from '../shared/Failure';
import { linksInText } from '../shared/linksInText';
import { Linked } from '../shared/Linked';
import { EntityProblems } from '../cluster/EntityProblems';
import { BurnDown } from './BurnDown';
import { ClusterTable } from './ClusterTable';
import { EmptyFleet } from './EmptyFleet';
import { FleetCosts } from './FleetCosts';
import { fleetHeadline } from './fleetHeadline';
import { NeedsAttention } from './NeedsAttention';
import { RecentActivity } from './RecentActivity';
import { Unowned } from './Unowned';
import { UnregisteredClusters } from './UnregisteredClusters';
import { VerdictBar } from './VerdictBar';

const useStyles = makeStyles(theme => ({
  root: {
    ...linksInText,
    '& > * + *': { marginTop: theme.spacing(2) },
    overflowWrap: 'break-word',
    '& code': { overflowWrap: 'anywhere' },
  },
  headline: { margin: 0, fontSize: '1.25rem', fontWeight: 600 },
  two: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(320px, 1fr))',
    gap: theme.spacing(2),
    alignItems: 'start',
  },
}));

/** The fleet: how many stand where, what needs attention, what happened, and every cluster. */
export function FleetContent() {
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const url = useUrlState();
  const link = useEntityLink();
  const [busy, setBusy] = useState(false);
  const fleet = useLoaded(
    'fleet',
    async signal => {
      const [summary, clusters] = await Promise.all([
        client.getFleet(signal),
        client.listClusters({}, signal),
      ]);
      return {
        summary,
        clusters: clusters.items,
        problems: clusters.problems,
      };
    },
    busy ? BUSY_MS * 2 : CALM_MS,
  );
  const moving = Boolean(
    fleet.value?.clusters.some(c => c.refreshing || c.activeRun || !c.verdict),
  );
  if (moving !== busy) {
    setBusy(moving);
  }
  if (!fleet.value) {
    return fleet.error ? (
      <Failure what="Fleet" error={fleet.error} onRetry={fleet.reload} />
    ) : (
      <Progress />
    );
  }
  const { summary, clusters, problems } = fleet.value;
  const headline = fleetHeadline(summary);
  const linkOf = (
    clusterId: string,
    view: string,
    query?: Record<string, string>,
  ) =>
    link(clusters.find(c => c.id === clusterId)?.entityRef, {
      tab: view,
      ...query,
    });
  return (
    <div className={classes.root}>
      {fleet.error && (
        <Failure
          what="This page is not up to date"
          error={fleet.error}
          onRetry={fleet.reload}
        />
      )}
      <h2 className={classes.headline}>
        <Linked
          text={headline.text}
          links={headline.counts.map(({ words, verdict }) => ({
            words,
            to: url.href({ verdict }),
          }))}
        />
      </h2>
      <VerdictBar
        verdicts={summary.verdicts}
        chosen={url.list('verdict')}
        onChange={verdict => url.set({ verdict })}
      />
      {clusters.length > 0 && <BurnDown />}
      <div className={classes.two}>
        <NeedsAttention
          attention={summary.attention}
          count={summary.attentionCount}
          ownerOf={clusterId => clusters.find(c => c.id === clusterId)?.owner}
          linkOf={linkOf}
        />
        <RecentActivity runs={summary.recent} linkOf={linkOf} />
      </div>
      <EntityProblems problems={problems} />
      <ClusterTable
        clusters={clusters}
        emptyFleet={<EmptyFleet unregistered={summary.unregistered} />}
        onPlanned={fleet.reload}
      />
      {clusters.length > 0 && <Unowned />}
      <UnregisteredClusters />
      <FleetCosts linkOf={linkOf} />
    </div>
  );
}
