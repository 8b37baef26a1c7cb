// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import CheckIcon from '@material-ui/icons/CheckCircleOutline';
import ErrorIcon from '@material-ui/icons/ErrorOutline';
import UnknownIcon from '@material-ui/icons/HelpOutline';
import InfoIcon from '@material-ui/icons/InfoOutlined';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import type { Tone } from '../../../words/readiness';
import { Toned } from '../../shared/Toned';

const icons: Record<Tone, typeof CheckIcon> = {
  ok: CheckIcon,
  error: ErrorIcon,
  warning: WarningIcon,
  info: InfoIcon,
  neutral: UnknownIcon,
};

/** How something is, with the icon of its tone. */
export function StateWord(props: { tone: Tone; word: string }) {
  const Icon = icons[props.tone];
  return (
    <Toned
      tone={props.tone}
      icon={<Icon fontSize="inherit" aria-hidden />}
      plain
    >
      {props.word}
    </Toned>
  );
}
