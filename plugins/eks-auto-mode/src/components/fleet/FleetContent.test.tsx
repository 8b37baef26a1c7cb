// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { readOnly } from '../../../dev/data';
import { FakeEksAutoModeApi } from '../../../dev/FakeEksAutoModeApi';
import { stories } from '../../../dev/stories';
import { stumbles } from '../../__testUtils__/axe';
import { renderWith } from '../../__testUtils__/render';
import { said } from '../../__testUtils__/said';
import { FleetContent } from './FleetContent';

const table = () =>
  screen.getByRole('table', { name: /Clusters of the catalog/ });

describe('the fleet', () => {
  it('says in its first line how far it is', async () => {
    await renderWith(<FleetContent />);
    await said(
      '1 of 7 clusters migrated to Auto Mode; 2 ready to migrate, 1 in need of work, 1 blocked, 1 unreachable, 1 not assessed.',
    );
    expect(screen.getByRole('link', { name: '1 blocked' })).toHaveAttribute(
      'href',
      '/?verdict=blocked',
    );
  });

  it('filters the table by the count that one presses', async () => {
    await renderWith(<FleetContent />);
    const blocked = await screen.findByRole('button', { name: '1 Blocked' });
    fireEvent.click(blocked);
    expect(
      await screen.findByText('1 of 7 clusters', { selector: 'span' }),
    ).toBeInTheDocument();
    expect(
      within(table()).getByRole('link', { name: 'checkout-prod' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/resource/checkout-prod/eks-auto-mode',
    );
    expect(within(table()).queryByText('catalog-prod')).not.toBeInTheDocument();
  });

  it('counts what was never judged, and leads to it', async () => {
    await renderWith(<FleetContent />);
    fireEvent.click(
      await screen.findByRole('button', { name: '1 Not assessed' }),
    );
    expect(
      await screen.findByText('1 of 7 clusters', { selector: 'span' }),
    ).toBeInTheDocument();
    expect(
      within(table()).getByRole('link', { name: 'new-one' }),
    ).toBeInTheDocument();
  });

  it('names the first few that need attention, and all when one asks', async () => {
    const attention = Array.from({ length: 7 }, (_, index) => ({
      kind: 'unreachable' as const,
      clusterId: `c${index}`,
      clusterName: `dark-${index}`,
      message: 'Refused (401)',
    }));
    await renderWith(<FleetContent />, {
      fake: new FakeEksAutoModeApi({ attention, attentionBeyond: 12 }),
    });
    expect(
      await screen.findByRole('heading', { name: 'Needs attention (19)' }),
    ).toBeInTheDocument();
    expect(screen.queryByText('dark-5')).not.toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Show all 7' }));
    expect(screen.getByText('dark-6')).toBeInTheDocument();
    expect(screen.getByText(/and 12 more/)).toBeInTheDocument();
  });

  it('makes a plan for each chosen cluster; one that fails does not stop the rest', async () => {
    const fake = new FakeEksAutoModeApi();
    const makePlan = fake.makePlan.bind(fake);
    fake.makePlan = async (id, options) => {
      if (id.endsWith('checkout-prod')) {
        throw new Error('The inventory is stale. Refresh it first.');
      }
      return makePlan(id, options);
    };
    await renderWith(<FleetContent />, { fake });
    fireEvent.click(await screen.findByLabelText('Choose checkout-prod'));
    fireEvent.click(screen.getByLabelText('Choose batch-prod'));
    fireEvent.click(
      screen.getByRole('button', { name: 'Plan for 2 selected' }),
    );
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(
      within(dialog).getByRole('button', { name: 'Make 2 plans' }),
    );
    expect(
      await within(dialog).findByText(/no plan: The inventory is stale/),
    ).toBeInTheDocument();
    expect(
      await within(dialog).findByRole('link', { name: /plan 8, 12 steps/ }),
    ).toBeInTheDocument();
    await waitFor(() => expect(fake.planned).toHaveLength(1));
  });

  it('lists clusters that the catalog lacks, with an entity to copy', async () => {
    await renderWith(<FleetContent />);
    fireEvent.click(
      await screen.findByRole('button', { name: 'catalog-info of forgotten' }),
    );
    expect(await screen.findByText(/name: forgotten/)).toBeInTheDocument();
  });

  it('shows a whole entity to copy where the catalog has no cluster', async () => {
    await renderWith(<FleetContent />, {
      story: stories['no cluster in the catalog'],
    });
    expect(
      await screen.findByText('The catalog has no EKS cluster yet'),
    ).toBeInTheDocument();
    expect(screen.getByText(/type: kubernetes-cluster/)).toBeInTheDocument();
  });

  it('does not say that the catalog lacks nothing before anybody looked', async () => {
    const fake = new FakeEksAutoModeApi({
      unregistered: { items: [], problems: [] },
    });
    await renderWith(<FleetContent />, { fake });
    expect(await screen.findByText('Not looked for yet')).toBeInTheDocument();
    expect(
      screen.queryByText(/Every cluster that could be listed/),
    ).not.toBeInTheDocument();
  });

  it('keeps what it read while the backend is down', async () => {
    const fake = new FakeEksAutoModeApi();
    fake.failure = new TypeError('Failed to fetch');
    await renderWith(<FleetContent />, { fake });
    expect(
      await screen.findByText(/The backend is not reachable/),
    ).toBeInTheDocument();
  });

  it('says where no filter matches, and clears them', async () => {
    await renderWith(<FleetContent />, { search: '?region=mars-1' });
    fireEvent.click(await screen.findByText('Clear the filters'));
    expect(await screen.findByText('7 clusters')).toBeInTheDocument();
  });

  it('is no stumbling block for a screen reader', async () => {
    const { container } = await renderWith(<FleetContent />, {
      story: { permissions: readOnly },
    });
    await screen.findByText('7 clusters');
    expect(await stumbles(container)).toEqual([]);
  });
});
