// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { Nothing } from '../shared/Nothing';
import { Actor } from '../shared/Owner';
import { Panel } from '../shared/Panel';
import { RunStateChip } from '../shared/RunStateChip';
import { Time } from '../shared/Time';
import { toneColour } from '../shared/Toned';
import { useFew } from '../shared/useFew';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    '&:first-child': { borderTop: 'none' },
  },
  soft: {
    color: toneColour('neutral', theme.palette.type),
    fontSize: '0.875rem',
  },
}));

/** The last runs over the fleet. */
export function RecentActivity(props: {
  runs: api.RunSummary[];
  linkOf: (
    clusterId: string,
    view: string,
    query?: Record<string, string>,
  ) => string | undefined;
}) {
  const classes = useStyles();
  const { shown, more } = useFew(props.runs);
  return (
    <Panel title="Recent activity" level="h2">
      {props.runs.length === 0 ? (
        <Nothing title="No run yet" heading="h3">
          Runs appear here as soon as somebody approves a plan.
        </Nothing>
      ) : (
        <ul className={classes.list}>
          {shown.map(run => {
            const to = props.linkOf(run.clusterId, 'migration', {
              run: run.id,
            });
            const title = `${run.clusterName}, plan ${run.planNumber}`;
            return (
              <li key={run.id} className={classes.item}>
                <RunStateChip state={run.state} plain />{' '}
                {to ? <Link to={to}>{title}</Link> : title}
                <div className={classes.soft}>
                  <Time at={run.endedAt ?? run.startedAt ?? run.createdAt} />,
                  asked by <Actor actor={run.requestedBy} />
                  {run.currentStep && ` · ${run.currentStep}`}
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {more}
    </Panel>
  );
}
