// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { between } from '../../../words/time';
import { gateWords } from '../../../words/run';
import { Code } from '../../shared/Code';
import { ChangeDiff } from './ChangeDiff';

const useStyles = makeStyles(theme => ({
  root: {
    padding: theme.spacing(0, 1, 2, 7),
    [theme.breakpoints.down('sm')]: { paddingLeft: theme.spacing(1) },
    '& h4': { margin: theme.spacing(2, 0, 0.5), fontSize: '0.9375rem' },
  },
  list: { margin: 0, paddingLeft: theme.spacing(2.5) },
}));

function kubernetesWords(need: api.KubernetesPermission): string {
  const resource = need.subresource
    ? `${need.resource}/${need.subresource}`
    : need.resource;
  const group = need.group ? `.${need.group}` : '';
  const where = need.namespace ? ` in ${need.namespace}` : '';
  return `${need.verb} ${resource}${group}${where}`;
}

/** A step opened: every change, the rights it needs, its undo and its time. */
export function PlanStepDetails(props: { step: api.PlanStep }) {
  const { step } = props;
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <h4>What it changes</h4>
      {step.changes.length === 0
        ? 'Nothing: it only reads.'
        : step.changes.map(change => (
            <ChangeDiff key={change.id} change={change} />
          ))}
      {step.gate && (
        <>
          <h4>Gate before it</h4>
          The run {gateWords(step.gate)}.
          {step.gate.edits?.map(edit => (
            <Code
              key={edit.tool}
              title={`The edit for ${edit.tool}`}
              language={edit.tool}
              text={edit.content}
            />
          ))}
        </>
      )}
      <h4>Undo</h4>
      {step.undo.possible ? step.undo.how : `Not possible: ${step.undo.why}`}
      {step.iam.length > 0 && (
        <>
          <h4>IAM actions</h4>
          <ul className={classes.list}>
            {step.iam.map(need => (
              <li key={need.action}>
                <code>{need.action}</code> on{' '}
                <code>{need.resources.join(', ')}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {step.kubernetes.length > 0 && (
        <>
          <h4>Kubernetes verbs</h4>
          <ul className={classes.list}>
            {step.kubernetes.map(need => (
              <li key={kubernetesWords(need)}>
                <code>{kubernetesWords(need)}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      <h4>Time</h4>
      {between(step.predicted)}
    </div>
  );
}
