// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { useState } from 'react';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useId } from '../../../hooks/useId';
import { subjectName } from '../../../words/subject';
import { Dialogue } from '../../shared/Dialogue';

const EXPIRIES = [
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
];

/** Accepts a finding for a while: with a reason, and never for ever. */
export function AcceptRiskDialog(props: {
  clusterId: string;
  finding: api.Finding;
  open: boolean;
  onClose: () => void;
  onAccepted: () => void;
}) {
  const { finding } = props;
  const client = useApi(eksAutoModeApiRef);
  const [reason, setReason] = useState('');
  const [days, setDays] = useState(30);
  const id = useId('accept');
  return (
    <Dialogue
      open={props.open}
      title={`Accept the risk of ${finding.code} on ${subjectName(
        finding.subject,
      )}`}
      confirm={`Accept for ${days} days`}
      reason={
        reason.trim().length < 3
          ? 'Say why it is acceptable: at least 3 characters.'
          : undefined
      }
      onConfirm={async () => {
        await client.createException(props.clusterId, {
          findingId: finding.id,
          reason: reason.trim(),
          expiresAt: new Date(Date.now() + days * 86_400_000).toISOString(),
        });
        props.onAccepted();
      }}
      onClose={props.onClose}
    >
      <Typography>{finding.message}</Typography>
      <Typography>
        It then no longer counts towards the verdict of this cluster. Your name,
        the reason and the expiry stand in the history; when it expires, the
        finding counts again.
      </Typography>
      <TextField
        id={`${id}-reason`}
        label="Why is it acceptable?"
        value={reason}
        onChange={event => setReason(event.target.value)}
        required
        fullWidth
        multiline
        minRows={2}
        inputProps={{ maxLength: 2000 }}
      />
      <TextField
        id={`${id}-days`}
        select
        label="Until"
        value={days}
        onChange={event => setDays(Number(event.target.value))}
        InputLabelProps={{ id: `${id}-days-label` }}
        SelectProps={{
          SelectDisplayProps: {
            id: `${id}-days-value`,
            'aria-labelledby': `${id}-days-label ${id}-days-value`,
          },
        }}
      >
        {EXPIRIES.map(expiry => (
          <MenuItem key={expiry.days} value={expiry.days}>
            {expiry.label}
          </MenuItem>
        ))}
      </TextField>
    </Dialogue>
  );
}
