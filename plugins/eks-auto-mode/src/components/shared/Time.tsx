// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import Tooltip from '@material-ui/core/Tooltip';
import { useNow } from '../../hooks/useNow';
import { exact, relative } from '../../words/time';

/** Relative, exact with its zone on hover. */
export function Time(props: { at: string }) {
  // Drawn again for another reason between two ticks, what has just happened does not lie ahead.
  const now = useNow(30_000);
  return (
    <Tooltip title={exact(props.at)}>
      <time dateTime={props.at}>
        {relative(props.at, Math.max(now, Date.now()))}
      </time>
    </Tooltip>
  );
}
