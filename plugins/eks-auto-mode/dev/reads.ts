// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** Every check of the backend: its code, its title and the parts that it reads (`workloads` stands for seven of them; it judges the rest without one with `?`). */
export const CHECKS = `
ADD-01 | Add-ons are new enough to keep off Auto nodes | cluster addons daemonSets?
ADD-02 | Add-ons are active and healthy | addons
ADD-03 | Self-managed node components keep off Auto nodes | addons daemonSets
ADD-04 | Add-ons fit the cluster’s version | cluster addons
ADD-05 | No Cluster Autoscaler fights the drain | deployments
ADD-06 | Karpenter is new enough to live beside Auto Mode | deployments
ADD-07 | No Helm release can take Auto Mode’s kinds away | helmReleases
ADD-08 | Node pools say which controller they belong to | nodePools provisioners customResourceDefinitions
ADD-09 | No AWS Load Balancer Controller beside that of Auto Mode | deployments webhookConfigurations
ADD-10 | Admission webhooks survive the drain | webhookConfigurations services pods nodes
ADD-12 | Device plugins keep off Auto nodes | daemonSets deployments
ADD-14 | No ingress-nginx | deployments daemonSets
ADD-15 | Nothing is left of autoscalers that are gone | workloads serviceAccounts cluster nodegroups autoScalingGroups
ADD-16 | No Karpenter takes in what a drain moves | deployments nodegroups
CL-01 | The cluster is active | cluster
CL-02 | EKS reports no health issue of the cluster | cluster
CL-03 | No update of the cluster is under way | cluster updates
CL-04 | The Kubernetes version supports Auto Mode | cluster
CL-05 | The Kubernetes version stays supported during the migration | cluster clusterVersions
CL-06 | The cluster accepts access entries | cluster
CL-07 | The three switches of Auto Mode agree | cluster
CL-08 | The cluster runs in an AWS Region | cluster
CL-09 | Nodes can reach the API server from inside the VPC | cluster
CL-11 | The cluster has no hybrid nodes | cluster
CL-12 | The control plane logs what a migration does | cluster
CL-13 | Secrets are encrypted with a key of your own | cluster
CL-15 | EKS’ own insights are passing | cluster insights
CL-16 | The migrate identity may do all that a run needs | cluster missingAccess
CL-18 | The cluster’s definition lies with no tool | cluster
CO-01 | The fee of Auto Mode | cluster instances prices
CO-03 | The cluster pays no extended support | cluster clusterVersions
IAM-01 | The cluster role lets EKS tag its sessions | clusterRole
IAM-02 | The cluster role carries the policies of Auto Mode | cluster clusterRole
IAM-04 | The cluster role has room for the policies of Auto Mode | clusterRole
IAM-05 | No permissions boundary narrows the cluster role | clusterRole
IAM-06 | The cluster role is there and can be edited | cluster clusterRole
IAM-07 | The role of Auto nodes is ready | cluster autoNodeRole
IAM-08 | Auto nodes have a role of their own | cluster autoNodeRole accessEntries nodegroups configMaps?
IAM-09 | Every role of a NodeClass may join nodes | cluster nodeClasses instanceProfiles accessEntries
IAM-10 | Service accounts with IAM roles | serviceAccounts
IAM-11 | No pod lives on permissions of its node | sourceNodeRoles
IAM-12 | The cluster role may use the keys of the nodes’ disks | cluster kmsKeys
IAM-13 | The role of Auto nodes allows no more than nodes need | autoNodeRole
LB-01 | No Service has a load balancer of another controller | services
LB-02 | No Ingress belongs to the AWS Load Balancer Controller | ingresses ingressClasses
LB-03 | No TargetGroupBinding of the AWS Load Balancer Controller | targetGroupBindings
LB-04 | No Gateway belongs to the AWS Load Balancer Controller | gateways gatewayClasses
LB-05 | No load balancer sends to an Auto Scaling group | nodegroups autoScalingGroups
NET-01 | The subnets have addresses for the new nodes | cluster subnets instances nodegroups autoScalingGroups
NET-02 | The subnets are large enough for blocks of sixteen addresses | cluster subnets
NET-03 | The cluster’s subnets exist, in one VPC and two zones | cluster subnets
NET-04 | The cluster’s subnets are private | cluster subnets
NET-05 | Nodes find a way out of their subnets | cluster subnets nodegroups vpc
NET-06 | The subnets are tagged for load balancers | cluster subnets
NET-07 | The VPC resolves and gives names | cluster vpc
NET-08 | A private VPC has the endpoints that nodes need | cluster subnets vpc
NET-09 | No firewall rule depends on the old nodes’ security group | cluster instances securityGroups
NET-11 | Pods get addresses from their node’s subnet | daemonSets eniConfigs
NET-12 | No pod has security groups of its own | workloads securityGroupPolicies serviceAccounts
NET-13 | Settings of the VPC CNI | daemonSets
NET-14 | The VPC CNI is the only network and policy engine | daemonSets deployments customResourceDefinitions
NET-15 | Network policies are enforced on Auto nodes | cluster networkPolicies configMaps nodeClasses addons
NET-16 | Network policies admit DNS on Auto nodes | cluster namespaces networkPolicies
NET-17 | IPv6 clusters | cluster subnets
NET-19 | CoreDNS is configured as EKS installs it | configMaps
NET-20 | Old and new nodes can talk to each other | cluster instances securityGroups vpc
NET-21 | No subnet is tagged for another cluster only | cluster subnets
NG-01 | Managed node groups are active | nodegroups
NG-02 | EKS reports no health issue of a node group | nodegroups
NG-03 | No Windows nodes | nodegroups nodes
NG-04 | No group of nodes runs an image of its own | nodegroups autoScalingGroups launchTemplates machineImages
NG-05 | Groups of nodes need nothing of what they launch from | nodegroups autoScalingGroups launchTemplates
NG-06 | Nobody logs in to nodes | nodegroups autoScalingGroups launchTemplates instanceProfiles sourceNodeRoles daemonSets?
NG-07 | Auto Mode knows the instance types | nodegroups autoScalingGroups launchTemplates instanceTypes
NG-09 | Node groups on Arm | nodegroups
NG-10 | Nodes on Spot or capacity blocks | cluster nodegroups autoScalingGroups launchTemplates instances
NG-11 | Node groups with labels or taints | nodegroups
NG-12 | GPUs and Neuron devices | workloads nodegroups autoScalingGroups launchTemplates
NG-13 | Auto Scaling groups have no settings of their own | nodegroups autoScalingGroups
NG-14 | Every node belongs to a managed group | cluster nodegroups autoScalingGroups fargateProfiles instances nodes nodePools
NG-15 | Node groups whose definition lies with a tool | nodegroups
NG-16 | No Fargate profiles | workloads cluster fargateProfiles
NG-18 | Nodes are ready, open and of the cluster’s version | cluster nodes
NG-19 | No node role is shared by managed and self-managed nodes | nodegroups instanceProfiles
NG-20 | The quota covers old and new nodes at once | cluster vcpuQuota instances instanceTypes
NG-21 | Groups of nodes need no larger disk | nodegroups autoScalingGroups launchTemplates
NG-22 | Groups of nodes need no kubelet settings of their own | nodegroups autoScalingGroups launchTemplates
NG-23 | No dedicated hosts, Outposts and Wavelength zones | cluster nodegroups autoScalingGroups launchTemplates instances subnets
NG-24 | No agent lives on the machines themselves | nodegroups autoScalingGroups launchTemplates machineImages daemonSets
SA-02 | No GitOps controller takes patches back | workloads
SA-05 | Nobody is an administrator by a row of aws-auth | cluster configMaps accessEntries
SA-06 | Rows of aws-auth name roles without their path | cluster configMaps
SA-07 | More than one identity administers the cluster | cluster accessEntries configMaps
ST-01 | No workload mounts a volume of the EBS CSI driver | workloads persistentVolumes persistentVolumeClaims
ST-02 | The default StorageClass makes volumes for Auto nodes | storageClasses
ST-03 | There is a StorageClass for Auto nodes | cluster storageClasses
ST-04 | StatefulSets make volumes for Auto nodes | statefulSets storageClasses
ST-05 | Volumes outlive their conversion | workloads persistentVolumes persistentVolumeClaims
ST-06 | Volumes are made where their pod stands | storageClasses
ST-07 | No claim changes its volume by annotations | workloads persistentVolumeClaims
ST-08 | Static volumes carry the cluster’s tag | cluster persistentVolumes ebsVolumes
ST-09 | Volumes are encrypted with keys that Auto Mode may use | cluster kmsKeys ebsVolumes
ST-10 | Snapshots have a class for Auto Mode | cluster volumeSnapshots volumeSnapshotClasses
ST-11 | Volumes of EFS, FSx and S3 | workloads persistentVolumes persistentVolumeClaims
WL-01 | Every budget lets a pod go | workloads podDisruptionBudgets
WL-02 | No pod has two budgets | workloads podDisruptionBudgets
WL-03 | Broken pods can be evicted | workloads podDisruptionBudgets
WL-04 | Every pod has a controller | workloads
WL-05 | Nothing runs as a single replica | workloads
WL-06 | Replicas are protected by a budget | workloads podDisruptionBudgets
WL-07 | Containers say when they are ready | workloads
WL-09 | No workload asks for labels of node groups | workloads cluster nodegroups autoScalingGroups fargateProfiles instances nodes nodePools subnets launchTemplates instanceTypes nodeClasses
WL-10 | No workload asks for labels of Karpenter | workloads cluster nodegroups autoScalingGroups fargateProfiles instances nodes nodePools subnets launchTemplates instanceTypes nodeClasses
WL-11 | Some pool takes every workload | workloads cluster nodegroups autoScalingGroups fargateProfiles instances nodes nodePools subnets launchTemplates instanceTypes nodeClasses
WL-12 | Workloads that keep off Auto nodes by themselves | workloads
WL-13 | Hard spreading rules leave room | workloads namespaces persistentVolumes persistentVolumeClaims
WL-14 | Pods do not depend on their node’s files | workloads
WL-15 | No pod talks to the container runtime | workloads
WL-16 | Pods do not reach into their node | workloads
WL-17 | No pod keeps data in emptyDir | workloads
WL-18 | No volume lies on an old node | workloads persistentVolumes persistentVolumeClaims
WL-19 | No pod asks not to be moved | workloads
WL-20 | Pods end within ten minutes | workloads
WL-21 | Containers say what they need | workloads limitRanges
WL-22 | Every pod fits some node | workloads cluster nodegroups autoScalingGroups fargateProfiles instances nodes nodePools subnets launchTemplates instanceTypes nodeClasses
WL-23 | No pod lives on its instance’s metadata | workloads cluster serviceAccounts podIdentityAssociations
WL-24 | No job is at work | jobs
WL-26 | No StatefulSet moves one pod at a time | workloads podDisruptionBudgets
WL-29 | No pod is stuck | workloads
WL-30 | No two pods share a volume of one node | workloads persistentVolumeClaims
WL-32 | Everything can restart every 21 days | workloads cluster nodegroups autoScalingGroups fargateProfiles instances nodes nodePools subnets launchTemplates instanceTypes nodeClasses
WL-33 | No workload is forced onto Auto nodes | workloads
WL-34 | No pod asks for devices by resource claims | workloads
WL-35 | No pod sets what its kubelet would have to allow | workloads
WL-36 | No pod wants a container runtime of its own | workloads
WL-37 | No pod takes the ports of the Pod Identity agent | workloads
`;

/** Every part of a cluster that is read of its Kubernetes API, by the call that reads it. */
export const KUBERNETES_PARTS = `
ebsVolumes | list v1/persistentvolumes
kmsKeys keys of NodeClasses | list eks.amazonaws.com/v1/nodeclasses
kmsKeys keys of StorageClasses | list storage.k8s.io/v1/storageclasses
kmsKeys keys of volumes | list v1/persistentvolumes
namespaces | list v1/namespaces
nodes | list v1/nodes
pods | list v1/pods
deployments | list apps/v1/deployments
replicaSets | list apps/v1/replicasets
statefulSets | list apps/v1/statefulsets
daemonSets | list apps/v1/daemonsets
jobs | list batch/v1/jobs
cronJobs | list batch/v1/cronjobs
podDisruptionBudgets | list policy/v1/poddisruptionbudgets
services | list v1/services
ingresses | list networking.k8s.io/v1/ingresses
ingressClasses | list networking.k8s.io/v1/ingressclasses
configMaps | get v1/configmaps
persistentVolumes | list v1/persistentvolumes
persistentVolumeClaims | list v1/persistentvolumeclaims
storageClasses | list storage.k8s.io/v1/storageclasses
priorityClasses | list scheduling.k8s.io/v1/priorityclasses
limitRanges | list v1/limitranges
networkPolicies | list networking.k8s.io/v1/networkpolicies
webhookConfigurations | list admissionregistration.k8s.io/v1/mutatingwebhookconfigurations
customResourceDefinitions | list apiextensions.k8s.io/v1/customresourcedefinitions
serviceAccounts | list v1/serviceaccounts
endpointSlices | list discovery.k8s.io/v1/endpointslices
nodePools | list karpenter.sh/v1/nodepools
nodeClasses | list eks.amazonaws.com/v1/nodeclasses
provisioners | list karpenter.sh/v1alpha5/provisioners
nodeClaims | list karpenter.sh/v1/nodeclaims
nodeMetrics | list metrics.k8s.io/v1beta1/nodes
podMetrics | list metrics.k8s.io/v1beta1/pods
eniConfigs | list crd.k8s.amazonaws.com/v1alpha1/eniconfigs
securityGroupPolicies | list vpcresources.k8s.aws/v1beta1/securitygrouppolicies
targetGroupBindings | list elbv2.k8s.aws/v1beta1/targetgroupbindings
volumeSnapshots | list snapshot.storage.k8s.io/v1/volumesnapshots
volumeSnapshotClasses | list snapshot.storage.k8s.io/v1/volumesnapshotclasses
gateways | list gateway.networking.k8s.io/v1/gateways
gatewayClasses | list gateway.networking.k8s.io/v1/gatewayclasses
helmReleases | list v1/secrets
missingAccess | create authorization.k8s.io/v1/selfsubjectaccessreviews
`;

/** What is read of AWS. */
export const AWS_PARTS =
  'cluster updates clusterVersions nodegroups addons accessEntries podIdentityAssociations fargateProfiles insights clusterRole autoNodeRole sourceNodeRoles instanceProfiles subnets vpc securityGroups instances instanceTypes launchTemplates machineImages autoScalingGroups vcpuQuota ebsEncryption kmsKeys prices';
