// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo, useState } from 'react';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useLoaded } from '../../../hooks/useLoaded';
import { useUrlState } from '../../../hooks/useUrlState';
import { count } from '../../../words/amounts';
import { SEVERITIES } from '../../../words/readiness';
import { subjectWhole } from '../../../words/subject';
import { ExportButtons } from '../../shared/ExportButtons';
import { Failure } from '../../shared/Failure';
import { GuardedButton } from '../../shared/GuardedButton';
import { Nothing } from '../../shared/Nothing';
import { Panel } from '../../shared/Panel';
import { SeverityMark } from '../../shared/SeverityMark';
import { ConnectionTest } from '../ConnectionTest';
import { CostPanel } from '../cost/CostPanel';
import { AcceptedFindings } from './AcceptedFindings';
import { FindingFilters } from './FindingFilters';
import { FindingGroup } from './FindingGroup';
import { filterFindings, sortFindings } from './filterFindings';
import { SourcesToday } from './SourcesToday';
import { UnreadParts } from './UnreadParts';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
}));

const HEADER = [
  'code',
  'severity',
  'title',
  'subject',
  'owner',
  'resolved by',
  'since',
  'message',
  'evidence',
  'remedy',
  'accepted',
];

/** "3, of which the plan mends 1": the headline counts only what people must do. */
function planMends(findings: api.Finding[]): string {
  const mended = findings.filter(f => f.resolvedBy === 'plan').length;
  return mended
    ? `${findings.length}, of which the plan mends ${mended}`
    : `${findings.length}`;
}

/** Why this cluster is or is not ready, by severity. */
export function ReadinessView(props: {
  detail: api.ClusterDetail;
  refresh?: api.Refresh;
  onRefresh: () => void;
  onChanged: () => void;
}) {
  const { summary, sources, unreadParts, permissions } = props.detail;
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const url = useUrlState();
  const [testing, setTesting] = useState(false);
  const data = useLoaded(
    `${summary.id} ${summary.readAt ?? ''}`,
    async signal => {
      const [findings, exceptions, checks] = await Promise.all([
        client.listFindings(summary.id, signal),
        client.listExceptions(summary.id, signal),
        client.listChecks(signal),
      ]);
      return {
        findings: findings.items,
        exceptions,
        checks: new Map(checks.map(check => [check.code, check])),
      };
    },
  );
  const filter = {
    severity: url.get('severity'),
    owner: url.get('owner'),
    area: url.get('area'),
    search: url.get('q'),
  };
  const all = useMemo(
    () => (data.value?.findings ?? []).filter(f => !f.exceptionId),
    [data.value],
  );
  const shown = sortFindings(filterFindings(all, filter), url.get('sort'));
  const changed = () => {
    data.reload();
    props.onChanged();
  };

  if (!summary.readAt) {
    const running = props.refresh && props.refresh.state !== 'failed';
    return summary.refreshing || running ? (
      <Nothing title="The first assessment is running">
        It takes a minute or two. You can leave this page: it goes on by itself.
        What it does now stands above, beside “Never read”.
      </Nothing>
    ) : (
      <Nothing
        title="This cluster was never assessed"
        action={
          <GuardedButton
            variant="contained"
            color="primary"
            onClick={props.onRefresh}
            reason={
              permissions.assess
                ? undefined
                : 'You may not assess this cluster (eks-auto-mode.cluster.assess). Ask its owner.'
            }
          >
            Assess now
          </GuardedButton>
        }
      >
        Assessing reads the AWS side and the Kubernetes API with a read-only
        role and changes nothing.
      </Nothing>
    );
  }
  if (!data.value) {
    return data.error ? (
      <Failure what="Findings" error={data.error} onRetry={data.reload} />
    ) : (
      <Progress />
    );
  }
  const { exceptions, checks } = data.value;
  return (
    <div className={classes.root}>
      {data.error && (
        <Failure what="Findings" error={data.error} onRetry={data.reload} />
      )}
      <UnreadParts
        parts={unreadParts}
        action={
          // Where the whole cluster is the problem, the test is offered beside it.
          !summary.problem && (
            <Button
              color="inherit"
              size="small"
              onClick={() => setTesting(true)}
              disabled={testing}
            >
              Test the connection
            </Button>
          )
        }
      />
      {testing && (
        <ConnectionTest
          clusterId={summary.id}
          allowed={permissions.assess}
          onClose={() => setTesting(false)}
        />
      )}
      <Panel title="Findings">
        <FindingFilters findings={all}>
          <span aria-live="polite">
            {shown.length === all.length
              ? count(all.length, 'finding')
              : `${shown.length} of ${count(all.length, 'finding')}`}
          </span>
          <ExportButtons
            name={`findings-${summary.name}`}
            header={HEADER}
            rows={() =>
              shown.map(f => [
                f.code,
                f.severity,
                f.title,
                subjectWhole(f.subject),
                f.owner,
                f.resolvedBy,
                f.since,
                f.message,
                f.evidence,
                f.remedy,
                Boolean(f.exceptionId),
              ])
            }
          />
        </FindingFilters>
        {SEVERITIES.map(severity => {
          const findings = shown.filter(f => f.severity === severity);
          return (
            <FindingGroup
              key={severity}
              heading={
                <>
                  <SeverityMark
                    severity={severity}
                    many={findings.length !== 1}
                  />{' '}
                  {planMends(findings)}
                </>
              }
              clusterId={summary.id}
              findings={findings}
              checks={checks}
              openFinding={url.get('finding')}
              mayExcept={permissions.except}
              onChanged={changed}
            />
          );
        })}
        {all.length === 0 && summary.verdict === 'unreachable' && (
          <Nothing title="Nothing could be judged" heading="h4">
            The cluster could not be read, so no check could look at it. This is
            no pass: see above for the way to fix it.
          </Nothing>
        )}
        {all.length === 0 && summary.verdict !== 'unreachable' && (
          <Nothing title="Nothing stands in the way" heading="h4">
            The checks that could look at this cluster found nothing to do.
          </Nothing>
        )}
        {all.length > 0 && shown.length === 0 && (
          <Nothing
            title="No finding matches these filters"
            heading="h4"
            action={
              <Button
                variant="outlined"
                onClick={() =>
                  url.set({
                    severity: undefined,
                    owner: undefined,
                    area: undefined,
                    q: undefined,
                  })
                }
              >
                Clear the filters
              </Button>
            }
          />
        )}
      </Panel>
      <SourcesToday
        sources={sources}
        title="Nodes today"
        open={summary.nodes !== 0}
      />
      {summary.verdict !== 'unreachable' && (
        <CostPanel clusterId={summary.id} readAt={summary.readAt} />
      )}
      <AcceptedFindings
        clusterId={summary.id}
        exceptions={exceptions}
        mayExcept={permissions.except}
        onChanged={changed}
      />
    </div>
  );
}
