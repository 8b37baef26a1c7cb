// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { plainText } from './plainText';

/**
 * Text that others wrote (error messages of AWS, of an API server, of a proxy in between) made fit
 * for logs, the database and pages: bearer tokens, signatures and session tokens are taken out, and
 * so is what only deceives a reader; it is cut to a bearable length.
 */
export function withoutCredentials(text: string): string {
  return plainText(
    text
      .replace(/k8s-aws-v1\.[A-Za-z0-9_-]+/g, '<token>')
      .replace(
        /(X-Amz-(?:Signature|Security-Token|Credential))(=|%3D)[^&\s"']+/gi,
        '$1$2<removed>',
      )
      .replace(/(Bearer\s+)[A-Za-z0-9._~+/=-]{8,}/gi, '$1<token>'),
    1000,
  );
}
