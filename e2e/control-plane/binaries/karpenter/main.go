// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// Command karpenter is Karpenter with its kwok provider, dressed as EKS Auto
// Mode's provisioner: the same node pools, node classes, instance labels and
// node labels, and instances that are kwok nodes. It exists for tests only.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/awslabs/operatorpkg/status"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"
	kwokv1alpha1 "sigs.k8s.io/karpenter/kwok/apis/v1alpha1"
	kwok "sigs.k8s.io/karpenter/kwok/cloudprovider"
	v1 "sigs.k8s.io/karpenter/pkg/apis/v1"
	"sigs.k8s.io/karpenter/pkg/cloudprovider"
	"sigs.k8s.io/karpenter/pkg/cloudprovider/overlay"
	"sigs.k8s.io/karpenter/pkg/controllers"
	"sigs.k8s.io/karpenter/pkg/controllers/state"
	"sigs.k8s.io/karpenter/pkg/operator"
)

// autoProvider keeps what the kwok provider decides (type, zone, capacity) and
// changes what a node of Auto Mode looks like.
type autoProvider struct {
	*kwok.CloudProvider
	kubeClient    client.Client
	instanceTypes []*cloudprovider.InstanceType
	launchDelay   time.Duration
}

// capture stands where the kwok provider expects its client: it answers the
// node class with ours and hands over the node instead of creating it.
type capture struct {
	client.Client
	node chan *corev1.Node
}

func (c capture) Get(ctx context.Context, key client.ObjectKey, obj client.Object, opts ...client.GetOption) error {
	kwokClass, ok := obj.(*kwokv1alpha1.KWOKNodeClass)
	if !ok {
		return c.Client.Get(ctx, key, obj, opts...)
	}
	class := &NodeClass{}
	if err := c.Client.Get(ctx, key, class, opts...); err != nil {
		return err
	}
	kwokClass.ObjectMeta = class.ObjectMeta
	kwokClass.SetConditions(class.GetConditions())
	return nil
}

func (c capture) Create(_ context.Context, obj client.Object, _ ...client.CreateOption) error {
	node, ok := obj.(*corev1.Node)
	if !ok {
		return fmt.Errorf("the kwok provider created a %T, not a node", obj)
	}
	c.node <- node.DeepCopy()
	return nil
}

func (p autoProvider) Create(ctx context.Context, claim *v1.NodeClaim) (*v1.NodeClaim, error) {
	captured := capture{Client: p.kubeClient, node: make(chan *corev1.Node, 1)}
	if _, err := kwok.NewCloudProvider(ctx, captured, p.instanceTypes).Create(ctx, claim); err != nil {
		return nil, err
	}
	node := <-captured.node
	id := make([]byte, 8)
	if _, err := rand.Read(id); err != nil {
		return nil, err
	}
	stamp(node, "i-0"+hex.EncodeToString(id))
	time.AfterFunc(p.launchDelay, func() {
		// The claim may have been given up meanwhile; Karpenter then collects the node.
		if err := p.kubeClient.Create(context.WithoutCancel(ctx), node.DeepCopy()); err != nil {
			log.FromContext(ctx).Error(err, "failed creating node from nodeclaim")
		}
	})
	return toClaim(node), nil
}

func (p autoProvider) Get(ctx context.Context, providerID string) (*v1.NodeClaim, error) {
	node := &corev1.Node{}
	name := providerID[strings.LastIndex(providerID, "/")+1:]
	err := p.kubeClient.Get(ctx, client.ObjectKey{Name: name}, node)
	if client.IgnoreNotFound(err) != nil {
		return nil, fmt.Errorf("finding node %s, %w", name, err)
	}
	if err != nil || node.DeletionTimestamp != nil {
		return nil, cloudprovider.NewNodeClaimNotFoundError(fmt.Errorf("no instance %s", name))
	}
	return toClaim(node), nil
}

func (p autoProvider) List(ctx context.Context) ([]*v1.NodeClaim, error) {
	nodes := &corev1.NodeList{}
	if err := p.kubeClient.List(ctx, nodes, client.MatchingLabels{computeType: "auto"}); err != nil {
		return nil, fmt.Errorf("listing nodes, %w", err)
	}
	claims := make([]*v1.NodeClaim, 0, len(nodes.Items))
	for i := range nodes.Items {
		claims = append(claims, toClaim(&nodes.Items[i]))
	}
	return claims, nil
}

func (p autoProvider) GetSupportedNodeClasses() []status.Object { return []status.Object{&NodeClass{}} }

func main() {
	ctx, op := operator.NewOperator()
	fail := func(what string, err error) {
		if err != nil {
			log.FromContext(ctx).Error(err, what)
			os.Exit(1)
		}
	}
	registerLabels()
	types, err := readInstanceTypes(os.Getenv("INSTANCE_TYPES_FILE_PATH"))
	fail("failed reading instance types", err)
	delay, err := time.ParseDuration(os.Getenv("NODE_LAUNCH_DELAY"))
	fail("NODE_LAUNCH_DELAY is not a duration", err)
	provider := autoProvider{kwok.NewCloudProvider(ctx, op.GetClient(), types), op.GetClient(), types, delay}
	decorated := overlay.Decorate(provider, op.GetClient(), op.InstanceTypeStore)
	cluster := state.NewCluster(op.Clock, op.GetClient(), decorated)
	op.WithControllers(ctx, controllers.NewControllers(ctx, op.Manager, op.Clock, op.GetClient(),
		op.EventRecorder, decorated, provider, cluster, op.InstanceTypeStore)...).Start(ctx)
}
