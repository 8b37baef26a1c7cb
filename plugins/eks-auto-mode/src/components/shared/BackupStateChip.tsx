// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import AutorenewIcon from '@material-ui/icons/Autorenew';
import CancelIcon from '@material-ui/icons/Cancel';
import HelpOutlineIcon from '@material-ui/icons/HelpOutline';
import VerifiedUserIcon from '@material-ui/icons/VerifiedUser';
import WarningIcon from '@material-ui/icons/Warning';
import type { Tone } from '../../words/readiness';
import { Toned } from './Toned';

const states: Record<
  api.Backup['state'],
  { word: string; tone: Tone; means: string; icon: JSX.Element }
> = {
  running: {
    word: 'Being taken',
    tone: 'info',
    means: 'Objects are being read and stored.',
    icon: <AutorenewIcon aria-hidden />,
  },
  unverified: {
    word: 'Unverified',
    tone: 'warning',
    means: 'It was stored but not read back yet; it proves nothing.',
    icon: <HelpOutlineIcon aria-hidden />,
  },
  verified: {
    word: 'Verified',
    tone: 'ok',
    means: 'It was read back, and every digest and count held.',
    icon: <VerifiedUserIcon aria-hidden />,
  },
  partial: {
    word: 'Partial',
    tone: 'warning',
    means: 'Something required could not be read. No run may start on it.',
    icon: <WarningIcon aria-hidden />,
  },
  damaged: {
    word: 'Damaged',
    tone: 'error',
    means: 'What was read back is not what was written.',
    icon: <CancelIcon aria-hidden />,
  },
  failed: {
    word: 'Failed',
    tone: 'error',
    means: 'It was not finished; nothing can be restored from it.',
    icon: <CancelIcon aria-hidden />,
  },
};

/** How far a backup can be trusted. */
export function BackupStateChip(props: { state: api.Backup['state'] }) {
  const { word, tone, means, icon } = states[props.state];
  return (
    <Toned tone={tone} icon={icon} means={means} plain>
      {word}
    </Toned>
  );
}
