// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import Button from '@material-ui/core/Button';
import ButtonGroup from '@material-ui/core/ButtonGroup';
import { Cell, toCsv, toJson } from '../../words/export';

/** Gives the browser a file. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** The rows on screen, filters applied, as CSV or JSON. */
export function ExportButtons(props: {
  name: string;
  header: string[];
  rows: () => Cell[][];
}) {
  return (
    <ButtonGroup size="small" aria-label={`Export ${props.name}`}>
      <Button
        aria-label={`Export ${props.name} as CSV`}
        onClick={() =>
          download(
            `${props.name}.csv`,
            'text/csv;charset=utf-8',
            toCsv(props.header, props.rows()),
          )
        }
      >
        CSV
      </Button>
      <Button
        aria-label={`Export ${props.name} as JSON`}
        onClick={() =>
          download(
            `${props.name}.json`,
            'application/json',
            toJson(props.header, props.rows()),
          )
        }
      >
        JSON
      </Button>
    </ButtonGroup>
  );
}
