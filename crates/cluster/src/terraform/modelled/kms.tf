variable "create" { default = true }
variable "name" { default = "" }
variable "tags" { default = {} }

resource "aws_kms_key" "this" {
  count = var.create ? 1 : 0

  description         = "${var.name} cluster encryption key"
  key_usage           = "ENCRYPT_DECRYPT"
  enable_key_rotation = true
  tags                = var.tags
}

resource "aws_kms_alias" "this" {
  for_each = toset(var.create ? ["cluster"] : [])

  name          = "alias/eks/${var.name}"
  target_key_id = aws_kms_key.this[0].key_id
}

output "key_arn" { value = try(aws_kms_key.this[0].arn, null) }
output "key_id" { value = try(aws_kms_key.this[0].key_id, null) }
