// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	v1 "sigs.k8s.io/karpenter/pkg/apis/v1"
)

const (
	eksGroup    = "eks.amazonaws.com"
	computeType = eksGroup + "/compute-type"
	region      = "us-east-1"
)

// The keys that the EKS User Guide (create-node-pool) lists as selectable.
var instanceKeys = []string{
	"instance-category", "instance-family", "instance-generation", "instance-size",
	"instance-cpu", "instance-cpu-manufacturer", "instance-memory", "instance-hypervisor",
	"instance-encryption-in-transit-supported", "instance-ebs-bandwidth", "instance-network-bandwidth",
	"instance-local-nvme", "instance-gpu-name", "instance-gpu-manufacturer", "instance-gpu-count",
	"instance-gpu-memory",
}

// registerLabels makes eks.amazonaws.com a domain of the provisioner's own:
// the listed keys are selectable, every other one is refused in a node pool.
func registerLabels() {
	v1.RestrictedLabelDomains.Insert(eksGroup)
	v1.WellKnownLabels.Insert(computeType)
	for _, key := range instanceKeys {
		v1.WellKnownLabels.Insert(eksGroup + "/" + key)
	}
}

// stamp turns a node of the kwok provider into one as Auto Mode makes it: named
// after its instance, with EKS' labels and the beta labels of kubelet.
func stamp(node *corev1.Node, instance string) {
	labels := node.Labels
	for key := range labels {
		if strings.Contains(key, "kwok") || strings.HasPrefix(key, "eks-node-viewer/") {
			delete(labels, key)
		}
	}
	delete(node.Annotations, "kwok.x-k8s.io/node")
	zone := labels[corev1.LabelTopologyZone]
	node.Name = instance
	node.Spec.ProviderID = "aws:///" + zone + "/" + instance
	labels[computeType] = "auto"
	labels[corev1.LabelHostname] = instance
	labels[corev1.LabelTopologyRegion] = region
	labels[corev1.LabelFailureDomainBetaZone] = zone
	labels[corev1.LabelFailureDomainBetaRegion] = region
	labels[corev1.LabelInstanceType] = labels[corev1.LabelInstanceTypeStable]
	labels["beta.kubernetes.io/arch"] = labels[corev1.LabelArchStable]
	labels["beta.kubernetes.io/os"] = labels[corev1.LabelOSStable]
}

func toClaim(node *corev1.Node) *v1.NodeClaim {
	return &v1.NodeClaim{
		ObjectMeta: metav1.ObjectMeta{Name: node.Name, Labels: node.Labels, Annotations: node.Annotations},
		Status: v1.NodeClaimStatus{
			NodeName: node.Name, ProviderID: node.Spec.ProviderID,
			Capacity: node.Status.Capacity, Allocatable: node.Status.Allocatable,
		},
	}
}
