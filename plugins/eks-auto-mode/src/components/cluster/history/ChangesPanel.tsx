// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useLoaded } from '../../../hooks/useLoaded';
import { count } from '../../../words/amounts';
import { asError } from '../../../words/asError';
import { severityWords, verdictWords } from '../../../words/readiness';
import { Failure } from '../../shared/Failure';
import { Nothing } from '../../shared/Nothing';
import { Owner } from '../../shared/Owner';
import { Panel } from '../../shared/Panel';
import { SeverityMark } from '../../shared/SeverityMark';
import { Time } from '../../shared/Time';
import { toneColour } from '../../shared/Toned';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    '&:first-child': { borderTop: 'none' },
  },
  findings: { margin: theme.spacing(1, 0), paddingLeft: 20 },
  soft: { color: toneColour('neutral', theme.palette.type) },
}));

const kinds: Record<api.FindingChange['kind'], string> = {
  worse: 'worse',
  new: 'new',
  unseen: 'could not be looked for',
  gone: 'gone',
  better: 'better',
};
const ORDER = Object.keys(kinds) as api.FindingChange['kind'][];

/** "2 new, 1 gone". */
export function changeWords(counts: api.ChangeCounts): string {
  const parts = ORDER.filter(kind => counts[kind] > 0).map(
    kind => `${counts[kind].toLocaleString('en-US')} ${kinds[kind]}`,
  );
  return parts.length > 0 ? parts.join(', ') : 'the same findings';
}

function Change(props: { change: api.AssessmentChange }) {
  const { change } = props;
  const classes = useStyles();
  const all = ORDER.reduce((sum, kind) => sum + change.counts[kind], 0);
  const more = all - change.findings.length;
  return (
    <li className={classes.item}>
      <strong>
        <Time at={change.readAt} />
      </strong>
      : {changeWords(change.counts)}
      {change.verdict !== change.previousVerdict &&
        `; ${verdictWords[change.previousVerdict].word} before, ${
          verdictWords[change.verdict].word
        } now`}
      {change.findings.length > 0 && (
        <details>
          <summary>
            {more > 0
              ? `The ${change.findings.length} worst of ${all}`
              : count(all, 'finding')}{' '}
            <span className={classes.soft}>
              against the reading <Time at={change.previousReadAt} />
            </span>
          </summary>
          <ul className={classes.findings}>
            {change.findings.map(finding => (
              // Of one subject something may be found and something unread.
              <li
                key={`${finding.kind} ${finding.severity} ${finding.code} ${finding.subjectKey}`}
              >
                {kinds[finding.kind]}:{' '}
                <SeverityMark severity={finding.severity} />{' '}
                {finding.was && `(${severityWords[finding.was].one} before) `}
                {finding.code} {finding.title},{' '}
                <code>{finding.subjectKey}</code>, owned by{' '}
                <Owner owner={finding.owner} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

/** What each assessment found different from the one before. */
export function ChangesPanel(props: { clusterId: string }) {
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const [older, setOlder] = useState<api.AssessmentChangePage[]>([]);
  const [failure, setFailure] = useState<Error>();
  const first = useLoaded(`changes of ${props.clusterId}`, signal =>
    client.listChanges(props.clusterId, undefined, signal),
  );
  const pages = first.value ? [first.value, ...older] : [];
  const next = pages[pages.length - 1]?.nextCursor;
  const readOlder = async () => {
    try {
      const page = await client.listChanges(props.clusterId, next);
      setOlder(before => [...before, page]);
      setFailure(undefined);
    } catch (error) {
      setFailure(asError(error));
    }
  };
  const changes = pages.flatMap(page => page.items);
  return (
    <Panel title="What changed">
      {first.error && (
        <Failure
          what="What changed"
          error={first.error}
          onRetry={first.reload}
        />
      )}
      {!first.value && !first.error && <Progress />}
      {first.value && changes.length === 0 && (
        <Nothing
          title="Nothing changed since the first assessment"
          heading="h4"
        >
          Findings that are new, gone, worse or better than in the reading
          before appear here.
        </Nothing>
      )}
      <ul className={classes.list}>
        {changes.map(change => (
          <Change key={change.readAt} change={change} />
        ))}
      </ul>
      {failure && <Failure what="Older changes" error={failure} />}
      {next && (
        <Button size="small" variant="outlined" onClick={readOlder}>
          Older changes
        </Button>
      )}
    </Panel>
  );
}
