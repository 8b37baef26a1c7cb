// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	v1 "sigs.k8s.io/karpenter/pkg/apis/v1"
	"sigs.k8s.io/karpenter/pkg/cloudprovider"
	"sigs.k8s.io/karpenter/pkg/scheduling"
)

// described is one entry of the instance type file that Karpenter publishes
// (kwok/examples/aws_instance_types.json); its zones are not read.
type described struct {
	Name             string              `json:"name"`
	Architecture     string              `json:"architecture"`
	OperatingSystems []string            `json:"operatingSystems"`
	Resources        corev1.ResourceList `json:"resources"`
	Offerings        []struct {
		Price        float64
		Requirements []corev1.NodeSelectorRequirement
	} `json:"offerings"`
}

var (
	zones = []string{region + "a", region + "b", region + "c"}
	// EKS User Guide, automode-learn-instances.
	families = strings.Fields(`c8a c8g c8gd c8gn c8i c7a c7g c7gd c7gn c7i c7i-flex c6a c6g c6gd c6gn c6i c6id c6in
		c5 c5a c5ad c5d c5n c4 m8a m8g m8gd m8i m7a m7g m7gd m7i m7i-flex m6a m6g m6gd m6i m6id m6idn m6in m5 m5a m5ad
		m5d m5dn m5n m5zn m4 r8a r8g r8gd r8i r7a r7g r7gd r7i r7iz r6a r6g r6gd r6i r6id r6idn r6in r5 r5a r5ad r5b r5d
		r5dn r5n r4 t4g t3 t3a t2 z1d x8g x2gd x2idn x2iedn x2iezn i8g i7i i7ie i4g is4gen im4gn i4i i3 i3en d3 d3en
		trn1 trn1n p5 p5e p5en p4d p4de p3 p3dn inf2 inf1 gr6 g6 g6e g5 g5g g4ad g4dn`)
	shape   = regexp.MustCompile(`^([a-z]+)(\d+)([a-z-]*)\.(.+)$`)
	onlyNot = []string{"instance-gpu-name", "instance-gpu-manufacturer", "instance-gpu-count", "instance-gpu-memory", "instance-local-nvme"}
)

func readInstanceTypes(file string) ([]*cloudprovider.InstanceType, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var all []described
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	seen := map[string]bool{}
	var types []*cloudprovider.InstanceType
	for _, d := range all {
		part := shape.FindStringSubmatch(d.Name)
		if part == nil || seen[d.Name] || !slices.Contains(d.OperatingSystems, "linux") || !supported(d, part) {
			continue
		}
		seen[d.Name] = true
		types = append(types, instanceType(d, part))
	}
	if len(types) == 0 {
		return nil, fmt.Errorf("%s names no instance type that Auto Mode supports", file)
	}
	return types, nil
}

// supported: more than one vCPU, not nano, micro or small (EKS User Guide, automode-learn-instances).
func supported(d described, part []string) bool {
	return slices.Contains(families, part[1]+part[2]+part[3]) && d.Resources.Cpu().Value() > 1 &&
		!slices.Contains([]string{"nano", "micro", "small"}, part[4]) && len(d.Offerings) > 0
}

func instanceType(d described, part []string) *cloudprovider.InstanceType {
	arch, maker := "amd64", "intel"
	switch {
	case d.Architecture == "arm64":
		arch, maker = "arm64", "aws"
	case strings.HasPrefix(part[3], "a"):
		maker = "amd"
	}
	cpu, memory := d.Resources.Cpu().Value(), d.Resources.Memory().Value()>>20
	hypervisor := "nitro"
	if strings.HasPrefix(part[4], "metal") {
		hypervisor = ""
	}
	requirements := scheduling.NewRequirements(
		scheduling.NewRequirement(corev1.LabelInstanceTypeStable, corev1.NodeSelectorOpIn, d.Name),
		scheduling.NewRequirement(corev1.LabelArchStable, corev1.NodeSelectorOpIn, arch),
		scheduling.NewRequirement(corev1.LabelOSStable, corev1.NodeSelectorOpIn, "linux"),
		scheduling.NewRequirement(corev1.LabelTopologyZone, corev1.NodeSelectorOpIn, zones...),
		scheduling.NewRequirement(corev1.LabelTopologyRegion, corev1.NodeSelectorOpIn, region),
		scheduling.NewRequirement(v1.CapacityTypeLabelKey, corev1.NodeSelectorOpIn, v1.CapacityTypeOnDemand, v1.CapacityTypeSpot),
		scheduling.NewRequirement(corev1.LabelWindowsBuild, corev1.NodeSelectorOpDoesNotExist),
		scheduling.NewRequirement(computeType, corev1.NodeSelectorOpIn, "auto"),
	)
	for key, value := range map[string]string{
		"instance-category": part[1], "instance-generation": part[2], "instance-family": part[1] + part[2] + part[3],
		"instance-size": part[4], "instance-cpu": strconv.FormatInt(cpu, 10), "instance-cpu-manufacturer": maker,
		"instance-memory": strconv.FormatInt(memory, 10), "instance-hypervisor": hypervisor,
		"instance-encryption-in-transit-supported": strconv.FormatBool(part[2] >= "5"),
	} {
		requirements.Add(scheduling.NewRequirement(eksGroup+"/"+key, corev1.NodeSelectorOpIn, value))
	}
	for _, key := range onlyNot {
		requirements.Add(scheduling.NewRequirement(eksGroup+"/"+key, corev1.NodeSelectorOpDoesNotExist))
	}
	capacity := d.Resources.DeepCopy()
	capacity[corev1.ResourcePods] = resource.MustParse("110")
	capacity[corev1.ResourceEphemeralStorage] = resource.MustParse("80Gi")
	// What the hypervisor keeps, as karpenter-provider-aws assumes before it has seen a node: 7.5 %.
	capacity[corev1.ResourceMemory] = *resource.NewQuantity((memory<<20)*925/1000, resource.BinarySI)
	return &cloudprovider.InstanceType{
		Name: d.Name, Requirements: requirements, Capacity: capacity, Offerings: offerings(d),
		Overhead: &cloudprovider.InstanceTypeOverhead{
			KubeReserved: corev1.ResourceList{
				corev1.ResourceCPU: *resource.NewMilliQuantity(reservedMilli(cpu), resource.DecimalSI),
				// 11 Mi a pod and 255 Mi, as the EKS AMIs reserve.
				corev1.ResourceMemory:           *resource.NewQuantity((11*110+255)<<20, resource.BinarySI),
				corev1.ResourceEphemeralStorage: resource.MustParse("1Gi"),
			},
			EvictionThreshold: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("100Mi")},
		},
	}
}

// reservedMilli: 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest, as the EKS AMIs reserve.
func reservedMilli(cores int64) int64 {
	quarters := int64(0)
	for core := range cores {
		switch {
		case core == 0:
			quarters += 240
		case core == 1:
			quarters += 40
		case core < 4:
			quarters += 20
		default:
			quarters += 10
		}
	}
	return quarters / 4
}

func offerings(d described) cloudprovider.Offerings {
	prices := map[string]float64{}
	for _, offering := range d.Offerings {
		for _, requirement := range offering.Requirements {
			if requirement.Key == v1.CapacityTypeLabelKey && len(requirement.Values) == 1 {
				prices[requirement.Values[0]] = offering.Price
			}
		}
	}
	var all cloudprovider.Offerings
	for capacityType, price := range prices {
		for _, zone := range zones {
			all = append(all, &cloudprovider.Offering{
				Price: price, Available: true,
				Requirements: scheduling.NewRequirements(
					scheduling.NewRequirement(v1.CapacityTypeLabelKey, corev1.NodeSelectorOpIn, capacityType),
					scheduling.NewRequirement(corev1.LabelTopologyZone, corev1.NodeSelectorOpIn, zone),
				),
			})
		}
	}
	return all
}
