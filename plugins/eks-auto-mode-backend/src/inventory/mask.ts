// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** What names of variables, flags and keys look like whose values nobody else should read. */
const SECRET_NAME =
  '[A-Za-z0-9_.-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[A-Za-z0-9_.-]*';

const ASSIGNMENT = new RegExp(
  `((?:^|[\\s"'{,;&?(-])${SECRET_NAME}["']?\\s*[=:]\\s*)("[^"\\n]*"|'[^'\\n]*'|[^\\s"',;&})]+)`,
  'gi',
);
const FLAG = new RegExp(
  `(--?${SECRET_NAME}\\s+)(?!-)("[^"\\n]*"|'[^'\\n]*'|[^\\s"']+)`,
  'gi',
);
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:)[^@\s/]+(@)/gi;
const PEM =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** Text (user data, command lines) with the values of what looks like a secret taken out. */
export function withoutSecrets(text: string): string {
  return text
    .replace(PEM, '<private key>')
    .replace(ASSIGNMENT, '$1***')
    .replace(FLAG, '$1***')
    .replace(URL_PASSWORD, '$1***$2');
}

const SECRET_VARIABLE = new RegExp(`^${SECRET_NAME}$`, 'i');
/** Where a secret lies is none. */
const PLACE = /[_-](FILE|PATH|DIR)$/i;

/** Whether the name of a variable says that its value is a secret. */
export function namesSecret(name: string): boolean {
  return SECRET_VARIABLE.test(name) && !PLACE.test(name);
}

/** Whether a value holds a password in a URL, or a private key. */
export function holdsPassword(value: string): boolean {
  return value.search(URL_PASSWORD) >= 0 || value.search(PEM) >= 0;
}

const SECRET_FLAG = new RegExp(`^--?${SECRET_NAME}$`, 'i');

/** A command line; the value of a flag may be an argument of its own. */
export function argumentsWithoutSecrets(args: readonly string[]): string[] {
  return args.map((argument, index) =>
    index > 0 && SECRET_FLAG.test(args[index - 1]) && !argument.startsWith('-')
      ? '***'
      : withoutSecrets(argument),
  );
}

/** Variables that rules read: the SDK's and the CNI's switches. Never those that hold credentials. */
const READ_VARIABLES =
  /^(AWS_|ENABLE_(POD_ENI|PREFIX_DELEGATION|NETWORK_POLICY|IPV[46]|SUBNET_DISCOVERY|BANDWIDTH_PLUGIN|IMDS_ONLY_MODE|V[46]_EGRESS|NFTABLES)$|(WARM|MINIMUM)_(ENI|IP|PREFIX)_TARGET$|MAX_ENI$|POD_SECURITY_GROUP_ENFORCING_MODE$|NETWORK_POLICY_ENFORCING_MODE$|DISABLE_TCP_EARLY_DEMUX$|ENI_CONFIG_(LABEL|ANNOTATION)_(DEF|KEY)$|ANNOTATE_POD_IP$|CLUSTER_NAME$|VPC_ID$)/;
const CREDENTIAL_VARIABLES =
  /(SECRET|PASSWORD|ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|AUTHORIZATION_TOKEN$|CREDENTIAL(?!S_FULL_URI|S_RELATIVE_URI))/;

/** Whether the value of an environment variable may be kept. */
export function keepsValue(name: string): boolean {
  return READ_VARIABLES.test(name) && !CREDENTIAL_VARIABLES.test(name);
}
