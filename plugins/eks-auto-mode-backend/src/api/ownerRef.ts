// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/**
 * An entity reference as owners are kept: in lower case.
 *
 * @throws InputError where a text is none.
 */
export function ownerRef(text: string): string {
  try {
    parseEntityRef(text);
  } catch {
    throw new InputError(
      `'${text.slice(
        0,
        200,
      )}' is not an entity reference: expected group:default/name`,
    );
  }
  return text.toLocaleLowerCase('en-US');
}
