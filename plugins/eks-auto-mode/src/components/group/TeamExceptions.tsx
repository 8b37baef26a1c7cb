// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { useEntityLink } from '../../hooks/useEntityLink';
import { Time } from '../shared/Time';

const useStyles = makeStyles(theme => ({
  title: { margin: theme.spacing(0, 0, 1), fontSize: '1rem' },
  list: { margin: 0, paddingLeft: 20 },
}));

/** What was accepted and counts again within two weeks. */
export function TeamExceptions(props: { exceptions: api.TeamException[] }) {
  const classes = useStyles();
  const link = useEntityLink();
  if (props.exceptions.length === 0) return null;
  return (
    <section>
      <h4 className={classes.title}>
        Exceptions that end soon ({props.exceptions.length})
      </h4>
      <ul className={classes.list}>
        {props.exceptions.map(exception => {
          const to = link(exception.clusterEntityRef, {
            tab: 'readiness',
            q: exception.code,
          });
          const name = `${exception.code} on ${exception.clusterName}`;
          return (
            <li key={exception.id}>
              {to ? <Link to={to}>{name}</Link> : name} counts again{' '}
              <Time at={exception.expiresAt} />: {exception.reason}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
