// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import Button from '@material-ui/core/Button';
import InputAdornment from '@material-ui/core/InputAdornment';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { FormEvent, useState } from 'react';
import type { CostQuery } from '../../../api/EksAutoModeApi';
import { useUrlState } from '../../../hooks/useUrlState';

const useStyles = makeStyles(theme => ({
  form: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    alignItems: 'flex-end',
  },
  field: { width: 210 },
}));

interface Field {
  name: keyof CostQuery;
  label: string;
  unit: string;
  /** What one of the unit is in the API. */
  scale: number;
  most?: number;
  standard: number;
}

const fields: Field[] = [
  {
    name: 'hoursPerMonth',
    label: 'Looking after nodes',
    unit: 'h a month',
    scale: 1,
    standard: 4,
  },
  {
    name: 'ratePerHour',
    label: 'An hour costs',
    unit: '$',
    scale: 1,
    standard: 90,
  },
  {
    name: 'commitmentCoverage',
    label: 'Covered by Savings Plans',
    unit: '%',
    scale: 0.01,
    most: 100,
    standard: 0,
  },
  {
    name: 'commitmentDiscount',
    label: 'They take off',
    unit: '%',
    scale: 0.01,
    most: 100,
    standard: 28,
  },
  {
    name: 'spotDiscount',
    label: 'Spot takes off',
    unit: '%',
    scale: 0.01,
    most: 100,
    standard: 60,
  },
];

/** What the URL says of assumptions; anything else is the backend's default. */
export function assumptionsIn(
  url: Pick<ReturnType<typeof useUrlState>, 'get'>,
): CostQuery {
  const query: CostQuery = {};
  for (const { name, scale, most } of fields) {
    const text = url.get(name);
    const number = text === undefined ? NaN : Number(text);
    if (number >= 0 && number <= (most ?? 1e6)) query[name] = number * scale;
  }
  return query;
}

/** What nobody can read from AWS: a person says it, and a link keeps it. */
export function CostAssumptions(props: { assumptions: CostQuery }) {
  const classes = useStyles();
  const url = useUrlState();
  const [texts, setTexts] = useState(() =>
    Object.fromEntries(
      fields.map(({ name, scale, standard }) => {
        const set = props.assumptions[name];
        return [
          name,
          String(
            set === undefined
              ? standard
              : Math.round((set / scale) * 100) / 100,
          ),
        ];
      }),
    ),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    url.set(
      Object.fromEntries(
        fields.map(({ name, standard }) => [
          name,
          texts[name] === String(standard) ? undefined : texts[name],
        ]),
      ),
    );
  };
  return (
    <form
      className={classes.form}
      onSubmit={submit}
      aria-label="What is assumed"
    >
      {fields.map(({ name, label, unit, most }) => (
        <TextField
          key={name}
          id={`cost-${name}`}
          className={classes.field}
          type="number"
          label={label}
          value={texts[name]}
          onChange={e => setTexts({ ...texts, [name]: e.target.value })}
          inputProps={{ min: 0, max: most, step: 'any' }}
          InputProps={{
            endAdornment: (
              <InputAdornment position="end">{unit}</InputAdornment>
            ),
          }}
        />
      ))}
      <Button type="submit" variant="outlined">
        Calculate
      </Button>
    </form>
  );
}
