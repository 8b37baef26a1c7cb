// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { useId } from '../../hooks/useId';

/** One filter of a list. What is chosen stays choosable where nothing matches it any more. */
export function FilterSelect(props: {
  label: string;
  value?: string;
  /** What stands there while nothing is chosen. */
  none?: string;
  options: { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}) {
  const id = useId('filter');
  const known = props.options.some(o => o.value === props.value);
  const options =
    props.value && !known
      ? [...props.options, { value: props.value, label: props.value }]
      : props.options;
  return (
    <TextField
      id={id}
      select
      size="small"
      variant="outlined"
      label={props.label}
      value={props.value ?? ''}
      onChange={event => props.onChange(event.target.value || undefined)}
      style={{ minWidth: 130 }}
      SelectProps={{
        displayEmpty: true,
        SelectDisplayProps: {
          id: `${id}-value`,
          'aria-labelledby': `${id}-label ${id}-value`,
        },
      }}
      InputLabelProps={{ shrink: true, id: `${id}-label` }}
    >
      <MenuItem value="">{props.none ?? 'All'}</MenuItem>
      {options.map(option => (
        <MenuItem key={option.value} value={option.value}>
          {option.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
