// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Operation } from './operations';
import type { Protocol } from './protocol';
import { record } from './protocol';
import { readQuery } from './query';
import type { WireRequest } from './request';
import { escapeXml, writeMembers } from './xml';

const parameters = (request: WireRequest) =>
  request.method === 'GET'
    ? request.query
    : new URLSearchParams(request.body.toString('utf8'));

function byAction(operations: Map<string, Operation>) {
  return (request: WireRequest) => {
    const operation = operations.get(parameters(request).get('Action') ?? '');
    return operation && { operation, labels: {} };
  };
}

/** The AWS query protocol, as IAM, STS and Auto Scaling speak it. */
export function queryXml(
  operations: Map<string, Operation>,
  namespace: string,
): Protocol {
  return {
    operation: byAction(operations),
    read: (request, operation) =>
      record(readQuery(operation.input, parameters(request), 'query')),
    write(operation, output, request) {
      const name = operation.name;
      const result = operation.output.isUnitSchema()
        ? ''
        : `<${name}Result>${writeMembers(
            operation.output,
            output,
          )}</${name}Result>`;
      return {
        status: 200,
        headers: {
          'content-type': 'text/xml',
          'x-amzn-requestid': request.requestId,
        },
        body: `<${name}Response xmlns="${namespace}">${result}<ResponseMetadata><RequestId>${request.requestId}</RequestId></ResponseMetadata></${name}Response>`,
      };
    },
    error: (error, request) => ({
      status: error.status,
      headers: {
        'content-type': 'text/xml',
        'x-amzn-requestid': request.requestId,
      },
      body: `<ErrorResponse xmlns="${namespace}"><Error><Type>${
        error.status < 500 ? 'Sender' : 'Receiver'
      }</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(
        error.message,
      )}</Message></Error><RequestId>${
        request.requestId
      }</RequestId></ErrorResponse>`,
    }),
  };
}

/** The EC2 query protocol: other list keys, no result element, its own error shape. */
export function ec2Query(operations: Map<string, Operation>): Protocol {
  return {
    operation: byAction(operations),
    read: (request, operation) =>
      record(readQuery(operation.input, parameters(request), 'ec2')),
    write(operation, output, request) {
      const name = operation.name;
      const members = operation.output.isUnitSchema()
        ? '<return>true</return>'
        : writeMembers(operation.output, output);
      return {
        status: 200,
        headers: { 'content-type': 'text/xml;charset=UTF-8' },
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${request.requestId}</requestId>${members}</${name}Response>`,
      };
    },
    error: (error, request) => ({
      status: error.status,
      headers: { 'content-type': 'text/xml;charset=UTF-8' },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${escapeXml(
        error.code,
      )}</Code><Message>${escapeXml(
        error.message,
      )}</Message></Error></Errors><RequestID>${
        request.requestId
      }</RequestID></Response>`,
    }),
  };
}
