variable "create_vpc" { default = true }
variable "name" { default = "" }
variable "cidr" { default = "10.0.0.0/16" }
variable "azs" { default = [] }
variable "private_subnets" { default = [] }
variable "public_subnets" { default = [] }
variable "intra_subnets" { default = [] }
variable "enable_dns_hostnames" { default = MAJOR >= 4 }
variable "enable_dns_support" { default = true }
variable "enable_nat_gateway" { default = false }
variable "single_nat_gateway" { default = false }
variable "one_nat_gateway_per_az" { default = false }
variable "map_public_ip_on_launch" { default = MAJOR < 4 }
variable "public_subnet_tags" { default = {} }
variable "private_subnet_tags" { default = {} }
variable "intra_subnet_tags" { default = {} }
variable "database_subnets" { default = [] }
variable "database_subnet_tags" { default = {} }
variable "create_database_subnet_group" { default = true }
variable "create_igw" { default = true }
variable "manage_default_network_acl" { default = MAJOR >= 4 }
variable "manage_default_route_table" { default = MAJOR >= 4 }
variable "manage_default_security_group" { default = MAJOR >= 4 }
variable "tags" { default = {} }
variable "vpc_tags" { default = {} }

locals {
  zones    = length(var.azs) > 0 ? var.azs : [null]
  longest  = max(length(var.private_subnets), length(var.database_subnets))
  # There are as many private route tables as there would be gateways, with gateways or without.
  tables   = var.single_nat_gateway ? 1 : var.one_nat_gateway_per_az ? length(var.azs) : local.longest
  gateways = var.enable_nat_gateway ? local.tables : 0
}

resource "aws_vpc" "this" {
  count = var.create_vpc ? 1 : 0

  cidr_block           = var.cidr
  enable_dns_hostnames = var.enable_dns_hostnames
  enable_dns_support   = var.enable_dns_support
  tags                 = merge({ Name = var.name }, var.tags, var.vpc_tags)
}

resource "aws_internet_gateway" "this" {
  count = var.create_vpc && var.create_igw && length(var.public_subnets) > 0 ? 1 : 0

  vpc_id = aws_vpc.this[0].id
}

resource "aws_subnet" "public" {
  count = var.create_vpc ? length(var.public_subnets) : 0

  vpc_id                  = aws_vpc.this[0].id
  cidr_block              = var.public_subnets[count.index]
  availability_zone       = element(local.zones, count.index)
  map_public_ip_on_launch = var.map_public_ip_on_launch
  tags                    = merge(var.public_subnet_tags, var.tags)
}

resource "aws_subnet" "private" {
  count = var.create_vpc ? length(var.private_subnets) : 0

  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.private_subnets[count.index]
  availability_zone = element(local.zones, count.index)
  tags              = merge(var.private_subnet_tags, var.tags)
}

resource "aws_subnet" "intra" {
  count = var.create_vpc ? length(var.intra_subnets) : 0

  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.intra_subnets[count.index]
  availability_zone = element(local.zones, count.index)
  tags              = merge(var.intra_subnet_tags, var.tags)
}

resource "aws_default_network_acl" "this" {
  count = var.create_vpc && var.manage_default_network_acl ? 1 : 0

  default_network_acl_id = aws_vpc.this[0].default_network_acl_id
}

resource "aws_default_route_table" "default" {
  count = var.create_vpc && var.manage_default_route_table ? 1 : 0

  default_route_table_id = aws_vpc.this[0].default_route_table_id
}

resource "aws_default_security_group" "this" {
  count = var.create_vpc && var.manage_default_security_group ? 1 : 0

  vpc_id = aws_vpc.this[0].id
}

resource "aws_subnet" "database" {
  count = var.create_vpc ? length(var.database_subnets) : 0

  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.database_subnets[count.index]
  availability_zone = element(local.zones, count.index)
  tags              = merge(var.database_subnet_tags, var.tags)
}

resource "aws_db_subnet_group" "database" {
  count = var.create_vpc && length(var.database_subnets) > 0 && var.create_database_subnet_group ? 1 : 0

  name       = lower(var.name)
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_route_table_association" "database" {
  count = var.create_vpc ? length(var.database_subnets) : 0

  subnet_id      = aws_subnet.database[count.index].id
  route_table_id = element(aws_route_table.private[*].id, count.index)
}

resource "aws_route_table" "intra" {
  count = var.create_vpc && length(var.intra_subnets) > 0 ? 1 : 0

  vpc_id = aws_vpc.this[0].id
}

resource "aws_route_table_association" "intra" {
  count = var.create_vpc ? length(var.intra_subnets) : 0

  subnet_id      = aws_subnet.intra[count.index].id
  route_table_id = aws_route_table.intra[0].id
}

resource "aws_route_table" "public" {
  count = var.create_vpc && length(var.public_subnets) > 0 ? 1 : 0

  vpc_id = aws_vpc.this[0].id
}

resource "aws_route" "public_internet_gateway" {
  count = var.create_vpc && var.create_igw && length(var.public_subnets) > 0 ? 1 : 0

  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route_table_association" "public" {
  count = var.create_vpc ? length(var.public_subnets) : 0

  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_eip" "nat" {
  count  = var.create_vpc ? local.gateways : 0
  domain = "vpc"
}

resource "aws_nat_gateway" "this" {
  count = var.create_vpc ? local.gateways : 0

  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = element(aws_subnet.public[*].id, count.index)
  depends_on    = [aws_internet_gateway.this]
}

resource "aws_route_table" "private" {
  count = var.create_vpc && local.longest > 0 ? local.tables : 0

  vpc_id = aws_vpc.this[0].id
}

resource "aws_route" "private_nat_gateway" {
  count = var.create_vpc ? local.gateways : 0

  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[count.index].id
}

resource "aws_route_table_association" "private" {
  count = var.create_vpc ? length(var.private_subnets) : 0

  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = element(aws_route_table.private[*].id, count.index)
}

output "vpc_id" { value = try(aws_vpc.this[0].id, null) }
output "vpc_arn" { value = try(aws_vpc.this[0].arn, null) }
output "vpc_cidr_block" { value = try(aws_vpc.this[0].cidr_block, null) }
output "private_subnets" { value = aws_subnet.private[*].id }
output "public_subnets" { value = aws_subnet.public[*].id }
output "intra_subnets" { value = aws_subnet.intra[*].id }
output "private_subnets_cidr_blocks" { value = aws_subnet.private[*].cidr_block }
output "public_subnets_cidr_blocks" { value = aws_subnet.public[*].cidr_block }
output "private_route_table_ids" { value = aws_route_table.private[*].id }
output "public_route_table_ids" { value = aws_route_table.public[*].id }
output "natgw_ids" { value = aws_nat_gateway.this[*].id }
output "nat_public_ips" { value = aws_eip.nat[*].public_ip }
output "igw_id" { value = try(aws_internet_gateway.this[0].id, null) }
output "default_security_group_id" { value = try(aws_vpc.this[0].default_security_group_id, null) }
output "database_subnets" { value = aws_subnet.database[*].id }
output "database_subnet_group_name" { value = try(aws_db_subnet_group.database[0].name, null) }
output "intra_route_table_ids" { value = aws_route_table.intra[*].id }
output "azs" { value = var.azs }
output "name" { value = var.name }
