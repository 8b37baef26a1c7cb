// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { dollars } from '../../../words/amounts';

type Line = { name: string; of: (column: api.CostColumn) => number };

const lines: Line[] = [
  { name: 'Nodes, on demand', of: c => c.onDemand },
  { name: 'Nodes, spot', of: c => c.spot },
  { name: 'Auto Mode’s fee', of: c => c.fee },
  { name: 'The cluster', of: c => c.cluster },
  { name: 'Extended support', of: c => c.extendedSupport },
];

const aws = (c: api.CostColumn) => c.aws;
const total: Line = { name: 'AWS, a month', of: aws };
const least: Line = { name: 'AWS, a month, at least', of: aws };
const people: Line = { name: 'People’s hours with nodes', of: c => c.people };

/** A month's bill in three columns. */
export function CostTable(props: { cost: api.ClusterCost }) {
  const { now, sameNodes, consolidated, notCounted } = props.cost;
  const columns = [now, sameNodes, consolidated];
  const row = (line: Line, strong = false) => {
    const Cell = strong ? 'strong' : 'span';
    return (
      <TableRow key={line.name}>
        <TableCell component="th" scope="row" role="rowheader">
          <Cell>{line.name}</Cell>
        </TableCell>
        {columns.map((column, i) => (
          <TableCell key={i} align="right">
            <Cell>{dollars(line.of(column))}</Cell>
          </TableCell>
        ))}
      </TableRow>
    );
  };
  return (
    <TableContainer>
      <Table size="small" aria-label="What a month costs, in US dollars">
        <TableHead>
          <TableRow>
            <TableCell>US dollars a month</TableCell>
            <TableCell align="right">Today</TableCell>
            <TableCell align="right">Auto Mode, same nodes</TableCell>
            <TableCell align="right">Auto Mode, as simulated</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {lines
            .filter(line => columns.some(column => line.of(column) > 0))
            .map(line => row(line))}
          {row(notCounted.length > 0 ? least : total, true)}
          {row(people)}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
