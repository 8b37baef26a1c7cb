// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { count } from '../../../words/amounts';
import { subjectName } from '../../../words/subject';
import { Owner } from '../../shared/Owner';
import { Panel } from '../../shared/Panel';

const useStyles = makeStyles(theme => ({
  root: { '& h4': { margin: theme.spacing(2, 0, 0.5), fontSize: '0.9375rem' } },
  list: { margin: 0, paddingLeft: theme.spacing(2.5) },
}));

/** What does not move, what would not fit, what is lost and what takes longest. */
export function PlanConsequences(props: { plan: api.Plan }) {
  const { plan } = props;
  const classes = useStyles();
  const kept = plan.sources.filter(s => s.decision === 'keep');
  return (
    <Panel title="What it means for workloads">
      <div className={classes.root}>
        <h4>Not moved</h4>
        {kept.length === 0 ? (
          'Nothing is kept: every source moves to Auto Mode.'
        ) : (
          <ul className={classes.list}>
            {kept.map(source => (
              <li key={source.id}>
                <strong>{source.name}</strong> ({count(source.nodes, 'node')},{' '}
                {count(source.pods, 'pod')}) is kept:{' '}
                {source.keptBecause
                  .map(
                    k =>
                      `${k.reason}${
                        k.subject ? ` (${subjectName(k.subject)})` : ''
                      }`,
                  )
                  .join('; ') || 'you asked for it'}
              </li>
            ))}
          </ul>
        )}
        <h4>Would not fit</h4>
        {plan.misfits.length === 0 ? (
          'None: every pod was placed in the simulation, with the old nodes and without them.'
        ) : (
          <ul className={classes.list}>
            {plan.misfits.map(misfit => (
              <li key={`${subjectName(misfit.pod)} ${misfit.simulation}`}>
                <strong>{subjectName(misfit.pod)}</strong> of {misfit.source}:{' '}
                {misfit.reason}
              </li>
            ))}
          </ul>
        )}
        <h4>Data lost when pods move</h4>
        {plan.dataLost.length === 0 ? (
          'None: no pod that moves keeps data in an emptyDir.'
        ) : (
          <ul className={classes.list}>
            {plan.dataLost.map(lost => (
              <li key={subjectName(lost.workload)}>
                <strong>{subjectName(lost.workload)}</strong>:{' '}
                {lost.volumes.join(', ')} of {count(lost.pods, 'pod')}
              </li>
            ))}
          </ul>
        )}
        <h4>What takes longest</h4>
        {plan.bounds.length === 0 ? (
          'No disruption budget slows this migration.'
        ) : (
          <ul className={classes.list}>
            {plan.bounds.map(bound => (
              <li key={`${bound.source} ${subjectName(bound.subject)}`}>
                {bound.words} {bound.owner && <Owner owner={bound.owner} />}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}
