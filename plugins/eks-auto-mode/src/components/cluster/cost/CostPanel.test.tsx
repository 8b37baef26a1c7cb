// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NotFoundError } from '@backstage/errors';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
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

  /** The page of a cluster whose cost is other than usual. */
  async function told(changes: Partial<api.ClusterCost>) {
    const fake = new FakeEksAutoModeApi();
    const usual = await fake.getClusterCost('a', {});
    fake.getClusterCost = async () => ({ ...usual, ...changes });
    const { container } = await renderWith(panel, { fake });
    await screen.findByText('Worth moving.');
    return container;
  }

  it('says that prices are the price list’s where all of them are', async () => {
    expect(await told({})).toHaveTextContent(
      'Prices are those of AWS’ price list.',
    );
  });

  it.each<[string, Partial<api.ClusterCost>, boolean, boolean]>([
    ['both', { basis: 'rule', priceTable: 'us-east-1, 2025-06' }, true, true],
    [
      'the table',
      { basis: 'table', priceTable: 'us-east-1, 2025-06' },
      true,
      false,
    ],
    ['the rule', { basis: 'rule' }, false, true],
  ])('says that it is an estimate by %s', async (_of, changes, table, rule) => {
    const { textContent } = await told(changes);
    expect(textContent?.includes('an older table (us-east-1, 2025-06)')).toBe(
      table,
    );
    expect(textContent?.includes('12 % of the on-demand price')).toBe(rule);
    expect(textContent).toContain('Take it as an estimate.');
    expect(textContent).not.toContain('Prices are those of');
  });

  it('says what is not counted and why, and that the sums are the least', async () => {
    const container = await told({
      notCounted: [{ what: 'Fargate nodes', why: 'Billed by the pod.' }],
    });
    expect(
      screen.getByRole('region', { name: 'What is not counted' }),
    ).toHaveTextContent('Fargate nodes: Billed by the pod.');
    expect(
      screen.getByRole('rowheader', { name: 'AWS, a month, at least' }),
    ).toBeInTheDocument();
    expect(await stumbles(container)).toEqual([]);
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
