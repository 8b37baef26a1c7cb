// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClusterApi } from '../../seam';
import { controller } from '../causes';
import { AUTO_EBS } from '../controllers/volumes';
import {
  Condition,
  KubeObject,
  Node,
  NodeClaim,
  NodeClass,
  NodePool,
  Service,
  Volume,
  isKind,
  withCondition,
} from '../model';
import { Nodes, isAuto } from '../nodes';
import { Resource, types } from '../resources';
import type { Change } from '../store';
import type { Controller, World } from '../world';
import {
  BUILT_IN,
  DEFAULT_CLASS,
  builtInPool,
  defaultClass,
  definitions,
} from './builtIns';

export type AutoOptions = Parameters<ClusterApi['enableAutoMode']>[0];

const CAUSE = controller('eks-auto-mode');
export const NLB_CLASS = 'eks.amazonaws.com/nlb';

/** The three switches: what stands in the cluster while they are on, and what goes with them. */
export class AutoMode implements Controller {
  options: AutoOptions | undefined;

  constructor(private readonly world: World, private readonly nodes: Nodes) {}

  get on(): boolean {
    return this.options !== undefined;
  }

  resume(): void {
    for (const resource of [types.nodePools, types.nodeClasses]) {
      for (const object of this.world.store.table(resource).objects.values())
        this.onChange({
          type: 'ADDED',
          resource,
          object,
          cause: CAUSE,
          status: false,
        });
    }
  }

  onChange({ type, object }: Change): void {
    if (type === 'ADDED' && isKind(object, 'Service')) this.#balance(object);
    if (type === 'DELETED' || !this.on) return;
    if (
      isKind(object, 'NodePool') &&
      ours(object.spec.template.spec.nodeClassRef.group)
    )
      this.#ready(types.nodePools, object, [
        'ValidationSucceeded',
        'NodeClassReady',
        'Ready',
      ]);
    else if (isKind(object, 'NodeClass'))
      this.#ready(types.nodeClasses, object, [
        'SubnetsReady',
        'SecurityGroupsReady',
        'InstanceProfileReady',
        'ValidationSucceeded',
        'Ready',
      ]);
  }

  enable(options: AutoOptions): void {
    const { store } = this.world;
    this.options = options;
    for (const definition of definitions) {
      if (
        !store
          .table(types.customResourceDefinitions)
          .get(definition.metadata.name)
      )
        store.create(types.customResourceDefinitions, definition, CAUSE);
    }
    for (const name of BUILT_IN) {
      const standing = store.table<NodePool>(types.nodePools).get(name);
      if (options.nodePools.includes(name) && !standing)
        store.create(types.nodePools, builtInPool(name), CAUSE);
      else if (!options.nodePools.includes(name) && standing)
        this.world.objects.delete(
          types.nodePools,
          standing,
          { propagation: 'Background' },
          CAUSE,
        );
    }
    const standing = store.table(types.nodeClasses).get(DEFAULT_CLASS);
    // NodeClass `default` stands only while a built-in pool does (EKS User Guide, create-node-class).
    if (options.nodePools.length && !standing)
      store.create(types.nodeClasses, defaultClass(options), CAUSE);
    else if (!options.nodePools.length && standing)
      this.world.objects.delete(types.nodeClasses, standing, {}, CAUSE);
    this.resume();
  }

  /** As dangerous as the switch is: nodes and load balancers are gone at once, whatever runs there. */
  disable(): void {
    const { store, cloud, cluster } = this.world;
    this.options = undefined;
    for (const node of [
      ...store.table<Node>(types.nodes).objects.values(),
    ].filter(isAuto)) {
      const instance = node.spec.providerID?.split('/').pop() ?? '';
      this.nodes.vanish(node, 'eks-auto-mode');
      void cloud.terminateInstance(cluster.arn, instance);
    }
    for (const claim of [
      ...store.table<NodeClaim>(types.nodeClaims).objects.values(),
    ].filter(c => ours(c.spec.nodeClassRef.group)))
      store.remove(types.nodeClaims, claim, CAUSE);
    for (const name of BUILT_IN) {
      const pool = store.table(types.nodePools).get(name);
      if (pool) store.remove(types.nodePools, pool, CAUSE);
    }
    const nodeClass = store.table(types.nodeClasses).get(DEFAULT_CLASS);
    if (nodeClass) store.remove(types.nodeClasses, nodeClass, CAUSE);
    for (const service of this.#balanced())
      store.update(
        types.services,
        { ...service, status: { loadBalancer: {} } },
        CAUSE,
        true,
      );
  }

  resources(): ReturnType<ClusterApi['autoModeResources']> {
    const { store } = this.world;
    return {
      loadBalancers: this.#balanced().filter(
        s => s.status?.loadBalancer?.ingress?.length,
      ).length,
      volumes: [
        ...store.table<Volume>(types.persistentVolumes).objects.values(),
      ].filter(v => v.spec.csi?.driver === AUTO_EBS).length,
      autoNodes: [...store.table(types.nodes).objects.values()].filter(isAuto)
        .length,
    };
  }

  nodeClass(name: string): NodeClass | undefined {
    return this.world.store.table<NodeClass>(types.nodeClasses).get(name);
  }

  #balanced(): Service[] {
    return [
      ...this.world.store.table<Service>(types.services).objects.values(),
    ].filter(s => s.spec.loadBalancerClass === NLB_CLASS);
  }

  /**
   * A Service of type LoadBalancer gets its address from whoever takes it: Auto Mode takes new ones
   * without a class while it is on, the cloud controller takes the others.
   */
  #balance(service: Service): void {
    const { store, cluster, loop } = this.world;
    const { spec, metadata } = service;
    if (spec.type !== 'LoadBalancer') return;
    if (spec.loadBalancerClass && spec.loadBalancerClass !== NLB_CLASS) return;
    loop.transition(`load-balancer ${metadata.uid}`, 30_000, () => {
      const current = store
        .table<Service>(types.services)
        .get(metadata.name, metadata.namespace);
      if (!current || current.status?.loadBalancer?.ingress?.length) return;
      const own = this.on;
      if (!own && current.spec.loadBalancerClass) return;
      const name = `${own ? 'k8s' : 'a'}${(metadata.uid ?? '').replace(
        /-/g,
        '',
      )}`;
      const hostname = `${name}.elb.${cluster.region}.amazonaws.com`;
      store.update(
        types.services,
        {
          ...current,
          spec: own
            ? { ...current.spec, loadBalancerClass: NLB_CLASS }
            : current.spec,
          status: { loadBalancer: { ingress: [{ hostname }] } },
        },
        own ? CAUSE : controller('cloud-controller'),
      );
    });
  }

  #ready(
    resource: Resource,
    object: NodePool | NodeClass,
    conditionTypes: string[],
  ): void {
    const standing: Condition[] = object.status?.conditions ?? [];
    if (
      standing.some(
        c =>
          c.type === 'Ready' &&
          c.status === 'True' &&
          c.observedGeneration === object.metadata.generation,
      )
    )
      return;
    this.world.loop.transition(
      `ready ${resource.plural} ${object.metadata.name} ${object.metadata.generation}`,
      1000,
      () => {
        const current = this.world.store
          .table<NodePool | NodeClass>(resource)
          .get(object.metadata.name);
        if (!current || !this.on) return;
        const missing =
          isKind(current, 'NodePool') &&
          !this.nodeClass(current.spec.template.spec.nodeClassRef.name);
        let conditions = current.status?.conditions;
        for (const type of conditionTypes) {
          const bad =
            missing && (type === 'NodeClassReady' || type === 'Ready');
          conditions = withCondition(
            conditions,
            {
              type,
              status: bad ? 'False' : 'True',
              reason: bad ? 'NodeClassNotFound' : type,
              message: '',
              observedGeneration: current.metadata.generation,
            },
            this.world.store.now(),
          );
        }
        const next: KubeObject = {
          ...current,
          ...{ status: { ...current.status, conditions } },
        };
        this.world.store.update(resource, next, CAUSE, true);
      },
    );
  }
}

export function ours(group: string | undefined): boolean {
  return group === 'eks.amazonaws.com';
}
