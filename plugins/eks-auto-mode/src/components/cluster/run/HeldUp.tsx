// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { subjectKind, subjectName } from '../../../words/subject';
import { Owner } from '../../shared/Owner';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
}));

/** What holds a run up that goes on by itself: what it is, whose, what is true now and what would help. */
export function HeldUp(props: { blocked: readonly api.Blocked[] }) {
  const classes = useStyles();
  return (
    <ul className={classes.list}>
      {props.blocked.map(({ what, now, remedy, owner, subject }) => (
        <li key={`${what} ${now}`} className={classes.item}>
          <div>
            {what}
            {subject && ` (${subjectKind(subject)} ${subjectName(subject)})`}.
            {owner && (
              <>
                {' '}
                It belongs to <Owner owner={owner} />.
              </>
            )}{' '}
            {now}.
          </div>
          <div>
            <strong>What to do:</strong> {remedy}.
          </div>
        </li>
      ))}
    </ul>
  );
}
