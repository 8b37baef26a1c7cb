// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { useEntityLink } from '../../hooks/useEntityLink';
import { RunStateChip } from '../shared/RunStateChip';
import { Time } from '../shared/Time';
import { toneColour } from '../shared/Toned';

const useStyles = makeStyles(theme => ({
  title: { margin: theme.spacing(0, 0, 1), fontSize: '1rem' },
  list: { margin: 0, paddingLeft: 20 },
  soft: {
    margin: 0,
    color: toneColour('neutral', theme.palette.type),
    fontSize: '0.875rem',
  },
}));

/** Runs at work on the team's clusters, and plans that wait to become one. */
export function TeamRuns(props: { runs: api.TeamRun[] }) {
  const classes = useStyles();
  const link = useEntityLink();
  return (
    <section>
      <h4 className={classes.title}>Next runs ({props.runs.length})</h4>
      {props.runs.length === 0 ? (
        <p className={classes.soft}>
          No run and no open plan touches a cluster of this team.
        </p>
      ) : (
        <ul className={classes.list}>
          {props.runs.map(run => {
            const to = link(run.clusterEntityRef, { tab: 'migration' });
            return (
              <li key={run.clusterId}>
                {to ? <Link to={to}>{run.clusterName}</Link> : run.clusterName}
                {': '}
                {run.state ? (
                  <>
                    <RunStateChip state={run.state} plain />
                    {run.step && ` at ${run.step}`}, begun{' '}
                    <Time at={run.since} />
                  </>
                ) : (
                  <>
                    plan {run.planNumber} waits to be approved, made{' '}
                    <Time at={run.since} />
                  </>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
