// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Fragment, ReactNode, useCallback, useMemo, useState } from 'react';
import Button from '@material-ui/core/Button';
import Checkbox from '@material-ui/core/Checkbox';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TablePagination from '@material-ui/core/TablePagination';
import TableRow from '@material-ui/core/TableRow';
import TableSortLabel from '@material-ui/core/TableSortLabel';
import { makeStyles } from '@material-ui/core/styles';
import { useUrlState } from '../../hooks/useUrlState';
import type { Cell } from '../../words/export';
import { count } from '../../words/amounts';
import { ExportButtons } from './ExportButtons';
import { Nothing } from './Nothing';
import { SearchField } from './SearchField';
import { toneColour } from './Toned';

/** One column: what is shown, what it is sorted by, what an export holds. */
export interface Column<Row> {
  id: string;
  header: string;
  render: (row: Row) => ReactNode;
  value: (row: Row) => Cell;
  align?: 'left' | 'right';
  /** The cell that names its row, for screen readers. */
  names?: boolean;
  sortable?: boolean;
}

const useStyles = makeStyles(theme => ({
  tools: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1.5),
    alignItems: 'center',
    margin: theme.spacing(1, 0),
    // A field's name stands on its upper edge, which an expanded row would cut.
    paddingTop: theme.spacing(0.75),
    '& > :last-child': { marginLeft: 'auto' },
  },
  cell: { verticalAlign: 'top' },
  head: {
    whiteSpace: 'nowrap',
    [theme.breakpoints.down('md')]: { whiteSpace: 'normal' },
  },
  names: {
    minWidth: 170,
    [theme.breakpoints.down('md')]: { minWidth: 125 },
  },
  table: {
    // A bar instead of a tint, on which coloured words would be hard to read.
    '& .MuiTableRow-root.Mui-selected, & .MuiTableRow-root.Mui-selected:hover':
      {
        backgroundColor: 'transparent',
        boxShadow: `inset 3px 0 ${theme.palette.primary.main}`,
      },
    // Words stay whole; what is too long makes the table scroll.
    '& th, & td': { wordBreak: 'normal', overflowWrap: 'break-word' },
    '& th, & td, & caption': {
      paddingLeft: theme.spacing(1),
      paddingRight: theme.spacing(1),
      [theme.breakpoints.down('md')]: {
        paddingLeft: theme.spacing(0.5),
        paddingRight: theme.spacing(0.5),
      },
    },
    '& caption': {
      padding: theme.spacing(0.5, 1),
      textAlign: 'left',
      color: toneColour('neutral', theme.palette.type),
    },
    // The arrow of a column that is not sorted by takes no room.
    '& .MuiTableSortLabel-root': { position: 'relative' },
    '& .MuiTableSortLabel-icon': {
      position: 'absolute',
      left: '100%',
      margin: 0,
      fontSize: 14,
    },
  },
  expanded: { paddingTop: theme.spacing(1), paddingBottom: theme.spacing(2) },
}));

/** So many rows are seen at a glance; more can be searched. */
const FEW = 5;

function compare(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') {
    return a - b;
  }
  return String(a ?? '').localeCompare(String(b ?? ''), 'en', {
    numeric: true,
  });
}

/**
 * A table with a caption, sortable headers, rows that can be chosen and rows that open. Its sorting
 * stands in the URL under `sort` (a column, with `-` in front for the other direction), its filter
 * beside it. Where it has a name, its rows can be taken away under that.
 */
export function DataTable<Row>(props: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  empty: ReactNode;
  sortParam?: string;
  /** What an export is called; without it the page around has the filter and the exports. */
  name?: string;
  /** What one row is, to count them. */
  row?: [one: string, many?: string];
  pageSize?: number;
  selection?: {
    selected: string[];
    onChange: (keys: string[]) => void;
    label: (row: Row) => string;
  };
  below?: (row: Row) => ReactNode;
}) {
  const { columns, rowKey, selection } = props;
  const classes = useStyles();
  const url = useUrlState();
  const [page, setPage] = useState(0);
  const pageSize = props.pageSize ?? 50;
  const sortParam = props.sortParam ?? 'sort';
  const sort = url.get(sortParam) ?? '';
  const sortId = sort.replace(/^-/, '');
  const descending = sort.startsWith('-');

  // `planSort` is filtered by `planQ`; `q` is the page's own.
  const filterParam =
    sortParam === 'sort' ? 'tq' : sortParam.replace(/Sort$/, 'Q');
  const q = props.name ? url.get(filterParam) : undefined;
  const { set } = url;
  const search = useCallback(
    (text: string | undefined) => set({ [filterParam]: text }),
    [set, filterParam],
  );
  const rows = useMemo(() => {
    const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    return props.rows.filter(row => {
      const text = columns
        .map(column => String(column.value(row) ?? ''))
        .join(' ')
        .toLowerCase();
      return words.every(word => text.includes(word));
    });
  }, [props.rows, columns, q]);

  const sorted = useMemo(() => {
    const column = columns.find(c => c.id === sortId);
    if (!column) {
      return rows;
    }
    const direction = descending ? -1 : 1;
    return [...rows].sort(
      (a, b) => direction * compare(column.value(a), column.value(b)),
    );
  }, [rows, columns, sortId, descending]);

  if (props.rows.length === 0) {
    return <>{props.empty}</>;
  }
  const tools = props.name && (
    <div className={classes.tools}>
      {(props.rows.length > FEW || q) && (
        <SearchField label="Search" value={q} onChange={search} />
      )}
      <span aria-live="polite">
        {rows.length < props.rows.length && `${rows.length} of `}
        {count(props.rows.length, ...(props.row ?? ['row']))}
      </span>
      <ExportButtons name={props.name} {...exportOf(columns, sorted)} />
    </div>
  );
  if (rows.length === 0) {
    return (
      <>
        {tools}
        <Nothing
          title="Nothing here matches the search"
          heading="h4"
          action={
            <Button variant="outlined" onClick={() => search(undefined)}>
              Clear the search
            </Button>
          }
        />
      </>
    );
  }
  const last = Math.max(0, Math.ceil(sorted.length / pageSize) - 1);
  const at = Math.min(page, last);
  const shown = sorted.slice(at * pageSize, (at + 1) * pageSize);
  const chosen = new Set(selection?.selected ?? []);
  const allChosen = rows.every(row => chosen.has(rowKey(row)));

  return (
    <>
      {tools}
      {/* It scrolls sideways at 200 % zoom, so a keyboard must be able to reach it. */}
      <TableContainer tabIndex={0} role="region" aria-label={props.caption}>
        <Table size="small" className={classes.table}>
          <caption style={{ captionSide: 'top' }}>{props.caption}</caption>
          <TableHead>
            <TableRow>
              {selection && (
                <TableCell padding="checkbox">
                  <Checkbox
                    color="primary"
                    checked={allChosen}
                    indeterminate={chosen.size > 0 && !allChosen}
                    onChange={() =>
                      selection.onChange(allChosen ? [] : rows.map(rowKey))
                    }
                    inputProps={{ 'aria-label': 'Choose all rows' }}
                  />
                </TableCell>
              )}
              {columns.map(column => (
                <TableCell
                  key={column.id}
                  align={column.align}
                  className={classes.head}
                  scope="col"
                  aria-sort={
                    sortId === column.id
                      ? (descending && 'descending') || 'ascending'
                      : undefined
                  }
                >
                  {column.sortable === false ? (
                    column.header
                  ) : (
                    <TableSortLabel
                      active={sortId === column.id}
                      direction={descending ? 'desc' : 'asc'}
                      onClick={() =>
                        url.set({
                          [sortParam]:
                            sortId === column.id && !descending
                              ? `-${column.id}`
                              : column.id,
                        })
                      }
                    >
                      {column.header}
                    </TableSortLabel>
                  )}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {shown.map(row => {
              const key = rowKey(row);
              const below = props.below?.(row);
              return (
                <Fragment key={key}>
                  <TableRow hover selected={chosen.has(key)}>
                    {selection && (
                      <TableCell padding="checkbox">
                        <Checkbox
                          color="primary"
                          checked={chosen.has(key)}
                          onChange={() =>
                            selection.onChange(
                              chosen.has(key)
                                ? selection.selected.filter(k => k !== key)
                                : [...selection.selected, key],
                            )
                          }
                          inputProps={{
                            'aria-label': `Choose ${selection.label(row)}`,
                          }}
                        />
                      </TableCell>
                    )}
                    {columns.map(column => (
                      <TableCell
                        key={column.id}
                        align={column.align}
                        className={`${classes.cell} ${
                          column.names ? classes.names : ''
                        }`}
                        {...(column.names
                          ? { component: 'th', scope: 'row' }
                          : {})}
                      >
                        {column.render(row)}
                      </TableCell>
                    ))}
                  </TableRow>
                  {below && (
                    <TableRow>
                      <TableCell
                        colSpan={columns.length + (selection ? 1 : 0)}
                        className={classes.expanded}
                      >
                        {below}
                      </TableCell>
                    </TableRow>
                  )}
                </Fragment>
              );
            })}
          </TableBody>
        </Table>
      </TableContainer>
      {sorted.length > pageSize && (
        <TablePagination
          component="div"
          count={sorted.length}
          page={at}
          rowsPerPage={pageSize}
          rowsPerPageOptions={[pageSize]}
          onPageChange={(_, next) => setPage(next)}
        />
      )}
    </>
  );
}

/** Header and rows for {@link ExportButtons}. */
export function exportOf<Row>(columns: Column<Row>[], rows: Row[]) {
  return {
    header: columns.map(c => c.header),
    rows: () => rows.map(row => columns.map(c => c.value(row))),
  };
}
