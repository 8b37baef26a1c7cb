// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { useLocation } from 'react-router-dom';
import { DIGEST } from '../../../../dev/migrationData';
import { stories } from '../../../../dev/stories';
import { stumbles } from '../../../__testUtils__/axe';
import { renderWith } from '../../../__testUtils__/render';
import { ClusterContent } from '../ClusterContent';

const show = (story: string) =>
  renderWith(<ClusterContent />, {
    story: stories[story],
    search: '?tab=migration',
  });

describe('the migration of a cluster', () => {
  it('makes a plan from the options, and shows it', async () => {
    const { fake } = await show('blocked');
    fireEvent.click(await screen.findByLabelText(/ng-general: 6 nodes/));
    fireEvent.change(screen.getByLabelText('Soak, in minutes'), {
      target: { value: '30' },
    });
    fireEvent.click(
      screen.getByRole('button', {
        name: 'Plan the migration of checkout-prod',
      }),
    );
    expect(
      await screen.findByRole('heading', { name: /Plan 8 for checkout-prod/ }),
    ).toBeInTheDocument();
    expect(fake.planned[0].options).toEqual({
      keep: ['managed:ng-general'],
      generalPurpose: false,
      enableLogging: false,
      soakSeconds: 1800,
    });
  });

  it('shows of a plan its time, its critical path, its cost and what it keeps', async () => {
    await show('plan open');
    expect(
      await screen.findByText('Will take 1 h 10 – 1 h 40'),
    ).toBeInTheDocument();
    expect(screen.getByText(/critical path: payments/)).toHaveTextContent(
      '10 pods, one at a time',
    );
    expect(screen.getByText(/\$412 → \$391 \+ \$43/)).toBeInTheDocument();
    expect(screen.getAllByText('irreversible')).toHaveLength(2);
    expect(
      screen.getByText(/ng-data/, { selector: 'li strong' }),
    ).toBeVisible();
  });

  it('opens a step on before → after, rights, undo and time', async () => {
    await show('plan open');
    fireEvent.click(
      await screen.findByRole('button', { name: /Authentication mode/ }),
    );
    expect(
      await screen.findByText(/- "authenticationMode": "CONFIG_MAP"/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/\+ "authenticationMode": "API_AND_CONFIG_MAP"/),
    ).toBeInTheDocument();
    expect(
      screen.getByText('eks:UpdateClusterConfig', { selector: 'ul code' }),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/EKS does not allow the way back/),
    ).toBeInTheDocument();
  });

  it('approves by digest, only with a comment and every confirmation', async () => {
    const { fake } = await show('plan open');
    fireEvent.click(await screen.findByRole('button', { name: 'Approve…' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(DIGEST)).toBeInTheDocument();
    expect(
      within(dialog).getByText(/EKS does not allow the way back/),
    ).toBeInTheDocument();
    expect(within(dialog).getByText('team-cart')).toBeInTheDocument();
    const confirm = () =>
      within(dialog).getByRole('button', {
        name: 'Approve and start on checkout-prod',
      });
    expect(confirm()).toHaveAccessibleDescription(/Confirm first/);
    fireEvent.click(within(dialog).getByLabelText(/I confirm: the Terraform/));
    expect(confirm()).toHaveAccessibleDescription(/why it is approved/);
    fireEvent.change(within(dialog).getByLabelText(/Comment/), {
      target: { value: 'agreed' },
    });
    fireEvent.click(confirm());
    await waitFor(() =>
      expect(fake.approvals).toEqual([
        {
          planId: 'plan-7',
          approval: {
            digest: DIGEST,
            comment: 'agreed',
            acknowledge: ['definition-owner'],
          },
        },
      ]),
    );
    expect(
      await screen.findByRole('heading', { name: /is being migrated/ }),
    ).toBeInTheDocument();
  });

  it('refuses to approve a plan that something blocks, and says what', async () => {
    await show('plan blocked');
    const approve = await screen.findByRole('button', { name: 'Approve…' });
    expect(approve).toHaveAccessibleDescription(/Something blocks it/);
    expect(
      screen.getByText(/payments-api.*never lets a pod go/),
    ).toBeInTheDocument();
  });

  it('discards a plan after asking', async () => {
    const { fake } = await show('plan open');
    fireEvent.click(await screen.findByRole('button', { name: 'Discard' }));
    fireEvent.click(
      await screen.findByRole('button', { name: 'Discard plan 7' }),
    );
    await waitFor(() => expect(fake.world.plans[0].state).toBe('discarded'));
  });

  it('puts the run that is active into the address, so that it stays on screen once it ends', async () => {
    const Address = () => <output>{useLocation().search}</output>;
    await renderWith(
      <>
        <ClusterContent />
        <Address />
      </>,
      { story: stories.draining, search: '?tab=migration' },
    );
    expect(
      await screen.findByText('?tab=migration&run=run-1'),
    ).toBeInTheDocument();
  });

  it('is no stumbling block for a screen reader', async () => {
    const { container } = await show('plan open');
    fireEvent.click(
      await screen.findByRole('button', { name: /Authentication mode/ }),
    );
    expect(await stumbles(container)).toEqual([]);
  });
});
