// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useRef, useState } from 'react';
import Button from '@material-ui/core/Button';
import FileCopyIcon from '@material-ui/icons/FileCopyOutlined';
import { makeStyles } from '@material-ui/core/styles';
import { toneColour } from './Toned';

const useStyles = makeStyles(theme => ({
  root: {
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    margin: theme.spacing(1, 0),
    maxWidth: '100%',
  },
  bar: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    padding: theme.spacing(0.25, 0.5, 0.25, 1.5),
    borderBottom: `1px solid ${theme.palette.divider}`,
    fontSize: '0.8125rem',
    color: toneColour('neutral', theme.palette.type),
  },
  text: {
    margin: 0,
    padding: theme.spacing(1.5),
    overflow: 'auto',
    maxHeight: 360,
    fontSize: '0.8125rem',
    lineHeight: 1.5,
    fontFamily: 'Menlo, Consolas, "DejaVu Sans Mono", monospace',
    color: theme.palette.text.primary,
    backgroundColor:
      theme.palette.type === 'dark' ? 'rgba(255,255,255,0.06)' : '#f6f8fa',
  },
}));

/** Text to take away: a patch, a command, a catalog-info. It is shown as text, never as markup. */
export function Code(props: { title: string; language: string; text: string }) {
  const classes = useStyles();
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await window.navigator.clipboard.writeText(props.text);
      setState('copied');
    } catch {
      // Without a secure context there is no clipboard: the person can still select the text.
      setState('failed');
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setState('idle'), 4000);
  };
  const label = {
    idle: 'Copy',
    copied: 'Copied',
    failed: 'Select the text to copy it',
  }[state];
  return (
    <div className={classes.root}>
      <div className={classes.bar}>
        <span>
          {props.title} <span aria-hidden>·</span> {props.language}
        </span>
        <Button
          size="small"
          onClick={copy}
          startIcon={<FileCopyIcon aria-hidden />}
          aria-label={`${label}: ${props.title}`}
        >
          {label}
        </Button>
      </div>
      <pre
        className={classes.text}
        // It scrolls, so a keyboard must be able to reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={props.title}
        role="region"
      >
        {props.text}
      </pre>
    </div>
  );
}
