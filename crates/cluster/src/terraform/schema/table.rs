//! The types of resources that are modelled.
//!
//! Which attributes are fixed follows the provider's source, where `ForceNew` or
//! `RequiresReplace` is set: <https://github.com/hashicorp/terraform-provider-aws>. Durations are
//! those of published apply logs, rounded.

use super::Schema;
use super::objects::OBJECTS;

/// What is known of a type.
pub(crate) fn schema(kind: &str) -> Option<&'static Schema> {
    let kind =
        kind.strip_suffix("_v1").filter(|kind| kind.starts_with("kubernetes_")).unwrap_or(kind);
    TABLE.iter().chain(OBJECTS).find(|schema| schema.kind == kind)
}

/// Names, each with what it has.
pub(super) type Pairs = &'static [(&'static str, &'static str)];

/// A type by the columns of the table.
pub(super) const fn row(
    kind: &'static str,
    fixed: &'static [&'static str],
    made: Pairs,
    seconds: [u32; 3],
) -> Schema {
    Schema { kind, fixed, kept: &[], computed: &[], defaults: &[], made, seconds }
}

/// The same with attributes that can be added and not be taken away.
pub(super) const fn keeping(kept: &'static [&'static str], schema: Schema) -> Schema {
    Schema { kept, ..schema }
}

/// The same with attributes that AWS chooses where nobody sets them.
pub(super) const fn choosing(computed: &'static [&'static str], schema: Schema) -> Schema {
    Schema { computed, ..schema }
}

/// The same with attributes that have a value where nobody sets them.
pub(super) const fn with(schema: Schema, defaults: Pairs) -> Schema {
    Schema { defaults, ..schema }
}

const EC2: [u32; 3] = [2, 2, 2];
/// Seconds of what is done at once.
pub(super) const IAM: [u32; 3] = [1, 1, 1];

const TABLE: &[Schema] = &[
    with(
        row(
            "aws_vpc",
            &["cidr_block"],
            &[
                ("id", "vpc-{hash}"),
                ("arn", "arn:{partition}:ec2:{region}:{account}:vpc/{id}"),
                ("default_security_group_id", "sg-{hash}"),
                ("main_route_table_id", "rtb-{hash}"),
                ("default_route_table_id", "rtb-{hash}"),
                ("default_network_acl_id", "acl-{hash}"),
            ],
            [12, 2, 2],
        ),
        &[("enable_dns_support", "true"), ("enable_dns_hostnames", "false")],
    ),
    choosing(
        &["availability_zone", "availability_zone_id"],
        with(
            row(
                "aws_subnet",
                &[
                    "vpc_id",
                    "cidr_block",
                    "availability_zone",
                    "availability_zone_id",
                    "ipv6_native",
                    "outpost_arn",
                ],
                &[
                    ("id", "subnet-{hash}"),
                    ("arn", "arn:{partition}:ec2:{region}:{account}:subnet/{id}"),
                ],
                [8, 2, 2],
            ),
            &[("map_public_ip_on_launch", "false")],
        ),
    ),
    row("aws_default_network_acl", &["default_network_acl_id"], &[("id", "acl-{hash}")], EC2),
    row("aws_default_route_table", &["default_route_table_id"], &[("id", "rtb-{hash}")], EC2),
    row("aws_default_security_group", &["vpc_id"], &[("id", "sg-{hash}")], EC2),
    row("aws_ec2_tag", &["resource_id", "key"], &[("id", "{resource_id},{key}")], IAM),
    row("aws_db_subnet_group", &["name", "name_prefix"], &[("id", "{name}")], EC2),
    row("aws_sqs_queue_policy", &["queue_url"], &[("id", "{queue_url}")], [26, 26, 1]),
    row(
        "aws_cloudwatch_event_rule",
        &["name", "name_prefix", "event_bus_name"],
        &[
            ("name", "terraform-{hash}"),
            ("id", "{name}"),
            ("arn", "arn:{partition}:events:{region}:{account}:rule/{name}"),
        ],
        IAM,
    ),
    row("aws_cloudwatch_event_target", &["rule", "target_id"], &[("id", "{rule}-{hash}")], IAM),
    row("aws_internet_gateway", &[], &[("id", "igw-{hash}")], [2, 2, 12]),
    row("aws_egress_only_internet_gateway", &["vpc_id"], &[("id", "eigw-{hash}")], EC2),
    row(
        "aws_eip",
        &["domain"],
        &[("id", "eipalloc-{hash}"), ("allocation_id", "{id}"), ("public_ip", "203.0.113.10")],
        [2, 2, 2],
    ),
    row(
        "aws_nat_gateway",
        &["allocation_id", "subnet_id", "connectivity_type"],
        &[("id", "nat-{hash}")],
        [110, 2, 70],
    ),
    choosing(&["route"], row("aws_route_table", &["vpc_id"], &[("id", "rtb-{hash}")], EC2)),
    row(
        "aws_route",
        &[
            "route_table_id",
            "destination_cidr_block",
            "destination_ipv6_cidr_block",
            "destination_prefix_list_id",
        ],
        &[("id", "r-rtb-{hash}")],
        EC2,
    ),
    row(
        "aws_route_table_association",
        &["subnet_id", "gateway_id"],
        &[("id", "rtbassoc-{hash}")],
        [1, 1, 1],
    ),
    choosing(
        &["ingress", "egress"],
        row(
            "aws_security_group",
            &["name", "name_prefix", "description", "vpc_id"],
            &[
                ("id", "sg-{hash}"),
                ("arn", "arn:{partition}:ec2:{region}:{account}:security-group/{id}"),
                ("name", "terraform-{hash}"),
            ],
            [3, 2, 2],
        ),
    ),
    row(
        "aws_security_group_rule",
        &[
            "security_group_id",
            "type",
            "protocol",
            "from_port",
            "to_port",
            "cidr_blocks",
            "ipv6_cidr_blocks",
            "prefix_list_ids",
            "source_security_group_id",
            "self",
        ],
        &[("id", "sgrule-{hash}")],
        IAM,
    ),
    row(
        "aws_vpc_security_group_ingress_rule",
        &["security_group_id"],
        &[("id", "sgr-{hash}")],
        IAM,
    ),
    row("aws_vpc_security_group_egress_rule", &["security_group_id"], &[("id", "sgr-{hash}")], IAM),
    row(
        "aws_vpc_endpoint",
        &["vpc_id", "service_name", "vpc_endpoint_type"],
        &[("id", "vpce-{hash}")],
        [70, 10, 20],
    ),
    row(
        "aws_launch_template",
        &["name", "name_prefix"],
        &[
            ("id", "lt-{hash}"),
            ("arn", "arn:{partition}:ec2:{region}:{account}:launch-template/{id}"),
            ("name", "terraform-{hash}"),
            ("default_version", "1"),
        ],
        [6, 2, 1],
    ),
    row(
        "aws_key_pair",
        &["key_name", "key_name_prefix", "public_key"],
        &[("id", "{key_name}")],
        IAM,
    ),
    choosing(
        &["managed_policy_arns", "inline_policy"],
        with(
            row(
                "aws_iam_role",
                &["name", "name_prefix", "path"],
                &[
                    ("name", "terraform-{hash}"),
                    ("id", "{name}"),
                    ("arn", "arn:{partition}:iam::{account}:role{path}{name}"),
                    ("unique_id", "AROA{ID}"),
                    ("create_date", "2026-01-01T00:00:00Z"),
                ],
                [1, 1, 1],
            ),
            &[("path", "/"), ("max_session_duration", "3600"), ("force_detach_policies", "false")],
        ),
    ),
    with(
        row(
            "aws_iam_policy",
            &["name", "name_prefix", "path", "description"],
            &[
                ("name", "terraform-{hash}"),
                ("arn", "arn:{partition}:iam::{account}:policy{path}{name}"),
                ("id", "{arn}"),
                ("policy_id", "ANPA{ID}"),
            ],
            IAM,
        ),
        &[("path", "/")],
    ),
    row(
        "aws_iam_role_policy",
        &["name", "name_prefix", "role"],
        &[("name", "terraform-{hash}"), ("id", "{role}:{name}")],
        IAM,
    ),
    row("aws_iam_role_policy_attachment", &["role", "policy_arn"], &[("id", "{role}-{hash}")], IAM),
    row("aws_iam_policy_attachment", &["name", "policy_arn"], &[("id", "{name}")], IAM),
    row("aws_iam_role_policies_exclusive", &["role_name"], &[], IAM),
    with(
        row(
            "aws_iam_instance_profile",
            &["name", "name_prefix", "path"],
            &[
                ("name", "terraform-{hash}"),
                ("id", "{name}"),
                ("arn", "arn:{partition}:iam::{account}:instance-profile{path}{name}"),
            ],
            [7, 1, 1],
        ),
        &[("path", "/")],
    ),
    row(
        "aws_iam_user",
        &[],
        &[("id", "{name}"), ("arn", "arn:{partition}:iam::{account}:user/{name}")],
        IAM,
    ),
    choosing(&["thumbprint_list"], row("aws_iam_openid_connect_provider", &["url"], &[], IAM)),
    choosing(
        &[
            "version",
            "access_config",
            "kubernetes_network_config",
            "upgrade_policy",
            "vpc_config.public_access_cidrs",
        ],
        keeping(
            &["encryption_config"],
            with(
                row(
                    "aws_eks_cluster",
                    &[
                        "name",
                        "role_arn",
                        "bootstrap_self_managed_addons",
                        "access_config.bootstrap_cluster_creator_admin_permissions",
                        "kubernetes_network_config.service_ipv4_cidr",
                        "kubernetes_network_config.ip_family",
                        "outpost_config",
                        "remote_network_config",
                    ],
                    &[
                        ("id", "{name}"),
                        ("arn", "{eks}:cluster/{name}"),
                        ("endpoint", "https://EXAMPLE.gr7.{region}.eks.{suffix}"),
                        ("version", "1.34"),
                        ("platform_version", "eks.1"),
                        ("status", "ACTIVE"),
                        ("created_at", "2026-01-01T00:00:00Z"),
                    ],
                    [520, 480, 240],
                ),
                &[("bootstrap_self_managed_addons", "true")],
            ),
        ),
    ),
    choosing(
        &[
            "ami_type",
            "capacity_type",
            "disk_size",
            "instance_types",
            "version",
            "release_version",
            "update_config",
        ],
        row(
            "aws_eks_node_group",
            &[
                "cluster_name",
                "node_role_arn",
                "subnet_ids",
                "node_group_name",
                "node_group_name_prefix",
                "ami_type",
                "capacity_type",
                "disk_size",
                "instance_types",
                "launch_template.id",
                "launch_template.name",
                "remote_access",
            ],
            &[
                ("node_group_name", "terraform-{hash}"),
                ("id", "{cluster_name}:{node_group_name}"),
                ("arn", "{eks}:nodegroup/{cluster_name}/{node_group_name}/{hash}"),
                ("status", "ACTIVE"),
            ],
            [110, 300, 180],
        ),
    ),
    row(
        "aws_eks_fargate_profile",
        &[
            "cluster_name",
            "fargate_profile_name",
            "pod_execution_role_arn",
            "selector",
            "subnet_ids",
        ],
        &[
            ("id", "{cluster_name}:{fargate_profile_name}"),
            ("arn", "{eks}:fargateprofile/{cluster_name}/{fargate_profile_name}/{hash}"),
            ("status", "ACTIVE"),
        ],
        [90, 2, 120],
    ),
    choosing(
        &["addon_version", "configuration_values"],
        row(
            "aws_eks_addon",
            &["cluster_name", "addon_name"],
            &[
                ("id", "{cluster_name}:{addon_name}"),
                ("arn", "{eks}:addon/{cluster_name}/{addon_name}/{hash}"),
                ("addon_version", "v1.0.0-eksbuild.1"),
            ],
            [35, 35, 15],
        ),
    ),
    choosing(
        &["kubernetes_groups", "user_name"],
        with(
            row(
                "aws_eks_access_entry",
                &["cluster_name", "principal_arn", "type"],
                &[("id", "{cluster_name}:{principal_arn}")],
                IAM,
            ),
            &[("type", "STANDARD")],
        ),
    ),
    row(
        "aws_eks_access_policy_association",
        &["cluster_name", "principal_arn", "policy_arn", "access_scope"],
        &[("id", "{cluster_name}#{principal_arn}#{policy_arn}")],
        IAM,
    ),
    row(
        "aws_eks_pod_identity_association",
        &["cluster_name", "namespace", "service_account"],
        &[
            ("association_id", "a-{hash}"),
            ("id", "{association_id}"),
            ("association_arn", "{eks}:podidentityassociation/{cluster_name}/{id}"),
        ],
        IAM,
    ),
    row(
        "aws_eks_identity_provider_config",
        &["cluster_name", "oidc"],
        &[("id", "{cluster_name}")],
        [600, 2, 600],
    ),
    row(
        "aws_ecr_repository",
        &["name", "encryption_configuration"],
        &[
            ("id", "{name}"),
            ("arn", "arn:{partition}:ecr:{region}:{account}:repository/{name}"),
            ("registry_id", "{account}"),
            ("repository_url", "{account}.dkr.ecr.{region}.{suffix}/{name}"),
        ],
        IAM,
    ),
    row("aws_ecr_lifecycle_policy", &["repository", "policy"], &[("id", "{repository}")], IAM),
    choosing(
        &["description", "policy"],
        row(
            "aws_kms_key",
            &["customer_master_key_spec", "key_usage", "multi_region", "custom_key_store_id"],
            &[
                ("key_id", "{hash}"),
                ("id", "{key_id}"),
                ("arn", "arn:{partition}:kms:{region}:{account}:key/{key_id}"),
            ],
            [10, 5, 1],
        ),
    ),
    row(
        "aws_kms_alias",
        &["name", "name_prefix"],
        &[("id", "{name}"), ("arn", "arn:{partition}:kms:{region}:{account}:{name}")],
        IAM,
    ),
    row(
        "aws_cloudwatch_log_group",
        &["name", "name_prefix", "log_group_class"],
        &[("id", "{name}"), ("arn", "arn:{partition}:logs:{region}:{account}:log-group:{name}")],
        IAM,
    ),
    row(
        "aws_s3_bucket",
        &["bucket", "bucket_prefix", "object_lock_enabled"],
        &[
            ("bucket", "terraform-{hash}"),
            ("id", "{bucket}"),
            ("arn", "arn:{partition}:s3:::{bucket}"),
            ("bucket_regional_domain_name", "{bucket}.s3.{region}.{suffix}"),
        ],
        [3, 2, 1],
    ),
    row(
        "aws_sqs_queue",
        &["name", "name_prefix", "fifo_queue"],
        &[
            ("arn", "arn:{partition}:sqs:{region}:{account}:{name}"),
            ("url", "https://sqs.{region}.{suffix}/{account}/{name}"),
            ("id", "{url}"),
        ],
        [26, 26, 1],
    ),
    row(
        "aws_sns_topic",
        &["name", "name_prefix", "fifo_topic"],
        &[("arn", "arn:{partition}:sns:{region}:{account}:{name}"), ("id", "{arn}")],
        IAM,
    ),
    row(
        "aws_dynamodb_table",
        &["name", "hash_key", "range_key"],
        &[("id", "{name}"), ("arn", "arn:{partition}:dynamodb:{region}:{account}:table/{name}")],
        [7, 7, 3],
    ),
    row(
        "aws_secretsmanager_secret",
        &["name", "name_prefix"],
        &[
            ("arn", "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-AbCdEf"),
            ("id", "{arn}"),
        ],
        IAM,
    ),
    row(
        "aws_ssm_parameter",
        &["name"],
        &[("id", "{name}"), ("arn", "arn:{partition}:ssm:{region}:{account}:parameter{name}")],
        IAM,
    ),
];
