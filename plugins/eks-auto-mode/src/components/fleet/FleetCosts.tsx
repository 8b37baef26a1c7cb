// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { eksAutoModeApiRef } from '../../api/EksAutoModeApi';
import { useLoaded } from '../../hooks/useLoaded';
import { count, dollars } from '../../words/amounts';
import { OwnerCosts } from '../cluster/cost/OwnerCosts';
import { worthWords } from '../cluster/cost/worthWords';
import { Column, DataTable } from '../shared/DataTable';
import { Failure } from '../shared/Failure';
import { Nothing } from '../shared/Nothing';
import { Panel } from '../shared/Panel';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  line: { margin: 0 },
}));

function sum(
  costs: api.FleetClusterCost[],
  of: (cost: api.FleetClusterCost) => number,
): number {
  return costs.reduce((total, cost) => total + of(cost), 0);
}

/** What the sums leave out, so that nobody takes them for the whole. */
function leftOutWords({ clusters, unknown }: api.FleetCost): string[] {
  const partly = clusters.filter(one => one.notCounted.length > 0);
  const what = [...new Set(partly.flatMap(one => one.notCounted))].sort();
  return [
    ...(partly.length > 0
      ? [
          `Of ${count(clusters.length, 'cluster')} ${
            partly.length
          } cannot be counted whole: the sums leave out ${what.join(', ')}.`,
        ]
      : []),
    ...(unknown > 0
      ? [`Not known for ${count(unknown, 'cluster')} that could not be read.`]
      : []),
  ];
}

/** What the fleet costs a month, today and on Auto Mode, by cluster and by owner. */
export function FleetCosts(props: {
  linkOf: (clusterId: string, view: string) => string | undefined;
}) {
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const fleet = useLoaded('fleet cost', signal => client.getFleetCost(signal));
  if (!fleet.value) {
    return fleet.error ? (
      <Failure
        what="What the fleet costs"
        error={fleet.error}
        onRetry={fleet.reload}
      />
    ) : null;
  }
  const { clusters, owners, extendedSupport, priceTable } = fleet.value;
  const leftOut = leftOutWords(fleet.value);
  const least = clusters.some(one => one.notCounted.length > 0)
    ? 'at least '
    : '';
  const columns: Column<api.FleetClusterCost>[] = [
    {
      id: 'cluster',
      header: 'Cluster',
      names: true,
      render: ({ clusterId, clusterName }) => {
        const to = props.linkOf(clusterId, 'readiness');
        return to ? <Link to={to}>{clusterName}</Link> : clusterName;
      },
      value: one => one.clusterName,
    },
    {
      id: 'now',
      header: 'Today, a month',
      align: 'right',
      render: one => dollars(one.nowMonthly),
      value: one => one.nowMonthly,
    },
    {
      id: 'after',
      header: 'Auto Mode, as simulated',
      align: 'right',
      render: one => dollars(one.afterMonthly),
      value: one => one.afterMonthly,
    },
    {
      id: 'fee',
      header: 'Of it the fee',
      align: 'right',
      render: one => dollars(one.feeMonthly),
      value: one => one.feeMonthly,
    },
    {
      id: 'worth',
      header: 'Worth it?',
      render: one =>
        `${worthWords[one.worth]}${
          one.basis === 'price-list' ? '' : ' (estimate)'
        }`,
      value: one => one.worth,
    },
  ];
  return (
    <Panel title="What the fleet costs" level="h2">
      <div className={classes.root}>
        {clusters.length > 0 && (
          <p className={classes.line}>
            <strong>
              {least}
              {dollars(sum(clusters, one => one.nowMonthly))} a month today,{' '}
              {least}
              {dollars(sum(clusters, one => one.afterMonthly))} on Auto Mode
            </strong>{' '}
            as simulated, its fee of {least}
            {dollars(sum(clusters, one => one.feeMonthly))} included.{' '}
            {leftOut.join(' ')}
            {priceTable &&
              ` On-demand prices that AWS’ price list did not give are of an older table (${priceTable}).`}
          </p>
        )}
        {extendedSupport.clusters > 0 && (
          <p className={classes.line}>
            {count(extendedSupport.clusters, 'cluster pays', 'clusters pay')}{' '}
            for extended support: {dollars(extendedSupport.nowMonthly)} a month
            instead of {dollars(extendedSupport.standardMonthly)}. Upgrading
            ends that; moving does not.
            {extendedSupport.unknown > 0 &&
              ` Of ${count(
                extendedSupport.unknown,
                'more cluster',
              )} it is not known.`}
          </p>
        )}
        <DataTable
          caption="What each cluster costs a month"
          sortParam="fleetCostSort"
          name="cost-by-cluster"
          row={['cluster']}
          columns={columns}
          rows={clusters}
          rowKey={one => one.clusterId}
          empty={
            <Nothing title="No cost is known yet" heading="h3">
              It is worked out with each cluster’s assessment.
            </Nothing>
          }
        />
        {owners.length > 0 && <OwnerCosts owners={owners} />}
      </div>
    </Panel>
  );
}
