// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { eksAutoModeApiRef } from '../../api/EksAutoModeApi';
import { useEntityLink } from '../../hooks/useEntityLink';
import { useLoaded } from '../../hooks/useLoaded';
import { count } from '../../words/amounts';
import { SEVERITIES } from '../../words/readiness';
import { isActive } from '../../words/run';
import { duration } from '../../words/time';
import { FindingGroup } from '../cluster/readiness/FindingGroup';
import { Panel } from '../shared/Panel';
import { RunStateChip } from '../shared/RunStateChip';
import { SeverityMark } from '../shared/SeverityMark';
import { Time } from '../shared/Time';
import { VerdictChip } from '../shared/VerdictChip';
import { toneColour } from '../shared/Toned';

const useStyles = makeStyles(theme => ({
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 3),
    color: toneColour('neutral', theme.palette.type),
    margin: 0,
  },
  runs: { margin: 0, paddingLeft: theme.spacing(2.5) },
  heading: {
    margin: theme.spacing(2, 0, 0.5),
    fontSize: '1.0625rem',
    fontWeight: 600,
  },
}));

/** What a service has to do with one cluster: findings, pods, volumes, drain time, runs. */
export function ServiceCluster(props: {
  block: api.ServiceCluster;
  checks: Map<string, api.CheckInfo>;
  onChanged: () => void;
}) {
  const { block, checks } = props;
  const { cluster, findings, runs } = block;
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const link = useEntityLink();
  const detail = useLoaded(cluster.id, signal =>
    client.getCluster(cluster.id, signal),
  );
  const to = link(cluster.entityRef);
  const open = findings.filter(f => !f.exceptionId);
  const next = runs.filter(r => isActive(r.run.state));
  const past = runs.filter(r => !isActive(r.run.state));
  const runList = (list: api.ServiceRun[]) => (
    <ul className={classes.runs}>
      {list.map(({ run, words }) => {
        const runLink = link(cluster.entityRef, {
          tab: 'migration',
          run: run.id,
        });
        return (
          <li key={run.id}>
            <RunStateChip state={run.state} plain /> {words}{' '}
            <Time at={run.endedAt ?? run.startedAt ?? run.createdAt} />{' '}
            {runLink && <Link to={runLink}>open run {run.planNumber}</Link>}
          </li>
        );
      })}
    </ul>
  );
  return (
    <Panel
      title={<>On {to ? <Link to={to}>{cluster.name}</Link> : cluster.name}</>}
      action={<VerdictChip verdict={cluster.verdict} />}
    >
      <p className={classes.facts}>
        <span>{count(block.pods, 'pod')}</span>
        <span>{count(block.volumes, 'volume')}</span>
        <span>
          {block.drainWords ??
            (block.drainSeconds === undefined
              ? 'drain time not known'
              : `moves in at least ${duration(block.drainSeconds)}`)}
        </span>
        {cluster.readAt && (
          <span>
            read <Time at={cluster.readAt} />
          </span>
        )}
      </p>
      {open.length === 0 && (
        <p>Nothing of this service stands in the way on this cluster.</p>
      )}
      {SEVERITIES.map(severity => {
        const some = open.filter(f => f.severity === severity);
        return (
          <FindingGroup
            key={severity}
            heading={
              <>
                <SeverityMark severity={severity} many={some.length !== 1} />{' '}
                {some.length}
              </>
            }
            clusterId={cluster.id}
            findings={some}
            checks={checks}
            mayExcept={detail.value?.permissions.except ?? false}
            onChanged={props.onChanged}
          />
        );
      })}
      <h3 className={classes.heading}>Runs</h3>
      {next.length > 0 && runList(next)}
      {past.length > 0 && runList(past)}
      {runs.length === 0 && <p>No run has touched this service here yet.</p>}
    </Panel>
  );
}
