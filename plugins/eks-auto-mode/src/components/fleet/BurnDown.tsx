// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { eksAutoModeApiRef } from '../../api/EksAutoModeApi';
import { useLoaded } from '../../hooks/useLoaded';
import { useUrlState } from '../../hooks/useUrlState';
import { Column, DataTable } from '../shared/DataTable';
import { Failure } from '../shared/Failure';
import { FilterSelect } from '../shared/FilterSelect';
import { LineChart, Series } from '../shared/LineChart';
import { Nothing } from '../shared/Nothing';
import { Panel } from '../shared/Panel';
import { BlockerTrends } from './BlockerTrends';
import { burnDownWords, leftOn } from './burnDownWords';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  line: { margin: 0, fontWeight: 600 },
}));

const SPANS: Record<string, string> = {
  '30': 'Last 30 days',
  '90': 'Last 90 days',
  '365': 'Last year',
};

const columns: Column<api.BurnDownDay>[] = [
  {
    id: 'day',
    header: 'Day',
    names: true,
    render: d => d.day,
    value: d => d.day,
  },
  {
    id: 'left',
    header: 'Left to migrate',
    align: 'right',
    render: leftOn,
    value: leftOn,
  },
  {
    id: 'migrated',
    header: 'Migrated',
    align: 'right',
    render: d => d.migrated,
    value: d => d.migrated,
  },
  {
    id: 'blocked',
    header: 'Blocked',
    align: 'right',
    render: d => d.blocked,
    value: d => d.blocked,
  },
  {
    id: 'blockers',
    header: 'Blockers to act on',
    align: 'right',
    render: d => d.blockers,
    value: d => d.blockers,
  },
];

function seriesOf({ days, targetDate, forecast }: api.BurnDown): Series[] {
  const [first] = days;
  const last = days[days.length - 1];
  const series: Series[] = [
    {
      name: 'Left to migrate',
      tone: 'info',
      points: days.map(day => ({ day: day.day, value: leftOn(day) })),
    },
  ];
  if (targetDate && targetDate > first.day) {
    series.push({
      name: 'Straight to the target',
      tone: 'neutral',
      dashes: '8 5',
      points: [
        { day: first.day, value: leftOn(first) },
        { day: targetDate, value: 0 },
      ],
    });
  }
  if (forecast?.day) {
    series.push({
      name: 'At the pace of the last four weeks',
      tone: 'warning',
      dashes: '2 4',
      points: [
        { day: last.day, value: leftOn(last) },
        { day: forecast.day, value: 0 },
      ],
    });
  }
  return series;
}

/** How many clusters are left day by day, against the target; whose blockers and of what sort. */
export function BurnDown() {
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const url = useUrlState();
  const chosen = url.get('span') ?? '90';
  const span = chosen in SPANS ? chosen : '90';
  const loaded = useLoaded(`burn-down ${span}`, signal =>
    client.getBurnDown({ days: Number(span) }, signal),
  );
  const burnDown = loaded.value;
  return (
    <Panel
      title="Burn-down"
      level="h2"
      action={
        <FilterSelect
          label="Over"
          value={span}
          options={Object.entries(SPANS).map(([value, label]) => ({
            value,
            label,
          }))}
          onChange={value => url.set({ span: value })}
        />
      }
    >
      <div className={classes.root}>
        {loaded.error && (
          <Failure
            what="Burn-down"
            error={loaded.error}
            onRetry={loaded.reload}
          />
        )}
        {!burnDown && !loaded.error && <Progress />}
        {burnDown && burnDown.days.length < 2 && (
          <Nothing title="Not two days are known yet" heading="h3">
            Each day is written down as it ends up. The line begins on the
            second day; nothing is made up for the days before this portal.
          </Nothing>
        )}
        {burnDown && burnDown.days.length >= 2 && (
          <>
            <p className={classes.line}>{burnDownWords(burnDown)}</p>
            <LineChart
              says={`Clusters left to migrate, day by day. ${burnDownWords(
                burnDown,
              )} The table below has the numbers.`}
              series={seriesOf(burnDown)}
              marks={
                burnDown.targetDate
                  ? [{ day: burnDown.targetDate, word: 'target' }]
                  : []
              }
            />
            <details>
              <summary>The numbers as a table</summary>
              <DataTable
                caption="Clusters left to migrate, day by day"
                columns={columns}
                rows={[...burnDown.days].reverse()}
                rowKey={d => d.day}
                name="burn-down"
                row={['day']}
                sortParam="burn-down-sort"
                pageSize={10}
                empty={null}
              />
            </details>
            <BlockerTrends burnDown={burnDown} />
          </>
        )}
      </div>
    </Panel>
  );
}
