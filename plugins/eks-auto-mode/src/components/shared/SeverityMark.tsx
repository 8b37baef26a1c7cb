// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import CancelIcon from '@material-ui/icons/Cancel';
import HelpOutlineIcon from '@material-ui/icons/HelpOutline';
import InfoIcon from '@material-ui/icons/Info';
import WarningIcon from '@material-ui/icons/Warning';
import { severityWords } from '../../words/readiness';
import { Toned } from './Toned';

const icons: Record<api.Severity, JSX.Element> = {
  blocker: <CancelIcon aria-hidden />,
  warning: <WarningIcon aria-hidden />,
  unknown: <HelpOutlineIcon aria-hidden />,
  info: <InfoIcon aria-hidden />,
};

/** How much a finding matters. */
export function SeverityMark(props: {
  severity: api.Severity;
  many?: boolean;
}) {
  const { one, many, tone, means } = severityWords[props.severity];
  return (
    <Toned tone={tone} icon={icons[props.severity]} means={means} plain>
      {props.many ? many : one}
    </Toned>
  );
}
