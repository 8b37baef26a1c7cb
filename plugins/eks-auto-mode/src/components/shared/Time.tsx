// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import Tooltip from '@material-ui/core/Tooltip';
import { useNow } from '../../hooks/useNow';
import { exact, relative } from '../../words/time';

/** Relative, exact with its zone on hover. */
export function Time(props: { at: string }) {
  const now = useNow(30_000);
  return (
    <Tooltip title={exact(props.at)}>
      <time dateTime={props.at}>{relative(props.at, now)}</time>
    </Tooltip>
  );
}
