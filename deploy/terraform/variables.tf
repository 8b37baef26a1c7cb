variable "portal_role_arn" {
  type        = string
  description = "The role that the Backstage backend runs under"
}

variable "external_id" {
  type        = string
  description = "A text that only the portal knows"
  sensitive   = true
}

variable "role_prefix" {
  type    = string
  default = "eks-auto-mode"
}

variable "bucket" {
  type        = string
  description = "Name of the backup bucket"
}

variable "prefix" {
  type        = string
  description = "Key prefix of the backups, with its slash"
  default     = "eks-auto-mode/"
}

variable "cluster_role_pattern" {
  type        = string
  description = "Names of your cluster roles, such as *-cluster: the migrate role may change the trust of what it matches"
  validation {
    condition     = trim(var.cluster_role_pattern, "*?") != ""
    error_message = "A pattern of wildcards alone would let the migrate role change the trust of every role of the account."
  }
}

variable "node_role_pattern" {
  type        = string
  description = "An existing node role for Auto Mode, where you bring one"
  default     = "AmazonEKSAutoNodeRole*"
}

variable "tags" {
  type    = map(string)
  default = {}
}
