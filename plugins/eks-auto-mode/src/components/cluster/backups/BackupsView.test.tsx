// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fireEvent, screen, within } from '@testing-library/react';
import { readOnly } from '../../../../dev/data';
import { run } from '../../../../dev/migrationData';
import { stumbles } from '../../../__testUtils__/axe';
import { renderWith } from '../../../__testUtils__/render';
import { ClusterContent } from '../ClusterContent';

const show = (search = '', story = {}) =>
  renderWith(<ClusterContent />, { search: `?tab=backups${search}`, story });

describe('backups of a cluster', () => {
  it('lists them with coverage and proof', async () => {
    await show();
    const table = await screen.findByRole('table', { name: /Backups/ });
    expect(
      within(table).getByRole('row', { name: /guest.*412 kinds, all read/ }),
    ).toHaveTextContent('Verified');
    expect(
      within(table).getByText('412 kinds, 2 could not be read'),
    ).toBeInTheDocument();
  });

  it('opens on the manifest, and tells required from not required', async () => {
    await show('&backup=b2');
    expect(
      await screen.findByText(/1 required part is missing/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('row', { name: /^Required v1\/configmaps denied/ }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('row', { name: /^Not required metrics/ }),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/s3:\/\/eks-auto-mode-backups/),
    ).toBeInTheDocument();
  });

  it('says what is damaged', async () => {
    await show('&backup=b1');
    expect(
      await screen.findByText(/the digest differs from the manifest/),
    ).toBeInTheDocument();
  });

  it('verifies a backup', async () => {
    const { fake } = await show('&backup=b2');
    fireEvent.click(await screen.findByRole('button', { name: 'Verify' }));
    expect(await screen.findByText('Verified')).toBeInTheDocument();
    expect(fake.world.backups[1].state).toBe('verified');
  });

  it('takes one now, and says that it is being taken', async () => {
    await show();
    fireEvent.click(await screen.findByRole('button', { name: 'Back up now' }));
    expect(await screen.findByText('Being taken')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Back up now' }),
    ).toHaveAccessibleDescription('A backup is being taken now.');
  });

  it('explains an empty list, and why one may not back up', async () => {
    await show('', { backups: [], permissions: readOnly });
    expect(
      await screen.findByText('No backup of this cluster yet'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Back up now' }),
    ).toHaveAccessibleDescription(/eks-auto-mode.cluster.back-up/);
  });

  it('is no stumbling block for a screen reader', async () => {
    const { container } = await show('&backup=b2');
    await screen.findByText('What could not be read');
    expect(await stumbles(container)).toEqual([]);
  });
});

describe('the history of a cluster', () => {
  it('has one row a run, which opens the run', async () => {
    await renderWith(<ClusterContent />, {
      search: '?tab=history',
      story: {
        runs: [run('', 'undone', { endedAt: new Date().toISOString() })],
      },
    });
    const row = await screen.findByRole('row', { name: /Plan 7/ });
    expect(row).toHaveTextContent(/Undone.*guest.*anna.*62.*1.*yes/);
    expect(within(row).getByRole('link', { name: /Plan 7/ })).toHaveAttribute(
      'href',
      '/?tab=migration&run=run-1',
    );
  });

  it('explains why it is empty', async () => {
    await renderWith(<ClusterContent />, { search: '?tab=history' });
    expect(
      await screen.findByText('No run on this cluster yet'),
    ).toBeInTheDocument();
  });
});
