// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { NotFoundError } from '@backstage/errors';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { CostBasis } from '../costs/basis';
import { cents } from '../costs/cents';
import type { CostAssumptions } from '../costs/columns';
import { Prices } from '../costs/hourly';
import { ownerCosts } from '../costs/ownerCosts';
import { priceTableDate, priceTableRegion } from '../costs/priceTable';
import { defaultAssumptions, supportMonthly, worthOf } from '../costs/worth';
import type { ApiContext, ApiRouter } from './context';
import { whyNoCost } from './whyNoCost';

interface AssumptionsQuery {
  commitmentCoverage?: number;
  commitmentDiscount?: number;
  spotDiscount?: number;
  hoursPerMonth?: number;
  ratePerHour?: number;
}

function assumptionsOf(query: AssumptionsQuery): CostAssumptions {
  const { commitments, people, spotDiscount } = defaultAssumptions;
  return {
    commitments: {
      coverage: query.commitmentCoverage ?? commitments.coverage,
      discount: query.commitmentDiscount ?? commitments.discount,
    },
    spotDiscount: query.spotDiscount ?? spotDiscount,
    people: {
      hoursPerMonth: query.hoursPerMonth ?? people.hoursPerMonth,
      ratePerHour: query.ratePerHour ?? people.ratePerHour,
    },
  };
}

const priceTable = `${priceTableRegion}, ${priceTableDate}`;

function costOf(
  clusterId: string,
  basis: CostBasis,
  assumptions: CostAssumptions,
): api.ClusterCost {
  const worth = worthOf({
    ...basis,
    prices: new Prices(basis.prices),
    assumptions,
  });
  const { breakEvenHours, verdict, tableUsed, rates, autoFee, ...figures } =
    worth;
  return {
    clusterId,
    readAt: basis.readAt,
    ...figures,
    ...verdict,
    breakEvenHours: Number.isFinite(breakEvenHours)
      ? breakEvenHours
      : undefined,
    priceTable: tableUsed ? priceTable : undefined,
    owners: ownerCosts(basis.ownerParts, worth),
    nodesNow: [basis.moving, basis.kept, basis.auto]
      .flat()
      .reduce((sum, { count }) => sum + count, 0),
    nodesAfter: [basis.simulated, basis.kept, basis.auto]
      .flat()
      .reduce((sum, { count }) => sum + count, 0),
  };
}

export function registerCosts(router: ApiRouter, context: ApiContext): void {
  const { access, assessments, clusters } = context;

  router.get('/v1/clusters/:clusterId/cost', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    const basis = (await assessments.costs([cluster.id])).get(cluster.id);
    if (!basis) {
      throw new NotFoundError(
        whyNoCost(cluster.name, await assessments.detail(cluster.id)),
      );
    }
    res.json(costOf(cluster.id, basis, assumptionsOf(req.query)));
  });

  router.get('/v1/costs', async (req, res) => {
    const caller = await access.caller(req);
    const items = await clusters.all();
    const visible = await access.visible(caller, items);
    const bases = await assessments.costs(visible.map(({ id }) => id));
    const assumptions = assumptionsOf(req.query);
    const owners = new Map<
      string | undefined,
      { nowMonthly: number; afterMonthly: number }
    >();
    const costs: api.FleetClusterCost[] = [];
    const support = { extended: 0, standard: 0, unknown: 0 };
    let tableUsed = false;
    for (const cluster of visible) {
      const basis = bases.get(cluster.id);
      if (!basis) continue;
      support[basis.support] += 1;
      const cost = costOf(cluster.id, basis, assumptions);
      if (cost.priceTable) tableUsed = true;
      costs.push({
        clusterId: cluster.id,
        clusterName: cluster.name,
        nowMonthly: cost.now.aws,
        afterMonthly: cost.consolidated.aws,
        feeMonthly: cost.consolidated.fee,
        worth: cost.worth,
        basis: cost.basis,
        notCounted: cost.notCounted.map(({ what }) => what),
      });
      for (const { owner, nowMonthly, afterMonthly } of cost.owners) {
        const sum = owners.get(owner) ?? { nowMonthly: 0, afterMonthly: 0 };
        sum.nowMonthly = cents(sum.nowMonthly + nowMonthly);
        sum.afterMonthly = cents(sum.afterMonthly + afterMonthly);
        owners.set(owner, sum);
      }
    }
    res.json({
      clusters: costs.sort((a, b) => b.nowMonthly - a.nowMonthly),
      unknown: visible.length - costs.length,
      owners: [...owners]
        .map(([owner, sums]) => ({ owner, ...sums }))
        .sort((a, b) => b.nowMonthly - a.nowMonthly),
      extendedSupport: {
        clusters: support.extended,
        unknown: support.unknown,
        nowMonthly: support.extended * supportMonthly('extended'),
        standardMonthly: support.extended * supportMonthly('standard'),
      },
      priceTable: tableUsed ? priceTable : undefined,
    });
  });
}
