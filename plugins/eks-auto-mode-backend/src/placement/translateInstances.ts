// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  AUTO_INSTANCE_TYPES,
  categoryOf,
  isAutoFamily,
  splitType,
  type AutoInstanceType,
} from './instanceTypes';

/** Families for those that Auto Mode does not have, by what they are for. */
const STAND_INS: Record<string, { amd64: string[]; arm64: string[] }> = {
  c: { amd64: ['c6i', 'c7i'], arm64: ['c6g', 'c7g'] },
  m: { amd64: ['m6i', 'm7i'], arm64: ['m6g', 'm7g'] },
  r: { amd64: ['r6i', 'r7i'], arm64: ['r6g', 'r7g'] },
  t: { amd64: ['t3'], arm64: ['t4g'] },
  a: { amd64: ['m6i', 'm7i'], arm64: ['m6g', 'm7g'] },
  x: { amd64: ['x2idn', 'x2iedn'], arm64: ['x8g'] },
  i: { amd64: ['i4i', 'i3en'], arm64: ['i4g', 'i8g'] },
  d: { amd64: ['d3', 'd3en'], arm64: ['im4gn'] },
  h: { amd64: ['d3', 'd3en'], arm64: ['im4gn'] },
  g: { amd64: ['g4dn', 'g5', 'g6'], arm64: ['g5g'] },
  p: { amd64: ['p3', 'g5'], arm64: ['g5g'] },
};

const LARGER_SIZES = 2;

function sizesOf(family: string): AutoInstanceType[] {
  return AUTO_INSTANCE_TYPES.filter(entry => entry.family === family);
}

/**
 * The size itself, else the first that is as large, else the largest there is: never one that holds
 * less while the family has one that holds more.
 */
function smallestFor(
  family: readonly AutoInstanceType[],
  size: string,
  vcpus: number,
): AutoInstanceType {
  return (
    family.find(entry => entry.size === size) ??
    family.find(entry => entry.vcpus >= vcpus) ??
    family[family.length - 1]
  );
}

/**
 * Families and sizes for a source: its own where Auto Mode has them, and the next two sizes up,
 * because an Auto node keeps more for itself and a pod that filled a node would not fit again.
 */
export function instancesFor(
  types: readonly string[],
  architecture: AutoInstanceType['architecture'],
  described: ReadonlyMap<string, number>,
  notes: string[],
): { families: string[]; sizes: string[]; preferred: AutoInstanceType[] } {
  const families = new Set<string>();
  const sizes = new Set<string>();
  const preferred = new Set<AutoInstanceType>();
  for (const type of types.length ? types : ['m5.large']) {
    const { family, size } = splitType(type);
    const kept = isAutoFamily(family);
    const standIns = STAND_INS[categoryOf(family)] ?? STAND_INS.m;
    const chosen = kept ? [family] : standIns[architecture];
    if (!kept) {
      notes.push(
        `${type}: Auto Mode has no family ${family}; ${chosen.join(
          ', ',
        )} take its place`,
      );
    }
    for (const one of chosen) {
      families.add(one);
      const all = sizesOf(one);
      const first = smallestFor(
        all,
        size,
        described.get(type) ?? vcpusOf(size),
      );
      if (kept && first.size !== size) {
        notes.push(
          `${type}: Auto Mode has no size ${size}; ${first.size} and up take its place`,
        );
      }
      preferred.add(first);
      const from = all.indexOf(first);
      all
        .slice(from, from + LARGER_SIZES + 1)
        .forEach(entry => sizes.add(entry.size));
    }
  }
  return {
    families: [...families].sort(),
    sizes: [...sizes].sort(),
    preferred: [...preferred],
  };
}

/** By the name of a size. Metal is a whole host; below `2xlarge` families start anyway. */
function vcpusOf(size: string): number {
  if (size.startsWith('metal')) {
    return Infinity;
  }
  const many = /^(\d+)xlarge$/.exec(size);
  return many ? Number(many[1]) * 4 : 2;
}
