// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Alert from '@material-ui/lab/Alert';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { dollars, shortDigest } from '../../../words/amounts';
import { subjectName } from '../../../words/subject';
import { between } from '../../../words/time';
import { Actor } from '../../shared/Owner';
import { Time } from '../../shared/Time';
import { toneColour } from '../../shared/Toned';

const useStyles = makeStyles(theme => ({
  title: { margin: 0, fontSize: '1.25rem', fontWeight: 600 },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 3),
    alignItems: 'baseline',
  },
  soft: { color: toneColour('neutral', theme.palette.type) },
  actions: { marginLeft: 'auto', display: 'flex', gap: theme.spacing(1) },
}));

/** What this plan is, how long it takes, what it costs: the lines above its steps. */
export function PlanHeader(props: { plan: api.Plan; actions: ReactNode }) {
  const { plan } = props;
  const classes = useStyles();
  const slowest = [...plan.bounds].sort((a, b) => b.seconds - a.seconds)[0];
  return (
    <div>
      <div className={classes.line}>
        <h3 className={classes.title}>
          Plan {plan.number} for {plan.clusterName}
        </h3>
        <span className={classes.soft} title={plan.digest}>
          digest <code>{shortDigest(plan.digest)}</code>
        </span>
        <span className={classes.soft}>
          made <Time at={plan.createdAt} /> by <Actor actor={plan.createdBy} />
        </span>
        <span className={classes.soft}>
          {plan.state === 'open'
            ? 'valid while the cluster stays as read'
            : plan.state}{' '}
          (read <Time at={plan.inventoryReadAt} />)
        </span>
        <span className={classes.actions}>{props.actions}</span>
      </div>
      <p className={classes.line}>
        <strong>Will take {between(plan.predicted)}</strong>
        {slowest && (
          <span>
            critical path: {subjectName(slowest.subject)} ({slowest.pods} pods,{' '}
            {slowest.atATime === 1
              ? 'one at a time'
              : `${slowest.atATime} at a time`}
            )
          </span>
        )}
        {plan.cost && (
          <span title={plan.cost.notes.join('\n')}>
            cost {dollars(plan.cost.nowMonthly)} →{' '}
            {dollars(plan.cost.afterMonthly)} + {dollars(plan.cost.feeMonthly)}{' '}
            fee a month
            {plan.cost.basis === 'estimate' && ' (estimate)'}
          </span>
        )}
      </p>
      {plan.blockedBy.length > 0 && (
        <Alert severity="error">
          <strong>
            This plan cannot be approved: fix or accept what blocks it, then
            plan again.
          </strong>
          <ul>
            {plan.blockedBy.map(blocker => (
              <li key={`${blocker.code} ${blocker.subjectKey}`}>
                <code>{blocker.code}</code> {blocker.message}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {plan.state === 'superseded' && (
        <Alert severity="info">
          A newer plan took its place. It cannot be approved any more.
        </Alert>
      )}
      {plan.state === 'discarded' && (
        <Alert severity="info">It was discarded.</Alert>
      )}
    </div>
  );
}
