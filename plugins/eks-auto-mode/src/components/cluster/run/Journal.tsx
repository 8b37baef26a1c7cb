// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useJournal } from '../../../hooks/useJournal';
import { useUrlState } from '../../../hooks/useUrlState';
import { journalWords } from '../../../words/run';
import { exact } from '../../../words/time';
import { ExportButtons } from '../../shared/ExportButtons';
import { Failure } from '../../shared/Failure';
import { FilterSelect } from '../../shared/FilterSelect';
import { Actor } from '../../shared/Owner';
import { Panel } from '../../shared/Panel';
import { SearchField } from '../../shared/SearchField';
import { toneColour } from '../../shared/Toned';

const MOST = 500;

const useStyles = makeStyles(theme => ({
  filters: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
  list: {
    listStyle: 'none',
    margin: theme.spacing(1, 0, 0),
    padding: 0,
    maxHeight: 520,
    overflow: 'auto',
    fontSize: '0.8125rem',
  },
  entry: {
    padding: theme.spacing(0.75, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  soft: { color: toneColour('neutral', theme.palette.type) },
}));

function clock(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime())
    ? iso
    : at.toLocaleTimeString('en-GB', { hour12: false });
}

/** The append-only record of a run, live: intent before effect, outcome after. */
export function Journal(props: { run: api.Run; active: boolean }) {
  const { run } = props;
  const classes = useStyles();
  const { get, set } = useUrlState();
  const journal = useJournal(run.id, props.active);
  const step = get('step');
  const search = get('jq');
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const shown = journal.entries.filter(
    entry =>
      (!step || entry.stepId === step) &&
      words.every(word =>
        `${entry.type} ${entry.message} ${entry.actor ?? ''}`
          .toLowerCase()
          .includes(word),
      ),
  );
  const tail = shown.slice(-MOST);
  const setSearch = useCallback((jq: string | undefined) => set({ jq }), [set]);

  // It follows the newest entry unless the reader has scrolled away from it.
  const list = useRef<HTMLUListElement>(null);
  const [following, setFollowing] = useState(true);
  useEffect(() => {
    if (following && list.current) {
      list.current.scrollTop = list.current.scrollHeight;
    }
  }, [following, tail.length]);

  return (
    <Panel
      title="Journal"
      action={
        <ExportButtons
          name={`journal-${run.clusterName}-${run.id}`}
          header={[
            'sequence',
            'at',
            'step',
            'type',
            'actor',
            'message',
            'data',
          ]}
          rows={() =>
            shown.map(e => [
              e.sequence,
              e.at,
              e.stepId,
              e.type,
              e.actor,
              e.message,
              e.data === undefined ? undefined : JSON.stringify(e.data),
            ])
          }
        />
      }
    >
      <div className={classes.filters}>
        <FilterSelect
          label="Step"
          value={step}
          options={run.steps.map(s => ({ value: s.id, label: s.title }))}
          onChange={value => set({ step: value })}
        />
        <SearchField
          label="Search the journal"
          value={search}
          onChange={setSearch}
        />
      </div>
      {journal.error && <Failure what="Journal" error={journal.error} />}
      {shown.length > MOST && (
        <p className={classes.soft}>
          The last {MOST} of {shown.length} entries; the export holds all.
        </p>
      )}
      {journal.loaded && shown.length === 0 && (
        <p className={classes.soft}>
          {journal.entries.length === 0
            ? 'Nothing happened yet.'
            : 'No entry matches these filters.'}
        </p>
      )}
      <ul
        ref={list}
        className={classes.list}
        // It scrolls, so a keyboard must be able to reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label="Journal entries, oldest first"
        onScroll={event => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          setFollowing(scrollHeight - scrollTop - clientHeight < 24);
        }}
      >
        {tail.map(entry => (
          <li key={entry.sequence} className={classes.entry}>
            <time
              className={classes.soft}
              dateTime={entry.at}
              title={exact(entry.at)}
            >
              {clock(entry.at)}
            </time>{' '}
            <strong>{journalWords[entry.type]}</strong>{' '}
            {entry.actor && (
              <>
                <Actor actor={entry.actor} />:{' '}
              </>
            )}
            {entry.message}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
