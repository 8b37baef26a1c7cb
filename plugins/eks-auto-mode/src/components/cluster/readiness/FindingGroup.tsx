// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { useFew } from '../../shared/useFew';
import { FindingRow } from './FindingRow';

const FIRST = 50;

const useStyles = makeStyles(theme => ({
  heading: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    margin: theme.spacing(2, 0, 0.5),
    fontSize: '1.0625rem',
    fontWeight: 600,
  },
  list: { margin: 0, padding: 0 },
}));

/** Findings of one sort under a heading; a long list opens in two parts. */
export function FindingGroup(props: {
  heading: ReactNode;
  clusterId: string;
  findings: api.Finding[];
  checks: Map<string, api.CheckInfo>;
  openFinding?: string;
  mayExcept: boolean;
  onChanged: () => void;
}) {
  const classes = useStyles();
  const { findings } = props;
  const { shown, more } = useFew(findings, FIRST);
  if (findings.length === 0) {
    return null;
  }
  return (
    <section>
      <h3 className={classes.heading}>{props.heading}</h3>
      <ul className={classes.list}>
        {shown.map(finding => (
          <FindingRow
            key={finding.id}
            clusterId={props.clusterId}
            finding={finding}
            check={props.checks.get(finding.code)}
            initiallyOpen={props.openFinding === finding.id}
            mayExcept={props.mayExcept}
            onChanged={props.onChanged}
          />
        ))}
      </ul>
      {more}
    </section>
  );
}
