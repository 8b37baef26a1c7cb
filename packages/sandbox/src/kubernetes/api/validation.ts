// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { sameJson } from '../json';
import { z } from 'zod';
import { KubeObject, fieldOf, isKind, isRecord } from '../model';
import { parseQuantity } from '../quantity';
import { Resource, apiVersionOf } from '../resources';
import { compileSelector } from '../selectors';
import { badRequest, invalid } from '../status';

type Cause = { reason: string; message: string; field: string };

const strings = z.record(z.string(), z.string());
const selector = z.looseObject({
  matchLabels: strings.optional(),
  matchExpressions: z
    .array(
      z.looseObject({
        key: z.string(),
        operator: z.string(),
        values: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});
const quantities = z.record(z.string(), z.union([z.string(), z.number()]));
const container = z.looseObject({
  name: z.string().optional(),
  image: z.string().optional(),
  args: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  env: z
    .array(z.looseObject({ name: z.string(), value: z.string().optional() }))
    .optional(),
  resources: z
    .looseObject({
      requests: quantities.optional(),
      limits: quantities.optional(),
    })
    .optional(),
});
const podSpec = z.looseObject({
  containers: z.array(container).nullish(),
  initContainers: z.array(container).optional(),
  nodeName: z.string().optional(),
  nodeSelector: strings.optional(),
  tolerations: z
    .array(
      z.looseObject({
        key: z.string().optional(),
        operator: z.string().optional(),
      }),
    )
    .optional(),
  volumes: z.array(z.looseObject({ name: z.string() })).optional(),
  terminationGracePeriodSeconds: z.number().optional(),
  topologySpreadConstraints: z
    .array(z.looseObject({ maxSkew: z.number(), topologyKey: z.string() }))
    .optional(),
});
const metadata = z.looseObject({
  name: z.string().optional(),
  generateName: z.string().optional(),
  namespace: z.string().optional(),
  labels: strings.optional(),
  annotations: strings.optional(),
  finalizers: z.array(z.string()).optional(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  ownerReferences: z
    .array(
      z.looseObject({
        apiVersion: z.string(),
        kind: z.string(),
        name: z.string(),
        uid: z.string(),
      }),
    )
    .optional(),
});
const template = z.looseObject({
  metadata: metadata.optional(),
  spec: podSpec,
});
const intOrString = z.union([z.number().int(), z.string()]);
const workload = z.looseObject({
  replicas: z.number().int().optional(),
  selector: selector.optional(),
  template: template.optional(),
});

/** The shapes of the kinds that the sandbox acts upon, all v1; others are kept as they come. */
const shapes: Record<string, z.ZodType> = {
  Pod: z.looseObject({ spec: podSpec }),
  Node: z.looseObject({
    spec: z
      .looseObject({
        unschedulable: z.boolean().optional(),
        taints: z
          .array(z.looseObject({ key: z.string(), effect: z.string() }))
          .optional(),
      })
      .optional(),
  }),
  Deployment: z.looseObject({ spec: workload }),
  ReplicaSet: z.looseObject({ spec: workload }),
  StatefulSet: z.looseObject({ spec: workload }),
  DaemonSet: z.looseObject({ spec: workload }),
  Job: z.looseObject({
    spec: z.looseObject({
      completions: z.number().int().optional(),
      parallelism: z.number().int().optional(),
      suspend: z.boolean().optional(),
      template,
    }),
  }),
  CronJob: z.looseObject({
    spec: z.looseObject({
      schedule: z.string(),
      suspend: z.boolean().optional(),
      jobTemplate: z.looseObject({ spec: z.looseObject({ template }) }),
    }),
  }),
  PodDisruptionBudget: z.looseObject({
    spec: z
      .looseObject({
        selector: selector.optional(),
        minAvailable: intOrString.optional(),
        maxUnavailable: intOrString.optional(),
      })
      .optional(),
  }),
  Service: z.looseObject({
    spec: z
      .looseObject({
        selector: strings.optional(),
        type: z.string().optional(),
      })
      .optional(),
  }),
  ConfigMap: z.looseObject({ data: strings.optional() }),
  Secret: z.looseObject({ data: strings.optional() }),
  Lease: z.looseObject({
    spec: z
      .looseObject({
        holderIdentity: z.string().optional(),
        leaseDurationSeconds: z.number().int().optional(),
        renewTime: z.string().optional(),
      })
      .optional(),
  }),
  CustomResourceDefinition: z.looseObject({
    spec: z.looseObject({
      group: z.string(),
      names: z.looseObject({ kind: z.string(), plural: z.string() }),
      versions: z.array(z.looseObject({ name: z.string() })),
    }),
  }),
  NodePool: z.looseObject({
    spec: z.looseObject({
      template: z.looseObject({
        spec: z.looseObject({
          nodeClassRef: z.looseObject({ kind: z.string(), name: z.string() }),
          requirements: z.array(
            z.looseObject({ key: z.string(), operator: z.string() }),
          ),
        }),
      }),
      limits: quantities.optional(),
      weight: z.number().int().min(1).max(100).optional(),
    }),
  }),
};

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const LABEL = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

/** Turns the body of a request into an object of this type, or throws a 400. */
export function decode(resource: Resource, body: unknown): KubeObject {
  if (!isRecord(body)) {
    throw badRequest(
      `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: json: cannot unmarshal into Go value`,
    );
  }
  const apiVersion = body.apiVersion ?? apiVersionOf(resource);
  const kind = body.kind ?? resource.kind;
  if (kind !== resource.kind || apiVersion !== apiVersionOf(resource)) {
    throw badRequest(
      `the API version in the data (${String(apiVersion)}, Kind=${String(
        kind,
      )}) does not match the expected API version (${apiVersionOf(
        resource,
      )}, Kind=${resource.kind})`,
    );
  }
  const shape = z
    .looseObject({ metadata: metadata.optional() })
    .and(
      (resource.version === 'v1' ? shapes[resource.kind] : undefined) ??
        z.unknown(),
    );
  const parsed = shape.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue.path.join('.');
    if (resource.custom) {
      throw invalid(resource, nameIn(body), [
        {
          reason: 'FieldValueInvalid',
          message: `Invalid value: ${issue.message}`,
          field: where,
        },
      ]);
    }
    throw badRequest(
      `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: json: cannot unmarshal into Go struct field ${resource.kind}.${where}: ${issue.message}`,
    );
  }
  const meta = isRecord(body.metadata) ? body.metadata : {};
  return {
    ...body,
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    metadata: { ...meta, name: nameIn(body) },
  };
}

function nameIn(body: Record<string, unknown>): string {
  return isRecord(body.metadata) && typeof body.metadata.name === 'string'
    ? body.metadata.name
    : '';
}

function metadataCauses(
  { metadata: { name, labels = {}, annotations = {} } }: KubeObject,
  resource: Resource,
): Cause[] {
  const causes: Cause[] = [];
  const bad = (field: string, value: unknown, message: string) =>
    causes.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(value)}: ${message}`,
      field,
    });
  // RBAC names may hold anything that can stand in a path.
  const pathName = resource.group === 'rbac.authorization.k8s.io';
  if (!name)
    causes.push({
      reason: 'FieldValueRequired',
      message: 'Required value: name or generateName is required',
      field: 'metadata.name',
    });
  else if (
    name.length > 253 ||
    (pathName ? /[/%]/.test(name) : !NAME.test(name))
  )
    bad('metadata.name', name, SUBDOMAIN_TEXT);
  for (const [key, value] of Object.entries(labels)) {
    const plain = key.slice(key.indexOf('/') + 1);
    if (!plain || plain.length > 63 || !LABEL.test(plain))
      bad(
        'metadata.labels',
        key,
        'name part must consist of alphanumeric characters',
      );
    if (value.length > 63 || !LABEL.test(value))
      bad(
        'metadata.labels',
        value,
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'",
      );
  }
  if (JSON.stringify(annotations).length > 262_144)
    causes.push({
      reason: 'FieldValueTooLong',
      message: 'Too long: may not be more than 262144 bytes',
      field: 'metadata.annotations',
    });
  return causes;
}

function podSpecCauses(spec: unknown, at: string): Cause[] {
  const causes: Cause[] = [];
  const required = (field: string) =>
    causes.push({
      reason: 'FieldValueRequired',
      message: 'Required value',
      field,
    });
  const containers =
    isRecord(spec) && Array.isArray(spec.containers) ? spec.containers : [];
  if (!containers.length) required(`${at}.containers`);
  containers.forEach((c: unknown, index) => {
    if (!isRecord(c)) return;
    if (!c.name) required(`${at}.containers[${index}].name`);
    if (!c.image) required(`${at}.containers[${index}].image`);
    const resources = isRecord(c.resources) ? c.resources : {};
    for (const part of ['requests', 'limits']) {
      const list = resources[part];
      for (const [key, value] of Object.entries(isRecord(list) ? list : {})) {
        const parsed = parseQuantity(String(value));
        if (parsed === undefined || parsed < 0) {
          causes.push({
            reason: 'FieldValueInvalid',
            message: `Invalid value: "${String(
              value,
            )}": must be a quantity greater than or equal to 0`,
            field: `${at}.containers[${index}].resources.${part}[${key}]`,
          });
        }
      }
    }
  });
  return causes;
}

function specCauses(object: KubeObject): Cause[] {
  const causes: Cause[] = [];
  const add = (reason: string, field: string, message: string) =>
    causes.push({ reason, field, message });
  if (isKind(object, 'Pod')) causes.push(...podSpecCauses(object.spec, 'spec'));
  if (isKind(object, 'Job'))
    causes.push(
      ...podSpecCauses(object.spec.template.spec, 'spec.template.spec'),
    );
  if (
    isKind(object, 'Deployment') ||
    isKind(object, 'ReplicaSet') ||
    isKind(object, 'StatefulSet') ||
    isKind(object, 'DaemonSet')
  ) {
    const { selector: selects, template: made } = object.spec;
    const empty =
      !selects ||
      (!Object.keys(selects.matchLabels ?? {}).length &&
        !selects.matchExpressions?.length);
    if (empty) add('FieldValueRequired', 'spec.selector', 'Required value');
    else if (!compileSelector(selects)(made?.metadata?.labels)) {
      add(
        'FieldValueInvalid',
        'spec.template.metadata.labels',
        `Invalid value: ${JSON.stringify(
          made?.metadata?.labels ?? null,
        )}: \`selector\` does not match template \`labels\``,
      );
    }
    causes.push(...podSpecCauses(made?.spec, 'spec.template.spec'));
    if ('replicas' in object.spec && (object.spec.replicas ?? 0) < 0) {
      add(
        'FieldValueInvalid',
        'spec.replicas',
        `Invalid value: ${object.spec.replicas}: must be greater than or equal to 0`,
      );
    }
  }
  if (isKind(object, 'PodDisruptionBudget')) {
    const { minAvailable, maxUnavailable } = object.spec;
    if (minAvailable !== undefined && maxUnavailable !== undefined) {
      add(
        'FieldValueInvalid',
        'spec',
        'Invalid value: minAvailable and maxUnavailable cannot be both set',
      );
    }
    for (const [field, value] of Object.entries({
      minAvailable,
      maxUnavailable,
    })) {
      if (typeof value === 'string' && !/^\d+%$/.test(value)) {
        add(
          'FieldValueInvalid',
          `spec.${field}`,
          `Invalid value: "${value}": a valid percent string must be a numeric string followed by an ending '%'`,
        );
      } else if (typeof value === 'number' && value < 0) {
        add(
          'FieldValueInvalid',
          `spec.${field}`,
          `Invalid value: ${value}: must be greater than or equal to 0`,
        );
      }
    }
  }
  return causes;
}

/** Fields that may not change once an object stands, by kind, as the API server's own validation has them. */
function immutableCauses(before: KubeObject, after: KubeObject): Cause[] {
  const fixed = (
    a: unknown,
    b: unknown,
    field: string,
    message = 'field is immutable',
  ): Cause[] =>
    sameJson(a, b)
      ? []
      : [
          {
            reason: 'FieldValueInvalid',
            message: `Invalid value: ${JSON.stringify(b)}: ${message}`,
            field,
          },
        ];
  if (
    (isKind(before, 'Deployment') && isKind(after, 'Deployment')) ||
    (isKind(before, 'ReplicaSet') && isKind(after, 'ReplicaSet')) ||
    (isKind(before, 'DaemonSet') && isKind(after, 'DaemonSet'))
  ) {
    return fixed(before.spec.selector, after.spec.selector, 'spec.selector');
  }
  if (isKind(before, 'StatefulSet') && isKind(after, 'StatefulSet')) {
    const frozen = ({
      selector: s,
      serviceName,
      podManagementPolicy,
      volumeClaimTemplates,
    }: typeof before.spec) => ({
      s,
      serviceName,
      podManagementPolicy,
      volumeClaimTemplates,
    });
    return sameJson(frozen(before.spec), frozen(after.spec))
      ? []
      : [
          {
            reason: 'FieldValueForbidden',
            field: 'spec',
            message:
              "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
          },
        ];
  }
  if (isKind(before, 'Job') && isKind(after, 'Job')) {
    return [
      ...fixed(before.spec.selector, after.spec.selector, 'spec.selector'),
      ...fixed(before.spec.template, after.spec.template, 'spec.template'),
    ];
  }
  if (isKind(before, 'Pod') && isKind(after, 'Pod')) {
    const rest = ({
      containers,
      initContainers,
      tolerations: _t,
      terminationGracePeriodSeconds: _g,
      ...other
    }: typeof before.spec & { activeDeadlineSeconds?: number }) => {
      const { activeDeadlineSeconds: _a, schedulingGates: _s, ...kept } = other;
      return {
        ...kept,
        containers: containers.map(({ image: _i, ...c }) => c),
        initContainers: initContainers?.map(({ image: _i, ...c }) => c),
      };
    };
    return sameJson(rest(before.spec), rest(after.spec))
      ? []
      : [
          {
            reason: 'FieldValueForbidden',
            field: 'spec',
            message:
              'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
          },
        ];
  }
  if (
    isKind(before, 'PersistentVolumeClaim') &&
    isKind(after, 'PersistentVolumeClaim') &&
    before.spec.volumeName
  ) {
    return fixed(
      before.spec.storageClassName,
      after.spec.storageClassName,
      'spec.storageClassName',
      'is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    );
  }
  if (before.kind === 'StorageClass') {
    return [
      'provisioner',
      'parameters',
      'reclaimPolicy',
      'volumeBindingMode',
    ].flatMap(f => fixed(fieldOf(before, f), fieldOf(after, f), f));
  }
  if (before.kind === 'RoleBinding' || before.kind === 'ClusterRoleBinding')
    return fixed(
      fieldOf(before, 'roleRef'),
      fieldOf(after, 'roleRef'),
      'roleRef',
      'cannot change roleRef',
    );
  return [];
}

/** Throws a 422 that lists everything wrong with the object. */
export function validate(
  resource: Resource,
  object: KubeObject,
  before?: KubeObject,
): void {
  const causes = [
    ...metadataCauses(object, resource),
    ...specCauses(object),
    ...(before ? immutableCauses(before, object) : []),
  ];
  if (causes.length) throw invalid(resource, object.metadata.name, causes);
}
