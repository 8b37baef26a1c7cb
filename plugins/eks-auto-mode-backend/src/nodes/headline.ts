// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { count } from '../readiness/text';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface HeadlineFacts {
  /** Auto Mode's compute is switched on. */
  autoMode: boolean;
  nodesRead: boolean;
  /** Pods that wait for a node. */
  waiting: number;
}

/** The first line over the nodes: how many there are, whose they are, and what is not in order. */
export function headlineOf(
  picture: Omit<api.ClusterNodes, 'headline'>,
  facts: HeadlineFacts,
): string {
  if (!facts.nodesRead)
    return 'The nodes could not be read, so nothing can be said of them.';
  return [first(picture, facts), ...more(picture, facts)].join(' ');
}

function first(
  { sources, disputes, pools }: Omit<api.ClusterNodes, 'headline'>,
  { autoMode, waiting }: HeadlineFacts,
): string {
  const of = (which: (type: api.SourceType) => boolean) =>
    sources
      .filter(source => which(source.type))
      .reduce((sum, source) => sum + source.nodes.length, 0);
  const auto = of(type => type === 'auto');
  const others = of(type => type !== 'auto');
  const all = auto + others + disputes.length;
  if (all === 0) {
    if (waiting > 0)
      return `There is no node, and ${count(waiting, 'pod')} ${
        waiting === 1 ? 'waits' : 'wait'
      } for one.`;
    if (!autoMode) return 'There is no node, and no pod asks for one.';
    const notReady = pools.filter(pool => pool.ready !== 'ready').length;
    if (notReady > 0 || pools.length === 0)
      return 'There is no node, and no pod asks for one.';
    return `There is no node, and that is well: no pod asks for one, and ${
      pools.length === 1 ? 'the pool is' : `all ${pools.length} pools are`
    } ready to launch some.`;
  }
  if (auto === 0) return `${count(all, 'node')}, none of Auto Mode.`;
  return others + disputes.length === 0
    ? `${count(auto, 'node')}, all of Auto Mode.`
    : `${count(all, 'node')}: ${auto} of Auto Mode, ${
        others + disputes.length
      } of other sources.`;
}

function more(
  {
    readAt,
    sources,
    disputes,
    strays,
    pools,
  }: Omit<api.ClusterNodes, 'headline'>,
  { waiting }: HeadlineFacts,
): string[] {
  const born = sources
    .filter(source => source.type === 'auto')
    .flatMap(source => source.nodes.flatMap(node => node.createdAt ?? []))
    .map(at => Date.parse(at));
  const nodes = sources.some(source => source.nodes.length > 0);
  const notJoined = strays.filter(one => one.state === 'not-joined').length;
  const ghosts = strays.filter(one => one.state === 'no-instance').length;
  const notReady = pools.filter(pool => pool.ready === 'not-ready');
  return [
    ...(born.length
      ? [
          `The oldest Auto node is ${count(
            Math.floor((Date.parse(readAt) - Math.min(...born)) / DAY_MS),
            'day',
          )} old; none lives longer than 21.`,
        ]
      : []),
    ...(nodes && waiting > 0
      ? [
          `${count(waiting, 'pod')} ${
            waiting === 1 ? 'waits' : 'wait'
          } for a node.`,
        ]
      : []),
    ...(notReady.length
      ? [
          `Not ready: ${notReady.length === 1 ? 'pool' : 'pools'} ${notReady
            .map(pool => pool.name)
            .join(', ')}.`,
        ]
      : []),
    ...(disputes.length
      ? [
          `Of ${count(disputes.length, 'node')} it is not certain where ${
            disputes.length === 1 ? 'it comes' : 'they come'
          } from.`,
        ]
      : []),
    ...(notJoined
      ? [
          `${count(notJoined, 'instance')} ${
            notJoined === 1 ? 'runs and has' : 'run and have'
          } not joined.`,
        ]
      : []),
    ...(ghosts
      ? [
          `${count(ghosts, 'node')} ${
            ghosts === 1 ? 'has' : 'have'
          } no running instance.`,
        ]
      : []),
  ];
}
