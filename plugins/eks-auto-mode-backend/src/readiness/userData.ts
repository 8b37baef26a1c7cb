// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** Lines of user data that only join the node to its cluster. */
const JOINING = [
  /^$/,
  /^#/,
  /^set\s/,
  /^\/etc\/eks\/bootstrap\.sh(\s|$)/,
  /^(exec\s+)?nodeadm\s+init/,
  // Where one part of a MIME document ends and the next begins.
  /^--[\w=+/.'-]+$/,
  /^(MIME-Version|Content-Type|Content-Transfer-Encoding|Content-Disposition):/i,
  /^(B64_CLUSTER_CA|API_SERVER_URL|K8S_CLUSTER_DNS_IP)=\S+$/,
];

/**
 * What user data does beyond joining the node: commands of shell scripts. Settings of nodeadm and of
 * Bottlerocket are not commands; NG-22 reads them.
 */
export function commandsOf(userData: string): string[] {
  const commands: string[] = [];
  let yaml = false;
  let bottlerocket =
    /^\s*\[settings(\.|\])/m.test(userData) && !userData.includes('#!');
  let joins = false;
  for (const raw of userData.split('\n')) {
    const line = raw.trim();
    if (/^Content-Type:/i.test(line)) {
      yaml = /node\.eks\.aws/i.test(line);
      bottlerocket = false;
    } else if (/^apiVersion:\s*node\.eks\.aws\//.test(line)) {
      yaml = true;
    } else if (/^--/.test(line) || /^#!/.test(line)) {
      yaml = false;
    }
    const continued = joins;
    joins = /\\$/.test(line) && (joins || /bootstrap\.sh|nodeadm/.test(line));
    if (
      yaml ||
      bottlerocket ||
      continued ||
      JOINING.some(pattern => pattern.test(line))
    )
      continue;
    commands.push(line);
  }
  return commands;
}
