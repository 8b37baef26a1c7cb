// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** `1.33` and `v1.33.2-eks-1a2b` as 33; a version that is none fails, so that nothing passes by it. */
export function minorOf(version: string): number {
  const minor = /^v?1\.(\d+)(?:\D|$)/.exec(version)?.[1];
  if (minor === undefined) {
    throw new Error(
      `'${version}' is not a Kubernetes version of the form 1.<minor>`,
    );
  }
  return Number(minor);
}

/** `v1.19.0-eksbuild.1` as comparable numbers; undefined where the text is no version. */
export function addonVersion(version: string): number[] | undefined {
  const found = /^v?(\d+)\.(\d+)\.(\d+)(?:-eksbuild\.(\d+))?/.exec(version);
  return found?.slice(1).map(part => Number(part ?? 0));
}

/** Negative where `a` is older than `b`. */
export function compareVersions(a: number[], b: number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
