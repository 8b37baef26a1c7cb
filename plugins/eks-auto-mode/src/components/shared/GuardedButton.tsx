// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useId } from '../../hooks/useId';
import Button, { ButtonProps } from '@material-ui/core/Button';
import Tooltip from '@material-ui/core/Tooltip';
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

/**
 * A button that is never hidden: where it may not be pressed it stays, reachable by keyboard, and
 * says why. (`disabled` would take it out of the tab order together with its reason.)
 */
export function GuardedButton(
  props: Omit<ButtonProps, 'disabled'> & { reason?: string },
) {
  const { reason, onClick, children, ...rest } = props;
  const classes = useStyles();
  const id = useId('reason');
  if (!reason) {
    return (
      <Button {...rest} onClick={onClick}>
        {children}
      </Button>
    );
  }
  return (
    <Tooltip title={reason}>
      <span>
        <Button
          {...rest}
          aria-disabled
          aria-describedby={id}
          color="default"
          style={{ ...rest.style, opacity: 0.55, cursor: 'not-allowed' }}
          disableRipple
          onClick={event => event.preventDefault()}
        >
          {children}
        </Button>
        <span id={id} className={classes.hidden}>
          {reason}
        </span>
      </span>
    </Tooltip>
  );
}
