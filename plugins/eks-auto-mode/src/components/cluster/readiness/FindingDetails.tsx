// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { resolvedByWords } from '../../../words/readiness';
import { subjectKind, subjectWhole } from '../../../words/subject';
import { Code } from '../../shared/Code';
import { GuardedButton } from '../../shared/GuardedButton';
import { AcceptRiskDialog } from './AcceptRiskDialog';
import { sourceLink } from './userGuide';

const useStyles = makeStyles(theme => ({
  root: {
    padding: theme.spacing(0, 2, 2, 5),
    '& dt': { fontWeight: 600, marginTop: theme.spacing(1.5) },
    '& dd': { margin: 0, maxWidth: 900 },
    '& dl': { marginBottom: theme.spacing(2) },
    [theme.breakpoints.down('sm')]: { paddingLeft: theme.spacing(2) },
  },
  evidence: { fontFamily: 'monospace', fontSize: '0.8125rem' },
}));

/** A finding opened: why it matters, what to do, the patch, and the way to accept it. */
export function FindingDetails(props: {
  clusterId: string;
  finding: api.Finding;
  check?: api.CheckInfo;
  mayExcept: boolean;
  onChanged: () => void;
}) {
  const { finding, check } = props;
  const classes = useStyles();
  const [accepting, setAccepting] = useState(false);
  const unknown = finding.severity === 'unknown';
  const link = check && sourceLink(check.source);
  return (
    <div className={classes.root}>
      <Typography variant="body2">Rule: {finding.title}</Typography>
      <dl>
        <dt>Where</dt>
        <dd>
          {subjectKind(finding.subject)}{' '}
          <code>{subjectWhole(finding.subject)}</code>
        </dd>
        {check?.why && (
          <>
            <dt>Why it matters</dt>
            <dd>{check.why}</dd>
          </>
        )}
        <dt>{unknown ? 'How to grant it' : 'What to do'}</dt>
        <dd>
          {finding.remedy ?? check?.remediation ?? 'See the evidence below.'}
        </dd>
        <dt>Resolved by</dt>
        <dd>{resolvedByWords[finding.resolvedBy].long}</dd>
        {finding.patch && (
          <>
            <dt>Patch</dt>
            <dd>
              <Code
                title={finding.patch.title}
                language={finding.patch.language}
                text={finding.patch.content}
              />
            </dd>
          </>
        )}
        {finding.evidence && (
          <>
            <dt>Evidence</dt>
            <dd className={classes.evidence}>{finding.evidence}</dd>
          </>
        )}
        {check?.source && (
          <>
            <dt>Docs</dt>
            <dd>
              {link ? <Link to={link}>{check.source}</Link> : check.source}
            </dd>
          </>
        )}
      </dl>
      {!unknown && !finding.exceptionId && (
        <>
          <GuardedButton
            size="small"
            variant="outlined"
            onClick={() => setAccepting(true)}
            reason={
              props.mayExcept
                ? undefined
                : 'You may not accept risks on this cluster (eks-auto-mode.finding.except). Ask its owner.'
            }
          >
            Accept the risk…
          </GuardedButton>
          <AcceptRiskDialog
            clusterId={props.clusterId}
            finding={finding}
            open={accepting}
            onClose={() => setAccepting(false)}
            onAccepted={props.onChanged}
          />
        </>
      )}
    </div>
  );
}
