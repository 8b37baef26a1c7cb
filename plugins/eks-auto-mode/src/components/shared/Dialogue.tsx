// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { FormEvent, ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import CircularProgress from '@material-ui/core/CircularProgress';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { makeStyles } from '@material-ui/core/styles';
import { useAction } from '../../hooks/useAction';
import { useId } from '../../hooks/useId';
import { Failure } from './Failure';
import { GuardedButton } from './GuardedButton';
import { linksInText } from './linksInText';
import { toneColour } from './Toned';

const useStyles = makeStyles(theme => ({
  danger: {
    color: toneColour('error', theme.palette.type),
    borderColor: toneColour('error', theme.palette.type),
  },
  content: {
    ...linksInText,
    '& > * + *': { marginTop: theme.spacing(2) },
  },
}));

/**
 * A question before an effect. It names the object and repeats the effect; it stays open with the
 * error where the effect failed. Focus goes back to the button that opened it (MUI's modal does it).
 */
export function Dialogue(props: {
  open: boolean;
  title: string;
  confirm: string;
  danger?: boolean;
  /** Why it cannot be confirmed yet; undefined where it can. */
  reason?: string;
  wide?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}) {
  const classes = useStyles();
  const id = useId('dialogue');
  const action = useAction(props.onConfirm);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (props.reason || action.busy) {
      return;
    }
    if (await action.run()) {
      props.onClose();
    }
  };
  return (
    <Dialog
      open={props.open}
      onClose={action.busy ? undefined : props.onClose}
      aria-labelledby={id}
      maxWidth={props.wide ? 'md' : 'sm'}
      fullWidth
    >
      <form onSubmit={submit} noValidate>
        <DialogTitle id={id}>{props.title}</DialogTitle>
        <DialogContent className={classes.content}>
          {props.children}
          {action.error && <Failure error={action.error} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={props.onClose} disabled={action.busy}>
            Cancel
          </Button>
          <GuardedButton
            type="submit"
            variant={props.danger ? 'outlined' : 'contained'}
            color={props.danger ? 'default' : 'primary'}
            className={props.danger ? classes.danger : undefined}
            reason={props.reason}
            endIcon={
              action.busy ? (
                <CircularProgress size={16} color="inherit" />
              ) : null
            }
          >
            {props.confirm}
          </GuardedButton>
        </DialogActions>
      </form>
    </Dialog>
  );
}
