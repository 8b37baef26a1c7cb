// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useState } from 'react';
import TextField from '@material-ui/core/TextField';
import { useId } from '../../hooks/useId';

/** A search that filters while one types; the URL follows when the typing rests. */
export function SearchField(props: {
  label: string;
  value?: string;
  onChange: (value: string | undefined) => void;
}) {
  const { value = '', onChange } = props;
  const id = useId('search');
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) {
      return undefined;
    }
    const timer = setTimeout(() => onChange(text || undefined), 200);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <TextField
      id={id}
      size="small"
      variant="outlined"
      type="search"
      label={props.label}
      value={text}
      onChange={event => setText(event.target.value)}
      InputLabelProps={{ shrink: true }}
      style={{ minWidth: 180 }}
    />
  );
}
