// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import BlockIcon from '@material-ui/icons/Block';
import BuildIcon from '@material-ui/icons/Build';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import CloudOffIcon from '@material-ui/icons/CloudOff';
import HelpOutlineIcon from '@material-ui/icons/HelpOutline';
import PlayCircleOutlineIcon from '@material-ui/icons/PlayCircleOutline';
import { verdictWords } from '../../words/readiness';
import { Toned } from './Toned';

const icons: Record<api.Verdict, JSX.Element> = {
  blocked: <BlockIcon aria-hidden />,
  unreachable: <CloudOffIcon aria-hidden />,
  'needs-work': <BuildIcon aria-hidden />,
  ready: <PlayCircleOutlineIcon aria-hidden />,
  migrated: <CheckCircleIcon aria-hidden />,
};

/** Readiness in one word; a cluster that was never judged says so. */
export function VerdictChip(props: { verdict?: api.Verdict; plain?: boolean }) {
  if (!props.verdict) {
    return (
      <Toned
        tone="neutral"
        icon={<HelpOutlineIcon aria-hidden />}
        means="Nothing is known about this cluster until it is assessed."
        plain={props.plain}
      >
        Not assessed
      </Toned>
    );
  }
  const { word, tone, means } = verdictWords[props.verdict];
  return (
    <Toned
      tone={tone}
      icon={icons[props.verdict]}
      means={means}
      plain={props.plain}
    >
      {word}
    </Toned>
  );
}
