output "role_arns" {
  description = "For eksAutoMode.environments[].accounts[].roles"
  value       = { for name, role in aws_iam_role.this : name => role.arn }
}

output "bucket" {
  value = aws_s3_bucket.backup.id
}

output "kms_key_arn" {
  value = aws_kms_key.backup.arn
}
