// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

export interface Certificates {
  ca: { cert: string; key: string };
  server: { cert: string; key: string };
}

const YEARS = 10;

async function authority(name: string): Promise<{ cert: string; key: string }> {
  const pems = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 3_600_000),
    notAfterDate: new Date(Date.now() + YEARS * 365 * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'keyUsage',
        keyCertSign: true,
        cRLSign: true,
        digitalSignature: true,
        critical: true,
      },
    ],
  });
  return { cert: pems.cert, key: pems.private };
}

/** A cluster's own authority and the certificate that its API serves on the loopback address. */
export async function makeCertificates(name: string): Promise<Certificates> {
  const ca = await authority(`${name} kubernetes`);
  const pems = await generate(
    [{ name: 'commonName', value: 'kube-apiserver' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(Date.now() - 3_600_000),
      notAfterDate: new Date(Date.now() + YEARS * 365 * 86_400_000),
      ca: { key: ca.key, cert: ca.cert },
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
          ],
        },
      ],
    },
  );
  const server = { cert: pems.cert, key: pems.private };
  if (
    !new X509Certificate(server.cert).verify(
      new X509Certificate(ca.cert).publicKey,
    )
  ) {
    throw new Error(
      `The certificate made for ${name} does not stand under its own authority`,
    );
  }
  return { ca, server };
}
