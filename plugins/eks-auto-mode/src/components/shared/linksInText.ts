// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** Among words a link is told by more than its colour; for the root of a surface. */
export const linksInText = {
  '& p a, & li a, & dd a, & td a, & th a, & span a, & h2 a, & h3 a': {
    textDecoration: 'underline',
  },
};
