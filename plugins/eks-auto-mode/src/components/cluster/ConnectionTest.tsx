// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Button from '@material-ui/core/Button';
import CancelIcon from '@material-ui/icons/Cancel';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import HelpOutlineIcon from '@material-ui/icons/HelpOutline';
import { eksAutoModeApiRef } from '../../api/EksAutoModeApi';
import { useLoaded } from '../../hooks/useLoaded';
import type { Tone } from '../../words/readiness';
import { Failure } from '../shared/Failure';
import { Panel } from '../shared/Panel';
import { Toned } from '../shared/Toned';

const HEADINGS: Record<api.ConnectionCheck['heading'], string> = {
  authentication: 'Authentication',
  permission: 'Permission',
  compatibility: 'Compatibility',
  run: 'Run',
};

const HEADING_ORDER = [
  'authentication',
  'permission',
  'compatibility',
  'run',
] as const;

const states: Record<
  api.ConnectionCheck['state'],
  { word: string; tone: Tone; icon: JSX.Element }
> = {
  passed: { word: 'Passed', tone: 'ok', icon: <CheckCircleIcon aria-hidden /> },
  failed: { word: 'Failed', tone: 'error', icon: <CancelIcon aria-hidden /> },
  unknown: {
    word: 'Not tried',
    tone: 'neutral',
    icon: <HelpOutlineIcon aria-hidden />,
  },
};

/** Every role and right tried once, under four headings, each failure with its remedy. */
export function ConnectionTest(props: {
  clusterId: string;
  allowed: boolean;
  onClose: () => void;
}) {
  const client = useApi(eksAutoModeApiRef);
  const test = useLoaded(props.clusterId, async () =>
    props.allowed ? client.testConnection(props.clusterId) : null,
  );
  return (
    <Panel
      title="Connection test"
      action={
        <span>
          {props.allowed && (
            <Button size="small" onClick={test.reload} disabled={test.loading}>
              Test again
            </Button>
          )}
          <Button size="small" onClick={props.onClose}>
            Close
          </Button>
        </span>
      }
    >
      {!props.allowed && (
        <p>
          You may not test this cluster (eks-auto-mode.cluster.assess). Ask its
          owner to do it.
        </p>
      )}
      {test.loading && <Progress />}
      {test.error && <Failure error={test.error} onRetry={test.reload} />}
      {test.value &&
        HEADING_ORDER.map(heading => {
          const checks = test.value?.checks.filter(
            check => check.heading === heading,
          );
          return checks?.length ? (
            <section key={heading}>
              <h4>{HEADINGS[heading]}</h4>
              <ul>
                {checks.map(check => (
                  <li key={check.code}>
                    <Toned
                      plain
                      tone={states[check.state].tone}
                      icon={states[check.state].icon}
                    >
                      {states[check.state].word}
                    </Toned>{' '}
                    <strong>{check.title}</strong> {check.message}
                    {check.remedy && (
                      <div>
                        <strong>What to do:</strong> {check.remedy}
                      </div>
                    )}
                  </li>
                ))}
              </ul>
            </section>
          ) : null;
        })}
    </Panel>
  );
}
