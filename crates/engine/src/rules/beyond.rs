//! The rows of what a run judges beyond IRSA itself, in the order of the gates. They are part of
//! the table: the macro hands the rows it is given and these to `rules!`.

/// Writes the table from the rows it is given and the rows beyond IRSA.
macro_rules! rules_with_those_beyond {
    ($($rows:tt)*) => {
        rules! {
            $($rows)*

        // ---- binding ---------------------------------------------------------------------------

        /// A Pod Identity association gives the account its role.
        AssociationPresent { account: Text, role: Text } = "association-present"
            [Binding] AwsDoc url::EKS_POD_IDENTITY;

        /// The pod is pointed to the Pod Identity agent; which role that hands out was not given.
        AssociationNotGiven { account: Text } = "association-not-given" [Binding] Model url::THIS;
        /// The association comes before the annotation, which counts for nothing in new pods.
        AnnotationBesideAssociation { annotation: Text } = "annotation-beside-association"
            [Binding] Source url::WEBHOOK;
        /// EKS takes a session policy only where session tags are off.
        SessionPolicyWithTags = "session-policy-with-tags"
            [Binding] AwsDoc url::EKS_ASSOCIATION_API;

        /// EKS associates no role of another account than the cluster's.
        AssociationRoleElsewhere { role: Text, account: Text } = "association-role-elsewhere"
            [Binding] AwsDoc url::EKS_TARGET_ROLE;

        // ---- admission -------------------------------------------------------------------------

        /// The container is pointed to the Pod Identity agent.
        PodIdentityInjected { container: Text } = "pod-identity-injected"
            [Admission] Source url::WEBHOOK;
        /// The running pod is not pointed to the agent although its account has an association now.
        PodIdentityNotInjected { pod: Text } = "pod-identity-not-injected"
            [Admission] Observed url::SEEN_POD_RACE;

        /// The webhook's configuration selects other pods or namespaces.
        WebhookSelectsOthers { pod: Text } = "webhook-selects-others"
            [Admission] AwsDoc url::K8S_WEBHOOKS;
        /// The running pod is older than the association.
        AssociationAfterPod { pod: Text, made: Text } = "association-after-pod"
            [Admission] AwsDoc url::EKS_POD_IDENTITY;
        /// The running pod was given a web identity, which it keeps beside the association.
        PodKeepsWebIdentity { pod: Text } = "pod-keeps-web-identity"
            [Admission] Observed url::SEEN_POD_RACE;

        // ---- sdk -------------------------------------------------------------------------------

        /// The SDK's chain comes to the source that is meant before any other that answers.
        SdkTakes { sdk: Text } = "sdk-takes" [Sdk] Source url::SDK_CHAIN;
        /// Whether a profile comes before the web identity depends on the SDK, which was not named.
        SdkSourceUnknown { source: Text } = "sdk-source-unknown" [Sdk] AwsDoc url::SDK_CHAIN;
        /// The SDK is older than what it should take.
        SdkTooOld { sdk: Text, version: Text, minimum: Text } = "sdk-too-old"
            [Sdk] AwsDoc url::SDK_VERSIONS;
        /// A module is missing without which the SDK takes no web identity.
        SdkModuleMissing { sdk: Text, module: Text } = "sdk-module-missing"
            [Sdk] Observed url::SEEN_NO_MODULE;
        /// The chain leaves the source out.
        SdkChainWithoutWebIdentity { sdk: Text } = "sdk-chain-without-web-identity"
            [Sdk] Observed url::SEEN_OWN_CHAIN;
        /// A profile comes first in this SDK's chain.
        ProfileWins { sdk: Text, source: Text } = "profile-wins" [Sdk] Source url::SDK_CHAIN;
        /// An endpoint for containers comes first in this SDK's chain.
        ContainerWins { sdk: Text, variable: Text } = "container-wins" [Sdk] Source url::SDK_CHAIN;
        /// The SDK repeats the call by itself on this error of STS.
        SdkRepeats { sdk: Text, code: Text } = "sdk-repeats" [Sdk] Source url::GO_WEB_IDENTITY;
        /// Nothing names a region, and this SDK then has no host of STS.
        RegionMissing { sdk: Text } = "region-missing" [Sdk] AwsDoc url::SDK_REGIONS;

        /// A session policy names a resource by an ARN of fewer than six parts.
        SessionArnIncomplete { value: Text } = "session-arn-incomplete"
            [Sdk] AwsDoc url::IAM_ARNS;

        // ---- token -----------------------------------------------------------------------------

        /// The process may not read the token's file.
        TokenFileUnreadable { path: Text } = "token-file-unreadable"
            [Token] Observed url::SEEN_UNREADABLE;
        /// The SDK for .NET takes absolute paths of Windows alone.
        TokenPathNotWindows { path: Text } = "token-path-not-windows"
            [Token] Observed url::SEEN_WINDOWS_PATH;

        // ---- network ---------------------------------------------------------------------------

        /// Network policies let out nothing to the address of STS.
        NetworkPolicyBlocks { policy: Text, endpoint: Text } = "network-policy-blocks"
            [Network] AwsDoc url::K8S_POLICIES;
        /// Network policies let out some addresses, and it is unknown whether those of STS are
        /// among them.
        NetworkPolicyNarrow { policy: Text, endpoint: Text } = "network-policy-narrow"
            [Network] AwsDoc url::K8S_POLICIES;
        /// A network policy does not let out to the Pod Identity agent; whether it reaches that far
        /// depends on the network plugin.
        NetworkPolicyAgent { policy: Text, address: Text } = "network-policy-agent"
            [Network] Observed url::SEEN_POLICY_AGENT;
        /// The pod has security groups of its own, with which some did not reach the agent.
        SecurityGroupAgent { policy: Text, address: Text } = "security-group-agent"
            [Network] Observed url::SEEN_GROUP_AGENT;
        /// The pod's security groups, or the endpoint's, let nothing through to this port.
        SecurityGroupBlocks { group: Text, endpoint: Text, port: i64 } = "security-group-blocks"
            [Network] AwsDoc url::EKS_GROUPS;
        /// The pod's security groups let out to some addresses, and it is unknown whether those of
        /// STS are among them.
        SecurityGroupNarrow { group: Text, endpoint: Text } = "security-group-narrow"
            [Network] AwsDoc url::EKS_GROUPS;
        /// No route leads out of the VPC, and no endpoint within it serves the host.
        NoRoute { host: Text } = "no-route" [Network] AwsDoc url::EKS_PRIVATE;
        /// No route leads out of the VPC, and whether an endpoint within it serves the host was not
        /// given.
        EndpointsNotGiven { host: Text } = "endpoints-not-given" [Network] AwsDoc url::EKS_PRIVATE;
        /// The interface endpoint serves the host within the VPC.
        EndpointServes { endpoint: Text, host: Text } = "endpoint-serves"
            [Network] AwsDoc url::VPC_ENDPOINTS;
        /// The interface endpoint has no private DNS, so that the host has its public addresses.
        EndpointWithoutDns { endpoint: Text, host: Text } = "endpoint-without-dns"
            [Network] AwsDoc url::VPC_ENDPOINTS;
        /// Requests to STS go through a proxy, which is taken to let them through.
        ProxyUsed { proxy: Text, host: Text } = "proxy-used" [Network] Model url::THIS;
        /// The container trusts a file of authorities alone, which is taken to hold those of STS.
        BundleUsed { path: Text } = "bundle-used" [Network] Model url::THIS;
        /// The role's account may not have switched on the cluster's region.
        RegionOptIn { region: Text, account: Text } = "region-opt-in"
            [Network] AwsDoc url::STS_REGIONS;
        /// The role is of another partition than the endpoint.
        PartitionDiffers { expected: Text, actual: Text } = "partition-differs"
            [Network] AwsDoc url::PARTITIONS;
        /// The region is none that could exist, so that its host of STS does not exist either.
        RegionMalformed { region: Text } = "region-malformed"
            [Network] Observed url::SEEN_NO_SUCH_REGION;
        /// A variable of the container names a host that is not known to be STS.
        EndpointElsewhere { variable: Text, endpoint: Text } = "endpoint-elsewhere"
            [Network] AwsDoc url::SDK_ENDPOINTS;
        /// The Pod Identity agent answers, or is taken to.
        AgentReached = "agent-reached" [Network] AwsDoc url::EKS_POD_AGENT;
        /// The Pod Identity agent does not answer.
        AgentUnreachable { problem: Text } = "agent-unreachable"
            [Network] AwsDoc url::EKS_POD_AGENT;
        /// What is meant for the agent goes to a proxy.
        ProxySwallowsAgent { proxy: Text, address: Text } = "proxy-swallows-agent"
            [Network] Observed url::SEEN_PROXY;

        // ---- provider --------------------------------------------------------------------------

        /// STS can't fetch the issuer's keys.
        IssuerUnreachable { problem: Text } = "issuer-unreachable"
            [Provider] Observed url::SEEN_NO_KEY;
        /// The issuer's certificate has another authority than the provider was registered with.
        ThumbprintMismatch { expected: Text, actual: Text } = "thumbprint-mismatch"
            [Provider] Observed url::SEEN_THUMBPRINT;

        // ---- trust -----------------------------------------------------------------------------

        /// EKS tags the session, and the policy does not allow that.
        TagSessionMissing = "tag-session-missing" [Trust] AwsDoc url::EKS_POD_ROLE;
        /// EKS's session tags, which go along to the second role, leave little room for others.
        SessionTagsPacked { percent: u32 } = "session-tags-packed"
            [Trust] Observed url::SEEN_PACKED;
        /// A policy of the organization or of a VPC endpoint does not let the call through.
        GuardDenies { policy: Text } = "guard-denies" [Trust] AwsDoc url::IAM_RCP;
        /// Whether it does depends on values that were not given.
        GuardUnknown { policy: Text } = "guard-unknown" [Trust] AwsDoc url::IAM_RCP;
        /// The statement asks for no subject, so that every account of the cluster gets in.
        LintNoSubject { issuer: Text } = "lint-no-subject" [Trust] AwsDoc url::EKS_ASSOCIATE;
        /// The statement asks for no audience; the provider's client ids are still checked.
        LintNoAudience { issuer: Text } = "lint-no-audience" [Trust] AwsDoc url::EKS_ASSOCIATE;
        /// The pattern lets in accounts of every namespace.
        LintWideSubject { pattern: Text } = "lint-wide-subject" [Trust] AwsDoc url::EKS_ASSOCIATE;
        /// The wildcard is an ordinary character, so that the value matches nobody.
        LintWildcardEquals { pattern: Text, operator: Text } = "lint-wildcard-equals"
            [Trust] AwsDoc url::IAM_OPERATORS;
        /// The set operator holds where the key is absent.
        LintForAllValues { key: Text } = "lint-for-all-values" [Trust] AwsDoc url::IAM_MULTI;
        /// No token of the statement's provider brings this key.
        LintKeyNeverSent { key: Text, expected: Text } = "lint-key-never-sent"
            [Trust] AwsDoc url::IAM_KEYS;
        /// The conditions ask for keys of two issuers at once, and a token is of one.
        LintTwoIssuers { first: Text, second: Text } = "lint-two-issuers"
            [Trust] AwsDoc url::IAM_MULTI;
        /// The key belongs to calls of services or of signed principals, not to one with a token.
        LintCallerKey { key: Text } = "lint-caller-key" [Trust] AwsDoc url::IAM_GLOBAL_KEYS;
        /// The key belongs to tokens with tags or a source identity, which those of EKS have not.
        LintTagKey { key: Text } = "lint-tag-key" [Trust] AwsDoc url::IAM_SESSION_TAGS;
        /// A part of an example was not replaced.
        LintPlaceholder { text: Text } = "lint-placeholder" [Trust] AwsDoc url::EKS_ASSOCIATE;
        /// The policy is close to the account's quota.
        LintNearQuota { length: usize, limit: usize } = "lint-near-quota"
            [Trust] AwsDoc url::IAM_QUOTAS;
        /// The statement says what another one says already.
        LintRedundant { statement: Text } = "lint-redundant" [Trust] AwsDoc url::IAM_CHECKS;
        /// Principals of this sort assume a role by another call.
        LintActionMismatch { expected: Text, actual: Text } = "lint-action-mismatch"
            [Trust] AwsDoc url::IAM_CHECKS;
        /// The issuer serves everybody, and nothing asks whose token it is.
        LintSharedIssuer { issuer: Text } = "lint-shared-issuer"
            [Trust] AwsDoc url::IAM_SHARED_ISSUERS;
        /// The same of an issuer whose audiences say whose tokens are.
        LintSharedAudience { issuer: Text } = "lint-shared-audience"
            [Trust] AwsDoc url::IAM_SHARED_ISSUERS;
        /// Two keys differ in letter case alone, which does not count.
        LintKeyCaseTwice { first: Text, second: Text } = "lint-key-case-twice"
            [Trust] AwsDoc url::IAM_CHECKS;
        /// The list has this already.
        LintRepeated { value: Text } = "lint-repeated" [Trust] AwsDoc url::IAM_CHECKS;
        /// A variable is not closed, is empty or has blanks, or stands where none is filled in.
        LintVariable { text: Text } = "lint-variable" [Trust] AwsDoc url::IAM_CHECKS;
        /// In a principal a wildcard is an ordinary character.
        LintWildcardPrincipal { value: Text } = "lint-wildcard-principal"
            [Trust] AwsDoc url::IAM_CHECKS;
        /// No call comes from a private address.
        LintPrivateAddress { value: Text } = "lint-private-address"
            [Trust] AwsDoc url::IAM_CHECKS;
        /// The value is no id of a VPC or of an endpoint.
        LintVpcFormat { value: Text, prefix: Text } = "lint-vpc-format"
            [Trust] AwsDoc url::IAM_CHECKS;
        /// The operator is for another type than the key's.
        LintOperatorType { key: Text, operator: Text } = "lint-operator-type"
            [Trust] AwsDoc url::IAM_CHECKS;
        /// The key names no tag.
        LintTagMissing { key: Text } = "lint-tag-missing" [Trust] AwsDoc url::IAM_CHECKS;
        /// A string operator lets a wildcard in an ARN reach beyond its part.
        LintArnOperator { key: Text } = "lint-arn-operator" [Trust] AwsDoc url::IAM_CHECKS;
        /// The key has several values and the operator is for one.
        LintNeedsSetOperator { key: Text } = "lint-needs-set-operator"
            [Trust] AwsDoc url::IAM_CHECKS;
        /// No service account's subject is like this value.
        LintSubjectForm { value: Text } = "lint-subject-form" [Trust] Source url::K8S_CLAIMS;
        /// The pattern's wildcard stands for the end of the namespace, too.
        LintSubjectAcross { pattern: Text } = "lint-subject-across"
            [Trust] AwsDoc url::IAM_OPERATORS;
        /// No call of the Pod Identity service carries this key.
        LintAgentKey { key: Text, expected: Text } = "lint-agent-key"
            [Trust] AwsDoc url::EKS_POD_ROLE;
        /// The statement denies to everyone what another one allows.
        LintDeniesAll { action: Text } = "lint-denies-all" [Trust] AwsDoc url::IAM_LOGIC;
        /// The statement is about everyone.
        LintAnyone = "lint-anyone" [Trust] AwsDoc url::IAM_PRINCIPAL;

        // ---- identity --------------------------------------------------------------------------

        /// The process works with a profile.
        IdentityProfile = "identity-profile" [Identity] AwsDoc url::SDK_CHAIN;

        /// The process works as what an endpoint for containers hands out.
        IdentityContainer = "identity-container" [Identity] AwsDoc url::SDK_CHAIN;

        // ---- permission ------------------------------------------------------------------------

        /// Every policy type lets the call through.
        PermissionAllowed { action: Text } = "permission-allowed"
            [Permission] AwsDoc url::IAM_LOGIC;
        /// Some policy type does not. The message is what AWS prints.
        PermissionDenied { message: Text } = "permission-denied"
            [Permission] AwsDoc url::IAM_DENIALS;
        /// What was given does not decide.
        PermissionUnknown { action: Text } = "permission-unknown" [Permission] Model url::THIS;
        /// A role that is assumed with the credentials of another one has them for an hour at most.
        ChainOverHour { message: Text } = "chain-over-hour" [Permission] AwsDoc url::IAM_CHAINING;
        /// A session token of the global endpoint is no good in this region.
        SessionTokenRegion { region: Text } = "session-token-region"
            [Permission] AwsDoc url::STS_REGIONS;
        }
    };
}
