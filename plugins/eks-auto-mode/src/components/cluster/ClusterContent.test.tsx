// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeEksAutoModeApi } from '../../../dev/FakeEksAutoModeApi';
import { stories } from '../../../dev/stories';
import { stumbles } from '../../__testUtils__/axe';
import { checkoutProd, renderWith } from '../../__testUtils__/render';
import { said } from '../../__testUtils__/said';
import { ClusterContent } from './ClusterContent';

const show = (story: string, search = '') =>
  renderWith(<ClusterContent />, { story: stories[story], search });

describe('the tab on a cluster', () => {
  it.each([
    ['blocked', 'Not ready: 2 things block checkout-prod'],
    ['never assessed', 'This cluster was never assessed'],
    ['first assessment running', 'The first assessment is running'],
    ['stale', 'Stale'],
    ['ready', 'checkout-prod is ready to move to Auto Mode; the plan mends 2'],
    ['migrated', 'checkout-prod runs on Auto Mode.'],
    ['migrated', 'Nothing stands in the way'],
    ['unreachable', 'checkout-prod cannot be reached: list v1/namespaces'],
    ['token refused', '81 checks could not be made. The plan mends 2 more.'],
    ['access denied', 'EksAutoModeAssess may not be assumed'],
    ['partly read', '1 part of this cluster could not be read'],
    ['annotations disagree', 'names two clusters'],
    ['two entities with one ARN', 'checkout-prod both stand for arn:aws:eks'],
  ])('in the state "%s" it says "%s"', async (story, words) => {
    await show(story);
    await said(words);
  });

  it('names the annotation that an entity without an ARN lacks', async () => {
    await renderWith(<ClusterContent />, {
      entity: {
        ...checkoutProd,
        metadata: { name: 'no-arn', namespace: 'default' },
      },
    });
    expect(
      (await screen.findAllByText(/amazonaws.com\/arn/)).length,
    ).toBeGreaterThan(0);
  });

  it('says that the backend does not know a cluster yet', async () => {
    await renderWith(<ClusterContent />, { story: { clusters: [] } });
    expect(
      await screen.findByText('The backend does not know this cluster yet'),
    ).toBeInTheDocument();
  });

  it('says that the backend is down, and reads again when asked', async () => {
    const fake = new FakeEksAutoModeApi();
    fake.failure = new TypeError('Failed to fetch');
    await renderWith(<ClusterContent />, { fake });
    expect(
      await screen.findByText(/The backend is not reachable/),
    ).toBeInTheDocument();
    fake.failure = undefined;
    fireEvent.click(screen.getByText('Try again'));
    await said('Not ready: 2 things block checkout-prod');
  });

  it('keeps the old content while a refresh runs, and says how far it is', async () => {
    await show('blocked');
    await said('Not ready: 2 things');
    expect(screen.getByRole('link', { name: '2 things' })).toHaveAttribute(
      'href',
      '/?tab=readiness&severity=blocker',
    );
    fireEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await screen.findByText(/3 of 41/)).toBeInTheDocument();
    await said('Not ready: 2 things');
  });

  it('leaves forbidden buttons in place with the reason', async () => {
    const { fake } = await show('no permission');
    const refresh = await screen.findByRole('button', { name: 'Refresh' });
    expect(refresh).toHaveAttribute('aria-disabled', 'true');
    expect(refresh).toHaveAccessibleDescription(/eks-auto-mode.cluster.assess/);
    fireEvent.click(refresh);
    expect(fake.world.refresh.state).toBe('done');
  });

  it('filters by what the URL says', async () => {
    await show('blocked', '?severity=warning&area=NET');
    expect(await screen.findByText('1 of 6 findings')).toBeInTheDocument();
    expect(
      screen.getByText(/do not find this private subnet/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/has no controller/)).not.toBeInTheDocument();
  });

  it('opens a finding on its why, its remedy and its patch', async () => {
    await show('blocked');
    const row = await screen.findByRole('button', { name: /WL-01/ });
    expect(row).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(row);
    expect(
      await screen.findByText(/keeps its node for ever/),
    ).toBeInTheDocument();
    expect(screen.getByText(/maxUnavailable: 1/)).toBeInTheDocument();
  });

  it('accepts a risk only with a reason, and shows it as accepted', async () => {
    const { fake } = await show('blocked', '?finding=wl-04');
    await userEvent.click(await screen.findByText('Accept the risk…'));
    const dialog = await screen.findByRole('dialog');
    const confirm = within(dialog).getByRole('button', {
      name: 'Accept for 30 days',
    });
    fireEvent.click(confirm);
    expect(fake.world.exceptions).toEqual([]);
    fireEvent.change(within(dialog).getByLabelText(/Why is it acceptable/), {
      target: { value: 'a debug pod' },
    });
    fireEvent.click(
      within(dialog).getByRole('button', { name: 'Accept for 30 days' }),
    );
    expect(await screen.findByText('Accepted risks')).toBeInTheDocument();
    expect(fake.world.exceptions[0]).toMatchObject({
      code: 'WL-04',
      reason: 'a debug pod',
    });
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('does not call a cluster clean that it could not read', async () => {
    await renderWith(<ClusterContent />, {
      story: { ...stories.unreachable, findings: [] },
    });
    expect(
      await screen.findByText('Nothing could be judged'),
    ).toBeInTheDocument();
    expect(
      screen.queryByText('Nothing stands in the way'),
    ).not.toBeInTheDocument();
  });

  it('says once what closed forty parts, with the way to open them', async () => {
    await show('token refused');
    const unread = await screen.findByText(
      /^42 parts of this cluster could not be read/,
    );
    const causes = within(
      unread.closest('[role="alert"]') as HTMLElement,
    ).getAllByRole('listitem');
    expect(causes).toHaveLength(1);
    expect(causes[0]).toHaveTextContent(
      /ebsVolumes, .*, namespaces Show all 42: list v1\/persistentvolumes and 41 more calls — unauthenticated: Unauthorized How to grant it: Give arn:aws:iam::111122223333:role\/EksAutoModeAssess access: aws eks create-access-entry/,
    );
    fireEvent.click(within(causes[0]).getByText('Show all 42'));
    expect(causes[0]).toHaveTextContent(
      /nodes, pods, deployments.*helmReleases: list/,
    );
  });

  it.each([
    ['unreachable', /UND_ERR_CONNECT_TIMEOUT/, /private or limits its callers/],
    ['token refused', /Unauthorized/, /does not know the role \(401\)/],
  ])(
    'tests the connection in the state "%s"',
    async (story, message, remedy) => {
      await show(story);
      fireEvent.click(await screen.findByText('Test the connection'));
      const test = await screen.findByRole('region', {
        name: 'Connection test',
      });
      const failed = await within(test).findByText(remedy);
      expect(failed.closest('li')).toHaveTextContent(message);
      expect(within(test).getAllByText('Failed')).toHaveLength(1);
    },
  );

  it('says once what is wrong with two entities of one ARN', async () => {
    await show('two entities with one ARN');
    await said('owned by no owner');
    expect(screen.getAllByText(/^Keep the ARN on one of them/)).toHaveLength(1);
  });

  it.each([
    'blocked',
    'unreachable',
    'token refused',
    'ready',
    'no permission',
  ])(
    'is no stumbling block for a screen reader in the state "%s"',
    async story => {
      const { container } = await show(story, '?finding=wl-01');
      await screen.findByRole('heading', { name: 'checkout-prod' });
      await screen.findByText('Nodes today', { selector: 'p,h3' });
      expect(await stumbles(container)).toEqual([]);
    },
  );
});
