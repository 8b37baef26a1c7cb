// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import CancelIcon from '@material-ui/icons/Cancel';
import { makeStyles } from '@material-ui/core/styles';
import { subjectKind, subjectName } from '../../../words/subject';
import { Owner } from '../../shared/Owner';
import { Toned } from '../../shared/Toned';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
  },
}));

/** Pods that cannot leave now: what holds each, whose that is, and what to do. */
export function BlockedPods(props: { pods: api.DrainPod[] }) {
  const classes = useStyles();
  return (
    <section>
      <h4 style={{ margin: '0 0 4px' }}>
        Pods that cannot leave now ({props.pods.length})
      </h4>
      <ul className={classes.list}>
        {props.pods.map(pod => (
          <li key={`${pod.namespace}/${pod.name}`} className={classes.item}>
            <Toned tone="error" icon={<CancelIcon aria-hidden />} plain>
              {pod.namespace}/{pod.name}
            </Toned>{' '}
            owned by <Owner owner={pod.blocked?.owner ?? pod.owner} />
            {pod.blocked && (
              <div>
                {pod.blocked.what}
                {pod.blocked.subject &&
                  ` (${subjectKind(pod.blocked.subject)} ${subjectName(
                    pod.blocked.subject,
                  )})`}{' '}
                <strong>What to do:</strong> {pod.blocked.remedy}
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
