// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"

	"github.com/awslabs/operatorpkg/status"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
)

// NodeClass is eks.amazonaws.com/v1 NodeClass as far as the provisioner needs
// it: that it exists, and whether it is Ready. Its spec passes through unread.
type NodeClass struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec   json.RawMessage `json:"spec,omitempty"`
	Status NodeClassStatus `json:"status,omitempty"`
}

// NodeClassStatus holds the conditions only.
type NodeClassStatus struct {
	Conditions []status.Condition `json:"conditions,omitempty"`
}

// NodeClassList is what a list of the API server decodes to.
type NodeClassList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []NodeClass `json:"items"`
}

func (c *NodeClass) StatusConditions() status.ConditionSet { return status.NewReadyConditions().For(c) }
func (c *NodeClass) GetConditions() []status.Condition     { return c.Status.Conditions }
func (c *NodeClass) SetConditions(s []status.Condition)    { c.Status.Conditions = s }

func (c *NodeClass) DeepCopyObject() runtime.Object {
	out := &NodeClass{TypeMeta: c.TypeMeta, Spec: append(json.RawMessage(nil), c.Spec...)}
	c.ObjectMeta.DeepCopyInto(&out.ObjectMeta)
	for _, condition := range c.Status.Conditions {
		out.Status.Conditions = append(out.Status.Conditions, *condition.DeepCopy())
	}
	return out
}

func (l *NodeClassList) DeepCopyObject() runtime.Object {
	out := &NodeClassList{TypeMeta: l.TypeMeta}
	l.ListMeta.DeepCopyInto(&out.ListMeta)
	for i := range l.Items {
		out.Items = append(out.Items, *l.Items[i].DeepCopyObject().(*NodeClass))
	}
	return out
}

func init() {
	gv := schema.GroupVersion{Group: eksGroup, Version: "v1"}
	metav1.AddToGroupVersion(scheme.Scheme, gv)
	scheme.Scheme.AddKnownTypes(gv, &NodeClass{}, &NodeClassList{})
}
