// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles({
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
});

/** Says to a screen reader what changed on screen, when it is convenient. */
export function LiveRegion(props: { children: string }) {
  const classes = useStyles();
  return (
    <div className={classes.hidden} role="status" aria-live="polite">
      {props.children}
    </div>
  );
}
