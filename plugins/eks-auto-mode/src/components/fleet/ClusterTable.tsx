// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode, useCallback, useMemo, useState } from 'react';
import { useEntityLink } from '../../hooks/useEntityLink';
import { useUrlState } from '../../hooks/useUrlState';
import { account, count } from '../../words/amounts';
import { UNASSESSED } from '../../words/readiness';
import { DataTable, exportOf } from '../shared/DataTable';
import { ExportButtons } from '../shared/ExportButtons';
import { FilterSelect } from '../shared/FilterSelect';
import { Nothing } from '../shared/Nothing';
import { Panel } from '../shared/Panel';
import { SearchField } from '../shared/SearchField';
import { clusterColumns } from './clusterColumns';
import { PlanForSelected } from './PlanForSelected';

const useStyles = makeStyles(theme => ({
  filters: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1.5),
    alignItems: 'center',
    marginBottom: theme.spacing(1),
  },
  end: {
    marginLeft: 'auto',
    display: 'flex',
    gap: theme.spacing(2),
    alignItems: 'center',
  },
}));

const FILTERS = ['verdict', 'owner', 'account', 'region', 'q'];

function options(values: (string | undefined)[], label = (v: string) => v) {
  return [...new Set(values)]
    .filter((v): v is string => Boolean(v))
    .sort()
    .map(value => ({ value, label: label(value) }));
}

/** The fleet as a table: filters in the URL, rows to choose, plans for what is chosen. */
export function ClusterTable(props: {
  clusters: api.ClusterSummary[];
  emptyFleet: ReactNode;
  onPlanned: () => void;
}) {
  const { clusters } = props;
  const classes = useStyles();
  const { get, list, set } = useUrlState();
  const link = useEntityLink();
  const [selected, setSelected] = useState<string[]>([]);
  const verdicts = list('verdict');
  const q = (get('q') ?? '').toLowerCase();
  const shown = clusters.filter(
    c =>
      (verdicts.length === 0 || verdicts.includes(c.verdict ?? UNASSESSED)) &&
      (!get('owner') || c.owner === get('owner')) &&
      (!get('account') || c.accountId === get('account')) &&
      (!get('region') || c.region === get('region')) &&
      (!q || `${c.name} ${c.arn} ${c.owner ?? ''}`.toLowerCase().includes(q)),
  );
  const columns = useMemo(() => clusterColumns(c => link(c.entityRef)), [link]);
  const search = useCallback(
    (text: string | undefined) => set({ q: text }),
    [set],
  );
  const chosen = clusters.filter(c => selected.includes(c.id));
  return (
    <Panel title="Clusters" level="h2">
      <div className={classes.filters}>
        <FilterSelect
          label="Owner"
          value={get('owner')}
          options={options(
            clusters.map(c => c.owner),
            owner => owner.replace(/^.*\//, ''),
          )}
          onChange={owner => set({ owner })}
        />
        <FilterSelect
          label="Account"
          value={get('account')}
          options={options(
            clusters.map(c => c.accountId),
            account,
          )}
          onChange={value => set({ account: value })}
        />
        <FilterSelect
          label="Region"
          value={get('region')}
          options={options(clusters.map(c => c.region))}
          onChange={region => set({ region })}
        />
        <SearchField label="Search" value={get('q')} onChange={search} />
        <div className={classes.end}>
          <span aria-live="polite">
            {shown.length === clusters.length
              ? count(clusters.length, 'cluster')
              : `${shown.length} of ${count(clusters.length, 'cluster')}`}
          </span>
          <ExportButtons name="clusters" {...exportOf(columns, shown)} />
          <PlanForSelected
            clusters={chosen}
            planLink={(clusterId, planId) =>
              link(clusters.find(c => c.id === clusterId)?.entityRef, {
                tab: 'migration',
                plan: planId,
              })
            }
            onDone={props.onPlanned}
          />
        </div>
      </div>
      <DataTable
        caption="Clusters of the catalog and how they stand"
        columns={columns}
        rows={shown}
        rowKey={c => c.id}
        selection={{
          selected,
          onChange: setSelected,
          label: c => c.name,
        }}
        empty={
          clusters.length === 0 ? (
            props.emptyFleet
          ) : (
            <Nothing
              title="No cluster matches these filters"
              heading="h3"
              action={
                <Button
                  variant="outlined"
                  onClick={() =>
                    set(Object.fromEntries(FILTERS.map(f => [f, undefined])))
                  }
                >
                  Clear the filters
                </Button>
              }
            />
          )
        }
      />
    </Panel>
  );
}
