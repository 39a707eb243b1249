//! The public sources that rules point to.

pub(super) const JSON: &str = "https://www.rfc-editor.org/rfc/rfc8259";
pub(super) const YAML: &str = "https://yaml.org/spec/1.2.2/";
pub(super) const HCL: &str = "https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md";
pub(super) const TERRAFORM: &str = "https://developer.hashicorp.com/terraform/language/expressions";
pub(super) const TERRAFORM_GRAPH: &str =
    "https://developer.hashicorp.com/terraform/internals/graph";
pub(super) const TERRAFORM_NAMES: &str =
    "https://developer.hashicorp.com/terraform/language/expressions/references";
pub(super) const TERRAFORM_VARIABLES: &str =
    "https://developer.hashicorp.com/terraform/language/values/variables";
pub(super) const CLOUDFORMATION_PARAMETERS: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/\
     parameters-section-structure.html";
pub(super) const EKSCTL: &str = "https://github.com/eksctl-io/eksctl/blob/main/pkg/apis/eksctl.io/\
                                 v1alpha5/validation.go";
/// The project's own account of what it chose where nothing is published.
pub(super) const THIS: &str = "ARCHITECTURE.md#what-aws-does-not-publish";
pub(super) const K8S_ACCOUNTS: &str =
    "https://kubernetes.io/docs/concepts/security/service-accounts/";
pub(super) const K8S_ADMISSION: &str =
    "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/";
pub(super) const K8S_OBJECTS: &str =
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/";
pub(super) const K8S_CLAIMS: &str =
    "https://github.com/kubernetes/kubernetes/blob/master/pkg/serviceaccount/claims.go";
pub(super) const WEBHOOK: &str =
    "https://github.com/aws/amazon-eks-pod-identity-webhook/blob/master/pkg/handler/handler.go";
pub(super) const WEBHOOK_CACHE: &str =
    "https://github.com/aws/amazon-eks-pod-identity-webhook/blob/master/pkg/cache/cache.go";
pub(super) const WEBHOOK_DEPLOY: &str = "https://github.com/aws/amazon-eks-pod-identity-webhook/blob/master/deploy/mutatingwebhook.yaml";
pub(super) const EKS_IRSA: &str =
    "https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html";
pub(super) const EKS_ASSOCIATE: &str =
    "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html";
pub(super) const EKS_NODE_ROLE: &str =
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html";
pub(super) const EKS_POD_IDENTITY: &str =
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html";
pub(super) const STS_API: &str =
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html";
pub(super) const STS_RECORDED: &str = "https://github.com/smithy-lang/smithy-rs/tree/main/aws/rust-runtime/aws-config/test-data/default-credential-provider-chain";
pub(super) const STS_REGIONS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html";
pub(super) const SDK_CHAIN: &str =
    "https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html";
pub(super) const BOTOCORE: &str =
    "https://github.com/boto/botocore/blob/develop/botocore/credentials.py";
pub(super) const IAM_OIDC: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html";
pub(super) const IAM_OIDC_NOTE: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html";
pub(super) const IAM_PRINCIPAL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html";
pub(super) const IAM_OPERATORS: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html";
pub(super) const IAM_MULTI: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html";
pub(super) const IAM_KEYS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html";
pub(super) const IAM_VARIABLES: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html";
pub(super) const IAM_GRAMMAR: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html";
pub(super) const IAM_LOGIC: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html";
pub(super) const IAM_QUOTAS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
pub(super) const REPOST_TOKEN: &str =
    "https://repost.aws/knowledge-center/iam-sts-invalididentitytoken";
pub(super) const SEEN_ACCESS_DENIED: &str =
    "https://github.com/aws-actions/configure-aws-credentials/issues/318";
pub(super) const SEEN_AUDIENCE: &str =
    "https://github.com/aws/amazon-eks-pod-identity-webhook/issues/232";
pub(super) const SEEN_NO_AUD: &str = "https://github.com/aws/aws-sdk-ruby/issues/2698";
pub(super) const SEEN_EXPIRED: &str = "https://github.com/awslabs/aws-orbit-workbench/issues/707";
pub(super) const SEEN_TOO_OLD: &str = "https://github.com/mozilla-iam/mozilla-aws-cli/issues/146";
pub(super) const SEEN_BAD_ARN: &str =
    "https://github.com/crossplane-contrib/provider-aws/issues/517";
pub(super) const SEEN_NO_KEY: &str = "https://github.com/awslabs/aws-sdk-rust/issues/827";
pub(super) const SEEN_RACE: &str =
    "https://github.com/aws/amazon-eks-pod-identity-webhook/issues/174";
pub(super) const SEEN_ANNOTATION: &str =
    "https://github.com/aws/amazon-eks-pod-identity-webhook/issues/200";
pub(super) const SEEN_ON_POD: &str = "https://github.com/kubeflow/spark-operator/issues/1041";
pub(super) const SEEN_FOREIGN_VOLUME: &str =
    "https://github.com/aws/amazon-eks-pod-identity-webhook/issues/52";
pub(super) const SEEN_REGION_DISABLED: &str =
    "https://github.com/turbot/steampipe-plugin-aws/issues/1510";
pub(super) const IAM_EFFECT: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html";
pub(super) const IAM_ACTION: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html";
pub(super) const IAM_NOT_ACTION: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html";
pub(super) const IAM_NOT_PRINCIPAL: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html";
pub(super) const IAM_RESOURCE: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html";
pub(super) const IAM_ROLE_NAMES: &str =
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html";
pub(super) const IAM_ARNS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html";
pub(super) const IAM_SHARED_ISSUERS: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html";
pub(super) const IAM_SESSION_TAGS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html";
pub(super) const K8S_WEBHOOKS: &str =
    "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/";
pub(super) const IAM_CHECKS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";
pub(super) const IAM_GLOBAL_KEYS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html";
pub(super) const SEEN_FEDERATED: &str =
    "https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2594";
pub(super) const SEEN_TRUST_ACTIONS: &str = "https://github.com/pulumi/pulumi-aws/issues/4629";
pub(super) const SEEN_TRUST_RESOURCE: &str =
    "https://github.com/terraform-aws-modules/terraform-aws-eks-pod-identity/issues/34";
pub(super) const SEEN_DUPLICATE: &str =
    "https://github.com/terraform-aws-modules/terraform-aws-iam/pull/66";
pub(super) const SEEN_PRINCIPAL: &str =
    "https://github.com/aws-actions/configure-aws-credentials/issues/332";
pub(super) const SEEN_COLONS: &str =
    "https://github.com/terraform-aws-modules/terraform-aws-eks/issues/1084";
pub(super) const SEEN_NOT_ARN: &str =
    "https://github.com/aws-ia/terraform-aws-eks-blueprints-addons/issues/326";
pub(super) const SEEN_ARN_KEY: &str = "https://github.com/aws/karpenter-provider-aws/issues/1666";
pub(super) const SEEN_SUBJECT_CASE: &str =
    "https://github.com/aws-actions/configure-aws-credentials/issues/1100";
pub(super) const SDK_VERSIONS: &str = "https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts-minimum-sdk.html";
pub(super) const SDK_REGIONS: &str =
    "https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html";
pub(super) const SEEN_NO_MODULE: &str = "https://github.com/atleon/atleon/issues/382";
pub(super) const SEEN_OWN_CHAIN: &str = "https://github.com/activeloopai/deeplake/issues/3161";
pub(super) const SEEN_UNREADABLE: &str =
    "https://github.com/external-secrets/kubernetes-external-secrets/issues/452";
pub(super) const SEEN_WINDOWS_PATH: &str =
    "https://github.com/aws/amazon-eks-pod-identity-webhook/issues/57";
pub(super) const SEEN_THUMBPRINT: &str = "https://github.com/alphagov/gsp/pull/889";
pub(super) const K8S_POLICIES: &str =
    "https://kubernetes.io/docs/concepts/services-networking/network-policies/";
pub(super) const PARTITIONS: &str =
    "https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html";
pub(super) const EKS_POD_AGENT: &str =
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html";
pub(super) const EKS_TARGET_ROLE: &str =
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html";
pub(super) const SDK_ENDPOINTS: &str =
    "https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html";
pub(super) const SEEN_NO_SUCH_REGION: &str =
    "https://github.com/fluxcd/source-controller/pull/1552";
pub(super) const SEEN_PROXY: &str = "https://github.com/awsdocs/amazon-eks-user-guide/pull/872";
pub(super) const EKS_POD_ROLE: &str =
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html";
pub(super) const SEEN_POD_RACE: &str =
    "https://github.com/aws/amazon-eks-pod-identity-webhook/issues/264";
pub(super) const IAM_RCP: &str =
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html";
pub(super) const IAM_DENIALS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html";
pub(super) const EKS_ASSOCIATION_API: &str =
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html";
pub(super) const GO_WEB_IDENTITY: &str =
    "https://github.com/aws/aws-sdk-go-v2/blob/main/credentials/stscreds/web_identity_provider.go";
pub(super) const SEEN_POLICY_AGENT: &str = "https://github.com/cilium/cilium/issues/34387";
pub(super) const SEEN_GROUP_AGENT: &str = "https://github.com/aws/amazon-vpc-cni-k8s/issues/2797";
pub(super) const SEEN_PACKED: &str = "https://github.com/aws/containers-roadmap/issues/2413";
pub(super) const EKS_GROUPS: &str =
    "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html";
pub(super) const EKS_PRIVATE: &str =
    "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html";
pub(super) const VPC_ENDPOINTS: &str =
    "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html";
pub(super) const IAM_CHAINING: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining";
