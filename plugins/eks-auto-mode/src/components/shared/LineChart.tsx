// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { makeStyles, useTheme } from '@material-ui/core/styles';
import type { Tone } from '../../words/readiness';
import { toneColour } from './Toned';

/** A number on a day, `2026-11-21`. */
export interface DayPoint {
  day: string;
  value: number;
}

export interface Series {
  name: string;
  tone: Tone;
  /** Lines are told apart by their dashes and their names, not by colour alone. */
  dashes?: string;
  points: DayPoint[];
}

const WIDTH = 720;
const HEIGHT = 240;
const MARGIN = { left: 40, right: 16, top: 16, bottom: 28 };

const useStyles = makeStyles(theme => ({
  root: { margin: 0 },
  chart: { display: 'block', width: '100%', maxWidth: 960, height: 'auto' },
  names: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    margin: theme.spacing(0.5, 0, 0),
    padding: 0,
    listStyle: 'none',
    fontSize: '0.875rem',
    '& svg': { verticalAlign: 'middle', marginRight: theme.spacing(0.75) },
  },
}));

const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** The least round number above, so that a scale ends on it: 7 → 8, 93 → 100. */
function roundAbove(n: number): number {
  if (n <= 4) return 4;
  const step = 10 ** Math.floor(Math.log10(n)) / 2;
  const above = Math.ceil(n / step) * step;
  return above % 2 === 0 ? above : above + 1;
}

/**
 * Lines over days. The picture is one image to a screen reader, with `says` as its words; whoever
 * shows it puts the numbers in a table beside it.
 */
export function LineChart(props: {
  says: string;
  series: Series[];
  /** Days to mark with a line and a word. */
  marks?: { day: string; word: string }[];
}) {
  const { series, marks = [] } = props;
  const classes = useStyles();
  const { palette } = useTheme();
  const all = series.flatMap(one => one.points);
  const days = [...all, ...marks].map(point => at(point.day));
  if (days.length === 0) return null;
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const top = roundAbove(Math.max(...all.map(point => point.value), 0));
  const right = WIDTH - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const x = (day: string) =>
    MARGIN.left +
    (last === first ? 0 : (at(day) - first) / (last - first)) *
      (right - MARGIN.left);
  const y = (value: number) => bottom - (value / top) * (bottom - MARGIN.top);
  const dayWords = (time: number) => new Date(time).toISOString().slice(0, 10);
  const soft = toneColour('neutral', palette.type);
  const colour = (tone: Tone) => toneColour(tone, palette.type);
  return (
    <figure className={classes.root}>
      <svg
        role="img"
        aria-label={props.says}
        className={classes.chart}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        fontSize={12}
      >
        {[0, top / 2, top].map(value => (
          <g key={value}>
            <line
              x1={MARGIN.left}
              x2={right}
              y1={y(value)}
              y2={y(value)}
              stroke={palette.divider}
            />
            <text
              x={MARGIN.left - 8}
              y={y(value) + 4}
              textAnchor="end"
              fill={soft}
            >
              {value.toLocaleString('en-US')}
            </text>
          </g>
        ))}
        <text x={MARGIN.left} y={HEIGHT - 8} fill={soft}>
          {dayWords(first)}
        </text>
        <text x={right} y={HEIGHT - 8} textAnchor="end" fill={soft}>
          {dayWords(last)}
        </text>
        {marks.map(({ day, word }) => (
          <g key={word}>
            <line
              x1={x(day)}
              x2={x(day)}
              y1={MARGIN.top}
              y2={bottom}
              stroke={soft}
              strokeDasharray="2 3"
            />
            <text
              x={x(day) - 6}
              y={MARGIN.top + 10}
              textAnchor="end"
              fill={soft}
            >
              {word}
            </text>
          </g>
        ))}
        {series.map(({ name, tone, dashes, points }) => (
          <polyline
            key={name}
            points={points
              .map(point => `${x(point.day)},${y(point.value)}`)
              .join(' ')}
            fill="none"
            stroke={colour(tone)}
            strokeWidth={2.5}
            strokeDasharray={dashes}
            strokeLinejoin="round"
          />
        ))}
      </svg>
      <figcaption>
        <ul className={classes.names}>
          {series.map(({ name, tone, dashes }) => (
            <li key={name}>
              <svg width={28} height={8} aria-hidden>
                <line
                  x1={0}
                  x2={28}
                  y1={4}
                  y2={4}
                  stroke={colour(tone)}
                  strokeWidth={2.5}
                  strokeDasharray={dashes}
                />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
