// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseEntityRef } from '@backstage/catalog-model';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode, useCallback } from 'react';
import { useUrlState } from '../../../hooks/useUrlState';
import {
  areaOf,
  areaWords,
  SEVERITIES,
  severityWords,
} from '../../../words/readiness';
import { FilterSelect } from '../../shared/FilterSelect';
import { SearchField } from '../../shared/SearchField';
import { NO_OWNER, ORDERS } from './filterFindings';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1.5),
    alignItems: 'center',
  },
  end: {
    marginLeft: 'auto',
    display: 'flex',
    gap: theme.spacing(2),
    alignItems: 'center',
  },
}));

function ownerLabel(ref: string): string {
  if (ref === NO_OWNER) {
    return 'no owner';
  }
  try {
    return parseEntityRef(ref, { defaultKind: 'group' }).name;
  } catch {
    return ref;
  }
}

/** Severity, owner, area and search; all of them live in the URL. */
export function FindingFilters(props: {
  findings: api.Finding[];
  children?: ReactNode;
}) {
  const classes = useStyles();
  const { get, set } = useUrlState();
  const owners = [
    ...new Set(props.findings.map(f => f.owner ?? NO_OWNER)),
  ].sort();
  const areas = [...new Set(props.findings.map(f => areaOf(f.code)))].sort();
  const search = useCallback((q: string | undefined) => set({ q }), [set]);
  return (
    <div className={classes.root}>
      <FilterSelect
        label="Severity"
        value={get('severity')}
        options={SEVERITIES.map(value => ({
          value,
          label: severityWords[value].many,
        }))}
        onChange={severity => set({ severity })}
      />
      <FilterSelect
        label="Owner"
        value={get('owner')}
        options={owners.map(value => ({ value, label: ownerLabel(value) }))}
        onChange={owner => set({ owner })}
      />
      <FilterSelect
        label="Area"
        value={get('area')}
        options={areas.map(value => ({ value, label: areaWords(value) }))}
        onChange={area => set({ area })}
      />
      <FilterSelect
        label="Order"
        none="by code"
        value={get('sort')}
        options={Object.entries(ORDERS).map(([value, { label }]) => ({
          value,
          label,
        }))}
        onChange={sort => set({ sort })}
      />
      <SearchField label="Search" value={get('q')} onChange={search} />
      <div className={classes.end}>{props.children}</div>
    </div>
  );
}
