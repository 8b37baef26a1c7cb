// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { makeStyles } from '@material-ui/core/styles';
import { useUrlState } from '../../hooks/useUrlState';

/** The parts of a cluster's tab, by their names in the URL (`?tab=`). */
export const VIEWS = [
  'readiness',
  'nodes',
  'backups',
  'migration',
  'history',
] as const;
export type View = (typeof VIEWS)[number];

const titles: Record<View, string> = {
  readiness: 'Readiness',
  nodes: 'Nodes',
  backups: 'Backups',
  migration: 'Migration',
  history: 'History',
};

const useStyles = makeStyles(theme => ({
  tabs: { borderBottom: `1px solid ${theme.palette.divider}` },
  panel: { paddingTop: theme.spacing(2) },
}));

/** The part that the URL names; readiness where it names none that exists. */
export function viewOf(name: string | undefined): View {
  return VIEWS.find(view => view === name) ?? 'readiness';
}

/** Sub-tabs as links, so that each can be opened beside another and sent to somebody. */
export function ClusterTabs(props: { view: View; children: ReactNode }) {
  const classes = useStyles();
  const url = useUrlState();
  return (
    <>
      <Tabs
        value={props.view}
        indicatorColor="primary"
        textColor="inherit"
        className={classes.tabs}
        variant="scrollable"
        aria-label="Parts of the migration"
      >
        {VIEWS.map(view => (
          <Tab
            key={view}
            value={view}
            label={titles[view]}
            id={`eks-auto-mode-tab-${view}`}
            aria-controls={
              view === props.view ? `eks-auto-mode-panel-${view}` : undefined
            }
            component={Link}
            to={url.href({ tab: view })}
          />
        ))}
      </Tabs>
      <div
        role="tabpanel"
        id={`eks-auto-mode-panel-${props.view}`}
        aria-labelledby={`eks-auto-mode-tab-${props.view}`}
        className={classes.panel}
      >
        {props.children}
      </div>
    </>
  );
}
