// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeEksAutoModeApi } from '../../../../dev/FakeEksAutoModeApi';
import { stories } from '../../../../dev/stories';
import { stumbles } from '../../../__testUtils__/axe';
import { renderWith } from '../../../__testUtils__/render';
import { ClusterContent } from '../ClusterContent';

jest.setTimeout(60_000);

const show = (story: keyof typeof stories, search = '') =>
  renderWith(<ClusterContent />, {
    story: stories[story],
    search: `?tab=nodes${search}`,
  });
const panel = (name: string) => screen.findByRole('region', { name });

describe('the nodes of a cluster', () => {
  it('tells where each comes from and whose the definition is, with the evidence', async () => {
    const { container } = await show('blocked', '&source=managed%3Ang-general');
    const sources = await panel('Where the nodes come from');
    expect(sources).toHaveTextContent(
      'eksctl (tag alpha.eksctl.io/cluster-name=checkout-prod)',
    );
    expect(sources).toHaveTextContent(
      'instance i-0a1b2c3d4e5f6a7b0 is in Auto Scaling group eks-ng-general of node group ng-general',
    );
    expect(sources).toHaveTextContent(/age unknown: a custom image/);
    const odd = await panel('Not as they should be');
    expect(odd).toHaveTextContent(/i-0bb.*did not join/);
    expect(odd).toHaveTextContent(
      'A run does not touch it: its label names node group ng-general',
    );
    expect(await stumbles(container)).toEqual([]);
  });

  it('tells by subnet what new nodes need, and where none is launched', async () => {
    await show('blocked');
    const addresses = await panel('Addresses');
    const row = (subnet: string) =>
      within(addresses).getByRole('row', { name: new RegExp(subnet) });
    expect(row('subnet-0a')).toHaveTextContent(
      /30 by 2 nodes, may take 60.*31.*34 by 2 nodes.*at most 226.*too few/,
    );
    expect(row('subnet-0c')).toHaveTextContent(
      /no node.*16.*none.*enough.*The move launches no Auto node here/,
    );
  });

  it('shows the pools of a migrated cluster and the days that are left to its nodes', async () => {
    const { container } = await show('migrated');
    expect(await panel('Pools')).toHaveTextContent('12 cores of 48 (25 %)');
    expect(await panel('Pools')).toHaveTextContent(
      'when empty or underused, after 30s',
    );
    const claims = await panel('NodeClaims and the age of nodes');
    expect(claims).toHaveTextContent('At the latest (21 days)');
    expect(within(claims).getAllByText('ready')).toHaveLength(6);
    expect(await stumbles(container)).toEqual([]);
  });

  it('takes a migrated cluster without a node for a healthy one', async () => {
    await show('migrated without a node');
    expect(
      await screen.findByText(/There is no node, and that is well/),
    ).toBeInTheDocument();
    expect(await panel('NodeClaims and the age of nodes')).toHaveTextContent(
      'No pool has asked for a node',
    );
    expect(
      screen.queryByRole('region', { name: 'Not as they should be' }),
    ).not.toBeInTheDocument();
  });

  it('names who asks for more than they use, and says where that is not known', async () => {
    await show('blocked');
    const usage = await panel('What pods ask for, and what they use');
    expect(usage).toHaveTextContent('payments/payments-api');
    expect(usage).toHaveTextContent(/5 cores.*0\.5 cores.*10 %/);
  });

  it('says what is missing where there are no metrics', async () => {
    await show('nodes without metrics');
    const usage = await panel('What pods ask for, and what they use');
    expect(usage).toHaveTextContent('What is used is not known');
    expect(usage).toHaveTextContent('metrics-server');
    expect(within(usage).getAllByText('unknown').length).toBeGreaterThan(3);
  });

  it('takes pods that could not be read for unknown, not for none', async () => {
    await show('token refused');
    const usage = await panel('What pods ask for, and what they use');
    expect(usage).toHaveTextContent('The pods could not be read');
    expect(usage).not.toHaveTextContent('No pod runs');
  });

  it('ticks a difference off, and shows who did and when', async () => {
    const user = userEvent.setup();
    const { fake } = await show('blocked');
    const box = await screen.findByRole('checkbox', {
      name: 'User data does not run on ng-general: dealt with',
    });
    expect(box).not.toBeChecked();
    expect(screen.getByText(/^1 of 2 differences dealt with/)).toBeVisible();
    await user.click(box);
    await screen.findByText(/^2 of 2 differences dealt with/);
    expect(box).toBeChecked();
    expect(
      fake.world.nodes?.sources[0].differences.every(one => one.tick),
    ).toBe(true);
    await user.click(box);
    await screen.findByText(/^1 of 2 differences dealt with/);
  });

  it('lets nobody tick who may not, and says so', async () => {
    await show('nodes to look at only');
    const box = await screen.findByRole('checkbox', {
      name: 'User data does not run on ng-general: dealt with',
    });
    expect(box).toBeDisabled();
    expect(screen.getByText(/You may not tick here/)).toBeVisible();
  });

  it('says what happened when a tick is refused', async () => {
    const user = userEvent.setup();
    const { fake } = await show('blocked');
    const box = await screen.findByRole('checkbox', {
      name: 'User data does not run on ng-general: dealt with',
    });
    fake.failure = new Error('Nothing was ticked');
    await user.click(box);
    expect(await screen.findByText(/Nothing was ticked/)).toBeInTheDocument();
    expect(box).not.toBeChecked();
  });

  it('says that nothing is known of a cluster that was not read', async () => {
    await show('nodes not read');
    expect(
      await screen.findByText('Nothing is known of its nodes'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Read the cluster now' }),
    ).toBeEnabled();
  });

  it('keeps what it shows when the backend goes away', async () => {
    const fake = new FakeEksAutoModeApi(stories.blocked);
    await renderWith(<ClusterContent />, { fake, search: '?tab=nodes' });
    await panel('Where the nodes come from');
    fake.failure = new TypeError('Failed to fetch');
    await waitFor(() =>
      expect(
        screen.getByRole('region', { name: 'Where the nodes come from' }),
      ).toBeVisible(),
    );
  });
});
