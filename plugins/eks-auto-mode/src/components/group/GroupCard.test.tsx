// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { screen, within } from '@testing-library/react';
import { stories } from '../../../dev/stories';
import { paymentsTeam as teamView } from '../../../dev/teamData';
import { stumbles } from '../../__testUtils__/axe';
import { paymentsTeam, renderWith } from '../../__testUtils__/render';
import { said } from '../../__testUtils__/said';
import { GroupCard } from './GroupCard';

const show = (story: string) =>
  renderWith(<GroupCard />, { story: stories[story], entity: paymentsTeam });

const OWNER = 'owner=group%3Adefault%2Fteam-payments';

describe('the card of a team', () => {
  it('answers in its first line and leads to what blocks', async () => {
    await show('team');
    const answer = await screen.findByRole('heading', {
      name: '2 things of team-payments block checkout-prod.',
    });
    expect(
      within(answer).getByRole('link', { name: 'checkout-prod' }),
    ).toHaveAttribute(
      'href',
      `/catalog/default/resource/checkout-prod/eks-auto-mode?tab=readiness&severity=blocker&${OWNER}`,
    );
  });

  it('leads to what blocks where the line goes on', async () => {
    await renderWith(<GroupCard />, {
      story: {
        ...stories.team,
        team: {
          ...teamView,
          headline:
            '2 things of team-payments block checkout-prod. Beside it, 1 cluster cannot be reached.',
        },
      },
      entity: paymentsTeam,
    });
    const answer = await screen.findByRole('heading', { name: /Beside it/ });
    expect(
      within(answer).getByRole('link', { name: 'checkout-prod' }),
    ).toBeInTheDocument();
  });

  it('leads from a finding to where its patch stands, on its cluster and the team’s alone', async () => {
    await show('team');
    const finding = await screen.findByRole('link', {
      name: 'WL-01 Every budget lets a pod go',
    });
    expect(finding.getAttribute('href')).toBe(
      `/catalog/default/resource/checkout-prod/eks-auto-mode?tab=readiness&${OWNER}&finding=wl-01`,
    );
  });

  it('says once a code and cluster what is found of several things, and leads to all of them', async () => {
    await show('team');
    const line = (await screen.findByText(/and 4 more on/)).closest('li');
    expect(line).toHaveTextContent(`and 4 more on checkout-staging`);
    const href = within(line as HTMLElement)
      .getByRole('link')
      .getAttribute('href');
    expect(href).toMatch(/checkout-staging.*&q=[A-Z]+-\d+$/);
    expect(screen.queryByText(/more findings?/)).not.toBeInTheDocument();
  });

  it('says once a cluster that it could not be read, not once a check', async () => {
    await show('team');
    const unread = await screen.findByRole('link', { name: '87 checks' });
    expect(unread.getAttribute('href')).toBe(
      `/catalog/default/resource/catalog-prod/eks-auto-mode?tab=readiness&${OWNER}&severity=unknown`,
    );
  });

  it('shows the team’s clusters, what ends soon and what runs next', async () => {
    await show('team');
    const table = await screen.findByRole('table');
    expect(within(table).getAllByRole('row')).toHaveLength(4);
    expect(within(table).getAllByText('this team’s')).toHaveLength(2);
    await said('WL-05 on checkout-prod counts again in 5 d');
    await said('plan 7 waits to be approved');
    await said('at Drain ng-general');
  });

  it('says how a team comes to have something where nothing is known', async () => {
    await show('blocked');
    await said('No cluster and no workload of this team');
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('says what failed, and tries again', async () => {
    const { fake } = await show('backend down');
    await said('Team: The backend is not reachable');
    fake.failure = undefined;
    screen.getByRole('button', { name: 'Try again' }).click();
    await said('No cluster and no workload of this team');
  });

  it.each(['team', 'blocked', 'nothing answers yet'])(
    'is no stumbling block for a screen reader: %s',
    async story => {
      const { container } = await show(story);
      await said('what of yours blocks what');
      expect(await stumbles(container)).toEqual([]);
    },
  );
});
