// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { useEntityLink } from '../../hooks/useEntityLink';
import { count } from '../../words/amounts';
import { subjectName } from '../../words/subject';
import { SeverityMark } from '../shared/SeverityMark';
import { Time } from '../shared/Time';
import { toneColour } from '../shared/Toned';

const useStyles = makeStyles(theme => ({
  title: { margin: theme.spacing(0, 0, 1), fontSize: '1rem' },
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    '&:first-child': { borderTop: 'none' },
  },
  soft: {
    color: toneColour('neutral', theme.palette.type),
    fontSize: '0.875rem',
  },
}));

/** What the team must act on, worst first, a line a code and cluster; each leads to where its patches stand. */
export function TeamFindings(props: { team: api.TeamView; entityRef: string }) {
  const { findings, counts, clusters } = props.team;
  const classes = useStyles();
  const link = useEntityLink();
  const all = counts.blockers + counts.warnings;
  const shown = findings.reduce((sum, { alike = 0 }) => sum + 1 + alike, 0);
  const unread = clusters.filter(cluster => cluster.unknowns > 0);
  return (
    <section>
      <h4 className={classes.title}>To act on ({all})</h4>
      {findings.length + unread.length === 0 ? (
        <p className={classes.soft}>
          Nothing. What a plan mends by itself is not the team’s work, and what
          was accepted stands below until it ends.
        </p>
      ) : (
        <ul className={classes.list}>
          {findings.map(({ finding, alike = 0, ...cluster }) => {
            const to = link(cluster.clusterEntityRef, {
              tab: 'readiness',
              owner: props.entityRef,
              ...(alike ? { q: finding.code } : { finding: finding.id }),
            });
            const name = `${finding.code} ${finding.title}`;
            return (
              <li key={finding.id} className={classes.item}>
                <SeverityMark severity={finding.severity} />{' '}
                {to ? <Link to={to}>{name}</Link> : name}
                <div className={classes.soft}>
                  {subjectName(finding.subject)}
                  {alike > 0 && ` and ${alike} more`} on {cluster.clusterName}
                  {alike === 0 && (
                    <>
                      , since <Time at={finding.since} />
                    </>
                  )}
                </div>
              </li>
            );
          })}
          {unread.map(cluster => {
            const to = link(cluster.clusterEntityRef, {
              tab: 'readiness',
              owner: props.entityRef,
              severity: 'unknown',
            });
            const words = count(cluster.unknowns, 'check');
            return (
              <li key={cluster.clusterId} className={classes.item}>
                <SeverityMark severity="unknown" />{' '}
                {to ? <Link to={to}>{words}</Link> : words} on{' '}
                {cluster.clusterName}
                <div className={classes.soft}>
                  This is no pass: each says which right or answer it lacks.
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {all > shown && (
        <p className={classes.soft}>
          {count(all - shown, 'more finding')} on the clusters below.
        </p>
      )}
    </section>
  );
}
