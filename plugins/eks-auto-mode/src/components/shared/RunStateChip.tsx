// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import AutorenewIcon from '@material-ui/icons/Autorenew';
import BlockIcon from '@material-ui/icons/Block';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import HourglassEmptyIcon from '@material-ui/icons/HourglassEmpty';
import PauseCircleOutlineIcon from '@material-ui/icons/PauseCircleOutline';
import StopIcon from '@material-ui/icons/Stop';
import UndoIcon from '@material-ui/icons/Undo';
import { runStateWords } from '../../words/run';
import { Toned } from './Toned';

const icons: Record<api.RunState, JSX.Element> = {
  running: <AutorenewIcon aria-hidden />,
  waiting: <HourglassEmptyIcon aria-hidden />,
  blocked: <BlockIcon aria-hidden />,
  paused: <PauseCircleOutlineIcon aria-hidden />,
  undoing: <UndoIcon aria-hidden />,
  done: <CheckCircleIcon aria-hidden />,
  undone: <UndoIcon aria-hidden />,
  aborted: <StopIcon aria-hidden />,
};

/** A run's state: an axis of its own, never mixed with readiness. */
export function RunStateChip(props: { state: api.RunState; plain?: boolean }) {
  const { word, tone, means } = runStateWords[props.state];
  return (
    <Toned
      tone={tone}
      icon={icons[props.state]}
      means={means}
      plain={props.plain}
    >
      {word}
    </Toned>
  );
}
