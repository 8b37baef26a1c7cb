// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import ButtonBase from '@material-ui/core/ButtonBase';
import Collapse from '@material-ui/core/Collapse';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import { makeStyles } from '@material-ui/core/styles';
import { useEffect, useRef, useState } from 'react';
import { useId } from '../../../hooks/useId';
import { resolvedByWords } from '../../../words/readiness';
import { subjectName } from '../../../words/subject';
import { Owner } from '../../shared/Owner';
import { Time } from '../../shared/Time';
import { FindingDetails } from './FindingDetails';
import { toneColour } from '../../shared/Toned';

const useStyles = makeStyles(theme => ({
  root: {
    borderTop: `1px solid ${theme.palette.divider}`,
    listStyle: 'none',
    // Collapse is a flex box: a name of 63 letters would else set the least width of the page.
    overflowWrap: 'anywhere',
  },
  line: {
    display: 'grid',
    gridTemplateColumns:
      'minmax(0, 3fr) minmax(100px, 1fr) minmax(130px, 1fr) 90px',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 1, 0.5, 0),
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: '1fr 1fr' },
  },
  toggle: {
    justifyContent: 'flex-start',
    textAlign: 'left',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75),
    borderRadius: theme.shape.borderRadius,
    minWidth: 0,
    font: 'inherit',
    '&:hover, &:focus-visible': { background: theme.palette.action.hover },
    [theme.breakpoints.down('sm')]: { gridColumn: '1 / -1' },
  },
  words: { minWidth: 0, overflowWrap: 'anywhere' },
  title: { display: 'block', fontWeight: 600 },
  code: { fontFamily: 'monospace', fontWeight: 400, marginRight: 8 },
  subject: {
    display: 'block',
    color: toneColour('neutral', theme.palette.type),
    fontSize: '0.875rem',
  },
  open: { transform: 'rotate(180deg)' },
  small: {
    fontSize: '0.875rem',
    color: toneColour('neutral', theme.palette.type),
  },
}));

/** One finding as a line that opens. */
export function FindingRow(props: {
  clusterId: string;
  finding: api.Finding;
  check?: api.CheckInfo;
  initiallyOpen?: boolean;
  mayExcept: boolean;
  onChanged: () => void;
}) {
  const { finding } = props;
  const classes = useStyles();
  const [open, setOpen] = useState(props.initiallyOpen ?? false);
  const id = useId('finding');
  const root = useRef<HTMLLIElement>(null);
  const { initiallyOpen } = props;
  // Who followed a link to this finding sees it without looking for it.
  useEffect(() => {
    if (initiallyOpen) root.current?.scrollIntoView?.({ block: 'start' });
  }, [initiallyOpen]);
  return (
    <li ref={root} className={classes.root}>
      <div className={classes.line}>
        <ButtonBase
          className={classes.toggle}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          <ExpandMoreIcon
            aria-hidden
            className={open ? classes.open : undefined}
          />
          <span className={classes.words}>
            <span className={classes.title}>
              <span className={classes.code}>{finding.code}</span>{' '}
              {finding.message}
            </span>
            <span className={classes.subject}>
              {subjectName(finding.subject)}
            </span>
          </span>
        </ButtonBase>
        <Owner owner={finding.owner} resolution={finding.ownerResolution} />
        <span className={classes.small}>
          {resolvedByWords[finding.resolvedBy].short}
        </span>
        <span className={classes.small}>
          <Time at={finding.since} />
        </span>
      </div>
      <div id={id}>
        <Collapse in={open} unmountOnExit>
          <FindingDetails {...props} />
        </Collapse>
      </div>
    </li>
  );
}
