// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Play, type Chaos, type Findings } from './play';
import { Random } from './random';
import { Stage } from './stage';

export function seedOf(text: string | undefined): number {
  const seed = text === undefined ? Date.now() % 1_000_000 : Number(text);
  if (!Number.isInteger(seed)) throw new Error(`CHAOS_SEED: ${text}`);
  return seed;
}

/** Runs at work on three backends that are killed again and again; answers what is wrong. */
export async function chaos(options: Chaos): Promise<Findings> {
  const postgresUrl = process.env.TEST_POSTGRES_URL;
  if (!postgresUrl)
    throw new Error(
      'TEST_POSTGRES_URL names no PostgreSQL; `npm test -- --only chaos-short` starts one',
    );
  const random = new Random(seedOf(process.env.CHAOS_SEED));
  const began = Date.now();
  const say = (line: string) =>
    process.stderr.write(
      `${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${line}\n`,
    );
  say(`CHAOS_SEED=${random.seed}`);
  const stage = await Stage.set({
    postgresUrl,
    clusters: options.runs,
    random: random.apart('fleet'),
  });
  let well = false;
  try {
    const findings = await new Play(stage, options, random, say).play(began);
    well = findings.wrong.length === 0;
    return findings;
  } finally {
    if (!well) say(`Logs and ledger: ${stage.folder}`);
    await stage.clear(!well);
  }
}
