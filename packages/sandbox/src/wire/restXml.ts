// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ApiError } from './apiError';
import { decodeChunked } from './chunked';
import type { Operation } from './operations';
import type { WireRequest } from './request';
import { record, type Protocol } from './protocol';
import { location, readBindings, writeHeaders } from './rest';
import { Routes } from './routes';
import { escapeXml, readXml, writeMembers } from './xml';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** What `aws-chunked` wraps, its trailing checksum among the headers. */
function unchunked(request: WireRequest): WireRequest {
  if (!request.headers['x-amz-content-sha256']?.startsWith('STREAMING-')) {
    return request;
  }
  const { content, trailers } = decodeChunked(request.body);
  const said = request.headers['x-amz-decoded-content-length'];
  if (said !== undefined && Number(said) !== content.length) {
    throw new ApiError(
      'IncompleteBody',
      400,
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    );
  }
  return {
    ...request,
    headers: { ...request.headers, ...trailers },
    body: content,
  };
}

/** REST-XML with path-style buckets, as S3 speaks it. */
export function restXml(operations: Map<string, Operation>): Protocol {
  const routes = new Routes(operations.values());
  return {
    operation(request) {
      const [, bucket = '', key = ''] =
        /^\/([^/]*)\/?(.*)$/s.exec(request.path) ?? [];
      if (bucket === '') {
        const operation = operations.get('ListBuckets');
        return operation && { operation, labels: {} };
      }
      const found = routes.find(request.method, `/${key}`, request.query);
      return (
        found && {
          operation: found.operation,
          labels: { ...found.labels, Bucket: decodeURIComponent(bucket) },
        }
      );
    },
    read(signed, operation, labels) {
      const request = unchunked(signed);
      const input = readBindings(operation.input, request, labels);
      if (labels.Bucket) input.Bucket = labels.Bucket;
      if (operation.input.isUnitSchema()) return input;
      for (const [member, schema] of operation.input.structIterator()) {
        if (location(schema).in !== 'payload') continue;
        if (schema.isBlobSchema()) {
          input[member] = request.body;
        } else if (schema.isStringSchema()) {
          input[member] = request.body.toString('utf8');
        } else if (request.body.length > 0) {
          input[member] = readXml(schema, request.body.toString('utf8'));
        }
      }
      return input;
    },
    write(operation, output, request) {
      const headers: Record<string, string> = {
        'x-amz-request-id': request.requestId,
        ...writeHeaders(operation.output, output),
      };
      const status =
        output.ContentRange !== undefined ? 206 : operation.http?.status ?? 200;
      if (operation.output.isUnitSchema()) {
        return { status, headers, body: '' };
      }
      const members = [...operation.output.structIterator()];
      const payload = members.find(([, s]) => location(s).in === 'payload');
      if (payload) {
        const [member, schema] = payload;
        const value = output[member];
        if (schema.isBlobSchema()) {
          return {
            status,
            headers,
            body: value instanceof Uint8Array ? Buffer.from(value) : '',
          };
        }
        if (schema.isStringSchema()) {
          return { status, headers, body: String(value ?? '') };
        }
        const traits = schema.getMergedTraits();
        const name =
          typeof traits.xmlName === 'string'
            ? traits.xmlName
            : schema.getName() ?? member;
        headers['content-type'] = 'application/xml';
        return {
          status,
          headers,
          body: `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${NAMESPACE}">${writeMembers(
            schema,
            record(value),
          )}</${name}>`,
        };
      }
      const inBody = members.some(([, s]) => location(s).in === 'body');
      if (!inBody) return { status, headers, body: '' };
      headers['content-type'] = 'application/xml';
      const name =
        operation.output.getMergedTraits().xmlName ??
        operation.output.getName();
      const text = writeMembers(
        operation.output,
        output,
        s => location(s).in !== 'body',
      );
      return {
        status,
        headers,
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<${String(
          name,
        )} xmlns="${NAMESPACE}">${text}</${String(name)}>`,
      };
    },
    error: (error, request) => ({
      status: error.status,
      headers: {
        'content-type': 'application/xml',
        'x-amz-request-id': request.requestId,
      },
      body:
        request.method === 'HEAD' || error.status === 304
          ? ''
          : `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(
              error.code,
            )}</Code><Message>${escapeXml(error.message)}</Message><RequestId>${
              request.requestId
            }</RequestId></Error>`,
    }),
  };
}
