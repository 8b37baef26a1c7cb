// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { Column, DataTable } from '../shared/DataTable';
import { Owner } from '../shared/Owner';

const useStyles = makeStyles(theme => ({
  two: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(300px, 1fr))',
    gap: theme.spacing(2),
    alignItems: 'start',
  },
  title: { margin: theme.spacing(0, 0, 1), fontSize: '1rem' },
}));

/** "5 fewer", "2 more", "as many": no arrow whose direction means good or bad. */
function changed({ blockers, before }: api.BlockerTrend): string {
  const more = blockers - before;
  if (more === 0) return 'as many';
  return more > 0 ? `${more} more` : `${-more} fewer`;
}

function Trends(props: {
  title: string;
  caption: string;
  header: string;
  sortParam: string;
  rows: api.BlockerTrend[];
  nameOf: (trend: api.BlockerTrend) => string;
  render: (trend: api.BlockerTrend) => ReactNode;
}) {
  const classes = useStyles();
  const columns: Column<api.BlockerTrend>[] = [
    {
      id: 'name',
      header: props.header,
      names: true,
      render: props.render,
      value: props.nameOf,
    },
    {
      id: 'blockers',
      header: 'Blockers',
      align: 'right',
      render: t => t.blockers,
      value: t => t.blockers,
    },
    {
      id: 'changed',
      header: 'Since then',
      align: 'right',
      render: changed,
      value: t => t.blockers - t.before,
    },
  ];
  return (
    <section>
      <h3 className={classes.title}>{props.title}</h3>
      <DataTable
        caption={props.caption}
        columns={columns}
        rows={props.rows}
        rowKey={props.nameOf}
        sortParam={props.sortParam}
        empty={null}
      />
    </section>
  );
}

/** Whose blockers they are and of what sort, with what became of them over the time shown. */
export function BlockerTrends(props: { burnDown: api.BurnDown }) {
  const { days, owners, codes } = props.burnDown;
  const classes = useStyles();
  const since = days[0]?.day ?? '';
  if (owners.length === 0 && codes.length === 0) return null;
  return (
    <div className={classes.two}>
      {owners.length > 0 && (
        <Trends
          title="By team"
          caption={`Blockers to act on by team, and since ${since}`}
          header="Team"
          sortParam="team-blockers"
          rows={owners}
          nameOf={t => t.owner ?? 'no owner'}
          render={t => <Owner owner={t.owner} />}
        />
      )}
      {codes.length > 0 && (
        <Trends
          title="By check"
          caption={`Blockers to act on by check, and since ${since}`}
          header="Check"
          sortParam="check-blockers"
          rows={codes}
          nameOf={t => t.code ?? ''}
          render={t => `${t.code} ${t.title ?? ''}`}
        />
      )}
    </div>
  );
}
