// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Checkbox from '@material-ui/core/Checkbox';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormGroup from '@material-ui/core/FormGroup';
import FormLabel from '@material-ui/core/FormLabel';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { FormEvent, useState } from 'react';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useAction } from '../../../hooks/useAction';
import { useId } from '../../../hooks/useId';
import { count } from '../../../words/amounts';
import { Failure } from '../../shared/Failure';
import { GuardedButton } from '../../shared/GuardedButton';
import { Panel } from '../../shared/Panel';

const useStyles = makeStyles(theme => ({
  form: {
    display: 'grid',
    gap: theme.spacing(2),
    maxWidth: 760,
    marginTop: theme.spacing(1),
  },
}));

const UNTIL: { value: api.StepKind; label: string }[] = [
  { value: 'verify', label: 'Everything (retiring old nodes asks again)' },
  { value: 'backup', label: 'Stop after the backup' },
  { value: 'enable', label: 'Stop once Auto Mode is on' },
  { value: 'drain', label: 'Stop once pods have moved' },
  { value: 'release', label: 'Stop before old nodes are retired' },
];

/** The choices a plan is made from. Making it changes nothing on the cluster. */
export function MakePlanForm(props: {
  detail: api.ClusterDetail;
  onMade: (plan: api.Plan) => void;
}) {
  const { summary, sources, permissions } = props.detail;
  const classes = useStyles();
  const id = useId('make-plan');
  const client = useApi(eksAutoModeApiRef);
  const [until, setUntil] = useState<api.StepKind>('verify');
  const [keep, setKeep] = useState<string[]>([]);
  const [soakMinutes, setSoakMinutes] = useState('');
  const [nodeRoleArn, setNodeRoleArn] = useState('');
  const [generalPurpose, setGeneralPurpose] = useState(false);
  const [enableLogging, setEnableLogging] = useState(false);
  const make = useAction(async () => {
    const options: api.PlanOptions = {
      keep,
      generalPurpose,
      enableLogging,
      ...(soakMinutes.trim() === ''
        ? {}
        : { soakSeconds: Math.round(Number(soakMinutes) * 60) }),
      ...(until === 'verify' ? {} : { until }),
      ...(nodeRoleArn.trim() ? { nodeRoleArn: nodeRoleArn.trim() } : {}),
    };
    props.onMade(await client.makePlan(summary.id, options));
  });
  const movable = sources.filter(
    s => s.type !== 'auto' && s.decision === 'move',
  );
  const soak = Number(soakMinutes);
  const soakBad = !Number.isFinite(soak) || soak < 0;
  const reason =
    (make.busy && 'The plan is being made…') ||
    (!permissions.plan &&
      'You may not make plans for this cluster (eks-auto-mode.cluster.plan). Ask its owner.') ||
    (!summary.readAt && 'Assess the cluster first.') ||
    (soakBad && 'Give the soak as a number of minutes.') ||
    undefined;
  return (
    <Panel title="Make a plan">
      <p>
        A plan lists every change a migration would make, with the rights it
        needs and its undo. Making one changes nothing on {summary.name}.
      </p>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (!reason) {
            make.run();
          }
        }}
      >
        <TextField
          id={`${id}-until`}
          select
          label="How far"
          variant="outlined"
          size="small"
          value={until}
          onChange={event => {
            const chosen = UNTIL.find(o => o.value === event.target.value);
            if (chosen) {
              setUntil(chosen.value);
            }
          }}
          InputLabelProps={{ id: `${id}-until-label` }}
          SelectProps={{
            SelectDisplayProps: {
              id: `${id}-until-value`,
              'aria-labelledby': `${id}-until-label ${id}-until-value`,
            },
          }}
        >
          {UNTIL.map(option => (
            <MenuItem key={option.value} value={option.value}>
              {option.label}
            </MenuItem>
          ))}
        </TextField>
        {movable.length > 0 && (
          <FormControl component="fieldset">
            <FormLabel component="legend">Move to Auto Mode</FormLabel>
            <FormGroup>
              {movable.map(source => (
                <FormControlLabel
                  key={source.id}
                  control={
                    <Checkbox
                      color="primary"
                      checked={!keep.includes(source.id)}
                      onChange={event =>
                        setKeep(
                          event.target.checked
                            ? keep.filter(other => other !== source.id)
                            : [...keep, source.id],
                        )
                      }
                    />
                  }
                  label={`${source.name}: ${count(
                    source.nodes,
                    'node',
                  )}, ${count(source.pods, 'pod')}`}
                />
              ))}
            </FormGroup>
          </FormControl>
        )}
        <TextField
          id={`${id}-soak`}
          label="Soak, in minutes"
          helperText="How long the new nodes must prove themselves before the old ones may be retired. Empty: as the environment says."
          type="number"
          variant="outlined"
          size="small"
          error={soakBad}
          value={soakMinutes}
          onChange={event => setSoakMinutes(event.target.value)}
          inputProps={{ min: 0 }}
        />
        <TextField
          id={`${id}-role`}
          label="Node role (ARN)"
          helperText="Leave empty to let the plan make one."
          variant="outlined"
          size="small"
          value={nodeRoleArn}
          onChange={event => setNodeRoleArn(event.target.value)}
        />
        <FormControlLabel
          control={
            <Checkbox
              color="primary"
              checked={generalPurpose}
              onChange={event => setGeneralPurpose(event.target.checked)}
            />
          }
          label="Also switch on AWS's general-purpose pool (it competes with the pools made from your node groups)"
        />
        <FormControlLabel
          control={
            <Checkbox
              color="primary"
              checked={enableLogging}
              onChange={event => setEnableLogging(event.target.checked)}
            />
          }
          label="Switch on control plane logging first"
        />
        {make.error && <Failure what="Plan" error={make.error} />}
        <div>
          <GuardedButton
            type="submit"
            variant="contained"
            color="primary"
            reason={reason}
          >
            {make.busy
              ? 'Making the plan…'
              : `Plan the migration of ${summary.name}`}
          </GuardedButton>
        </div>
      </form>
    </Panel>
  );
}
