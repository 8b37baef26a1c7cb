// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ResponseError } from '@backstage/errors';
import Button from '@material-ui/core/Button';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';

/** What went wrong, in the backend's words where it answered, and what a person can do. */
export function failureWords(error: Error): { title: string; text: string } {
  if (error instanceof ResponseError) {
    const cause = error.cause?.message ?? error.message;
    switch (error.statusCode) {
      case 401:
        return {
          title: 'You are signed out',
          text: `${cause} Sign in again and reload the page.`,
        };
      case 403:
        return { title: 'You may not do this', text: cause };
      case 404:
        return { title: 'It is not there', text: cause };
      case 409:
        return { title: 'Not possible now', text: cause };
      case 502:
      case 504:
        return {
          title: 'The backend is not reachable',
          text: `${cause} Nothing was changed. Try again, or tell whoever runs this portal.`,
        };
      case 503:
        // The backend itself says what it lacks, its database for one, and what is true.
        return {
          title: 'Not available now',
          text: `${cause} Try again, or tell whoever runs this portal.`,
        };
      default:
        return {
          title:
            error.statusCode >= 500
              ? 'The backend failed'
              : 'The request was refused',
          text: cause,
        };
    }
  }
  if (error.name === 'TypeError') {
    // What fetch throws when nobody answers.
    return {
      title: 'The backend is not reachable',
      text: `Nothing answered (${error.message}). Whatever else is on screen was read before. Try again, or tell whoever runs this portal.`,
    };
  }
  return { title: 'Something failed', text: error.message };
}

/** A failure beside what it concerns; what was on screen stays. */
export function Failure(props: {
  error: Error;
  what?: string;
  onRetry?: () => void;
}) {
  const { title, text } = failureWords(props.error);
  return (
    <Alert
      severity="error"
      role="alert"
      action={
        props.onRetry && (
          <Button color="inherit" size="small" onClick={props.onRetry}>
            Try again
          </Button>
        )
      }
    >
      <AlertTitle>{props.what ? `${props.what}: ${title}` : title}</AlertTitle>
      {text}
    </Alert>
  );
}
