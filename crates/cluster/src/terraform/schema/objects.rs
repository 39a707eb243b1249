//! The types of resources that are modelled and not AWS's: objects of Kubernetes, charts, and what
//! Terraform itself makes.
//!
//! Which attributes are fixed follows the sources of the providers:
//! <https://github.com/hashicorp/terraform-provider-kubernetes> and
//! <https://github.com/hashicorp/terraform-provider-helm>.

use super::Schema;
use super::table::{IAM, choosing, row, with};

const NAME: &str = "metadata.name";
const NAMESPACE: &str = "metadata.namespace";
const GENERATED: &str = "metadata.generate_name";

/// The names of an object can't be changed.
const KUBERNETES: &[&str] = &[NAME, NAMESPACE, GENERATED];

/// What is annotated by itself is another object under another name.
const ANNOTATED: &[&str] = &["api_version", "kind", NAME, NAMESPACE];

/// Of a pod little can be changed but the image.
const POD: &[&str] = &[
    NAME,
    NAMESPACE,
    GENERATED,
    "spec.service_account_name",
    "spec.automount_service_account_token",
    "spec.node_selector",
    "spec.node_name",
    "spec.host_network",
    "spec.volume",
    "spec.container.name",
    "spec.container.command",
    "spec.container.args",
    "spec.container.env",
    "spec.container.volume_mount",
];

pub(super) const OBJECTS: &[Schema] = &[
    row("kubernetes_service_account", KUBERNETES, &[("default_secret_name", "")], IAM),
    row("kubernetes_namespace", KUBERNETES, &[], [1, 1, 12]),
    row("kubernetes_config_map", KUBERNETES, &[], IAM),
    row("kubernetes_secret", &[NAME, NAMESPACE, GENERATED, "type"], &[], IAM),
    row("kubernetes_deployment", &[NAME, NAMESPACE, GENERATED, "spec.selector"], &[], [35, 35, 2]),
    row(
        "kubernetes_stateful_set",
        &[
            NAME,
            NAMESPACE,
            GENERATED,
            "spec.selector",
            "spec.service_name",
            "spec.pod_management_policy",
            "spec.volume_claim_template",
        ],
        &[],
        [60, 60, 2],
    ),
    row("kubernetes_daemonset", &[NAME, NAMESPACE, GENERATED, "spec.selector"], &[], [20, 20, 2]),
    row(
        "kubernetes_job",
        &[NAME, NAMESPACE, GENERATED, "spec.selector", "spec.template", "spec.completions"],
        &[],
        [20, 20, 2],
    ),
    row("kubernetes_cron_job", KUBERNETES, &[], IAM),
    row("kubernetes_pod", POD, &[], [12, 2, 30]),
    row("kubernetes_annotations", ANNOTATED, &[], IAM),
    row("kubernetes_labels", ANNOTATED, &[], IAM),
    row("kubernetes_role", KUBERNETES, &[], IAM),
    row("kubernetes_cluster_role", KUBERNETES, &[], IAM),
    row("kubernetes_role_binding", &[NAME, NAMESPACE, GENERATED, "role_ref"], &[], IAM),
    row("kubernetes_cluster_role_binding", &[NAME, GENERATED, "role_ref"], &[], IAM),
    row(
        "kubernetes_storage_class",
        &[
            NAME,
            GENERATED,
            "storage_provisioner",
            "reclaim_policy",
            "volume_binding_mode",
            "parameters",
            "mount_options",
        ],
        &[],
        IAM,
    ),
    row(
        "kubernetes_manifest",
        &[
            "manifest.kind",
            "manifest.apiVersion",
            "manifest.metadata.name",
            "manifest.metadata.namespace",
        ],
        &[],
        [2, 2, 2],
    ),
    choosing(
        &["version", "description"],
        with(
            row(
                "helm_release",
                &["name", "namespace"],
                &[("id", "{name}"), ("status", "deployed")],
                [45, 30, 12],
            ),
            &[("namespace", "default"), ("create_namespace", "false")],
        ),
    ),
    row(
        "random_id",
        &["byte_length", "prefix", "keepers"],
        &[("hex", "{hash}"), ("id", "{hash}"), ("b64_url", "{hash}")],
        [0, 0, 0],
    ),
    row(
        "random_string",
        &["length", "special", "upper", "lower", "keepers"],
        &[("result", "{hash}"), ("id", "{hash}")],
        [0, 0, 0],
    ),
    row("random_pet", &["length", "prefix", "keepers"], &[("id", "calm-heron")], [0, 0, 0]),
    row("random_integer", &["min", "max", "keepers"], &[("result", "7"), ("id", "7")], [0, 0, 0]),
    row("null_resource", &["triggers"], &[("id", "{hash}")], [0, 0, 0]),
    row("terraform_data", &["triggers_replace"], &[("id", "{hash}")], [0, 0, 0]),
    row("time_sleep", &["triggers"], &[("id", "2026-01-01T00:00:00Z")], [30, 0, 0]),
];
