// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** A text that stands for itself in a pattern of `like … escape '\'`. */
export const asText = (text: string) => text.replace(/[\\%_]/g, '\\$&');
