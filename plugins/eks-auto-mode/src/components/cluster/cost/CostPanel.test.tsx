// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NotFoundError } from '@backstage/errors';
import { FakeEksAutoModeApi } from '../../../../dev/FakeEksAutoModeApi';
import { stumbles } from '../../../__testUtils__/axe';
import { renderWith } from '../../../__testUtils__/render';
import { CostPanel } from './CostPanel';

const panel = <CostPanel clusterId="a" readAt="2026-11-21T11:48:00.000Z" />;

describe('is it worth it?', () => {
  it('answers in words, with the bill in three columns and whose it is', async () => {
    const { container } = await renderWith(panel, {});
    expect(await screen.findByText('Worth moving.')).toBeInTheDocument();
    const bill = screen.getByRole('table', { name: /What a month costs/ });
    expect(
      within(bill)
        .getByRole('rowheader', { name: 'Auto Mode’s fee' })
        .closest('tr'),
    ).toHaveTextContent('$0$36$43');
    expect(
      within(bill).queryByRole('rowheader', { name: 'Extended support' }),
    ).not.toBeInTheDocument();
    expect(screen.getByText('team-payments')).toBeInTheDocument();
    expect(screen.getByText(/not asked for by any pod/)).toBeInTheDocument();
    expect(await stumbles(container)).toEqual([]);
  });

  it('asks again with what a person assumes, and keeps it in the link', async () => {
    const user = userEvent.setup();
    const { fake } = await renderWith(panel, { search: '?ratePerHour=120' });
    await screen.findByText('Worth moving.');
    expect(fake.costQueries).toEqual([{ ratePerHour: 120 }]);
    const covered = screen.getByLabelText('Covered by Savings Plans');
    await user.clear(covered);
    await user.type(covered, '50');
    await user.click(screen.getByRole('button', { name: 'Calculate' }));
    await screen.findByText('Worth moving.');
    expect(fake.costQueries.at(-1)).toEqual({
      ratePerHour: 120,
      commitmentCoverage: 0.5,
    });
  });

  it('says why nothing is known', async () => {
    const fake = new FakeEksAutoModeApi();
    fake.failure = new NotFoundError('What a costs is not known');
    await renderWith(panel, { fake });
    expect(
      await screen.findByText(/What a costs is not known/),
    ).toBeInTheDocument();
  });
});
