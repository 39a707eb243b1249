//! The rows. See the parent module for what each column means.

use super::{Evidence, Rule, sources as url};
use crate::{Gate, Text};

rules_with_texts! {
    // ---- pod ---------------------------------------------------------------------------------

    /// The service account is among the objects given.
    ServiceAccountExists { account: Text } = "service-account-exists"
        [Pod] AwsDoc url::K8S_ACCOUNTS;
    /// Every namespace has an account `default`.
    ServiceAccountDefault { namespace: Text } = "service-account-default"
        [Pod] AwsDoc url::K8S_ACCOUNTS;
    /// The pod runs, so the API server found its account when it was created.
    PodWasAdmitted { pod: Text } = "pod-was-admitted" [Pod] AwsDoc url::K8S_ADMISSION;
    /// The listing of accounts does not have it: the API server rejects the pod.
    ServiceAccountMissing { account: Text, namespace: Text } = "service-account-missing"
        [Pod] AwsDoc url::K8S_ADMISSION;
    /// The account was not given.
    ServiceAccountNotGiven { account: Text } = "service-account-not-given" [Pod] Model url::THIS;
    /// No pod was given; one that uses the account is assumed.
    PodAssumed { account: Text } = "pod-assumed" [Pod] Model url::THIS;
    /// A token was given without any Kubernetes object.
    NoKubernetesObject = "no-kubernetes-object" [Pod] Model url::THIS;
    /// Neither a pod nor a token was given.
    AskerNotGiven = "asker-not-given" [Pod] Model url::THIS;

    /// The pod that was named is not among those given.
    AskerNotFound { pod: Text } = "asker-not-found" [Pod] Model url::THIS;

    // ---- binding -----------------------------------------------------------------------------

    /// The account carries a well-formed role ARN.
    AnnotationPresent { role: Text } = "annotation-present" [Binding] AwsDoc url::EKS_ASSOCIATE;
    /// The running pod carries a well-formed role ARN in its environment.
    RoleInEnvironment { role: Text } = "role-in-environment" [Binding] Source url::WEBHOOK;
    /// The account carries no role annotation: the webhook leaves the pod alone.
    AnnotationMissing { account: Text } = "annotation-missing" [Binding] Source url::WEBHOOK_CACHE;
    /// An annotation's key is nearly the right one; the webhook reads only the exact key.
    AnnotationKeyWrong { expected: Text, actual: Text } = "annotation-key-wrong"
        [Binding] Observed url::SEEN_ANNOTATION;
    /// The annotation stands on the pod; the webhook reads it from the account only.
    AnnotationOnPod { key: Text } = "annotation-on-pod" [Binding] Observed url::SEEN_ON_POD;
    /// The role ARN is malformed: it is injected as it is, and STS refuses it.
    RoleArnMalformed { value: Text } = "role-arn-malformed" [Binding] Observed url::SEEN_BAD_ARN;
    /// The account was not given, so its annotation is unknown.
    BindingNotGiven { account: Text } = "binding-not-given" [Binding] Model url::THIS;
    /// A Pod Identity association is given; what follows from it is not modelled.
    PodIdentityNotModelled { account: Text } = "pod-identity-not-modelled"
        [Binding] AwsDoc url::EKS_POD_IDENTITY;
    /// The account's annotation differs from what the running pod was given.
    AnnotationChangedSince { annotation: Text, injected: Text } = "annotation-changed-since"
        [Binding] AwsDoc url::EKS_ASSOCIATE;
    /// An annotation's value is not a string; the API server refuses it.
    AnnotationNotString { key: Text } = "annotation-not-string" [Binding] AwsDoc url::K8S_OBJECTS;

    // ---- admission ---------------------------------------------------------------------------

    /// The webhook adds the variables and the projected volume.
    WebhookInjects { container: Text } = "webhook-injects" [Admission] Source url::WEBHOOK;
    /// The webhook is taken to run, as on every EKS cluster.
    WebhookAssumed = "webhook-assumed" [Admission] AwsDoc url::EKS_IRSA;
    /// The running pod has the variables.
    PodWasInjected { container: Text } = "pod-was-injected" [Admission] Source url::WEBHOOK;
    /// The running pod lacks the variables although its account carries the annotation now.
    PodNotInjected { pod: Text } = "pod-not-injected" [Admission] Observed url::SEEN_RACE;
    /// The running pod lacks the variables, and its account's annotation is unknown.
    PodWithoutVariables { pod: Text } = "pod-without-variables" [Admission] Source url::WEBHOOK;
    /// Only one of the two variables is set, and the webhook then adds neither.
    VariablesIncomplete { set: Text, unset: Text } = "variables-incomplete"
        [Admission] Source url::WEBHOOK;
    /// The webhook is absent: its failure policy lets the pod through unchanged.
    WebhookAbsent = "webhook-absent" [Admission] Source url::WEBHOOK_DEPLOY;
    /// The pod opts out by label.
    WebhookOptedOut { label: Text } = "webhook-opted-out" [Admission] Source url::WEBHOOK_DEPLOY;
    /// The container is named in the skip list.
    ContainerSkipped { container: Text } = "container-skipped" [Admission] Source url::WEBHOOK;
    /// The variables may come from a config map, a secret or a field, which were not given.
    VariablesElsewhere { container: Text } = "variables-elsewhere" [Admission] Source url::WEBHOOK;
    /// Nothing is to be injected: the account carries no role annotation.
    NothingToInject = "nothing-to-inject" [Admission] Source url::WEBHOOK;
    /// A token lifetime is no whole number of seconds; the webhook takes the next setting.
    TokenExpirationIgnored { value: Text } = "token-expiration-ignored"
        [] Source url::WEBHOOK_CACHE;
    /// A token lifetime is below what the API server allows; the webhook raises it.
    TokenExpirationRaised { value: Text, minimum: i64 } = "token-expiration-raised"
        [] Source url::WEBHOOK_CACHE;
    /// The endpoint annotation is no boolean of Go; the webhook's own setting counts.
    RegionalEndpointsIgnored { value: Text } = "regional-endpoints-ignored"
        [] Source url::WEBHOOK_CACHE;
    /// The skip list is no CSV record, so no container is skipped.
    SkipListIgnored { value: Text } = "skip-list-ignored" [] Source url::WEBHOOK;
    /// The skip list names a container that the pod does not have; blanks count.
    SkipListMismatch { name: Text } = "skip-list-mismatch" [] Source url::WEBHOOK;

    // ---- sdk ---------------------------------------------------------------------------------

    /// The SDK is taken to be current and to find the web identity first.
    SdkAssumed = "sdk-assumed" [Sdk] AwsDoc url::SDK_CHAIN;
    /// Static keys in the environment win over the web identity in every SDK.
    StaticKeysWin { container: Text } = "static-keys-win" [Sdk] AwsDoc url::SDK_CHAIN;
    /// The session name is too short, too long or has other characters than STS takes.
    SessionNameInvalid { value: Text } = "session-name-invalid" [Sdk] AwsDoc url::STS_API;
    /// The duration lies outside of what STS takes.
    DurationOutOfRange { seconds: i64 } = "duration-out-of-range" [Sdk] AwsDoc url::STS_API;
    /// The duration exceeds the usual maximum, and the role's own is unknown.
    DurationMaximumNotGiven { seconds: i64 } = "duration-maximum-not-given"
        [Sdk] AwsDoc url::STS_API;
    /// The duration exceeds the role's own maximum.
    DurationOverMaximum { seconds: i64, maximum: i64 } = "duration-over-maximum"
        [Sdk] AwsDoc url::STS_API;

    // ---- token -------------------------------------------------------------------------------

    /// The kubelet mints the token with these claims.
    TokenMinted { subject: Text, audience: Text } = "token-minted" [Token] Source url::K8S_CLAIMS;
    /// The token given is well formed and within its time.
    TokenValid { subject: Text, seconds: i64 } = "token-valid" [Token] AwsDoc url::STS_API;
    /// The token names who, for whom and by whom.
    TokenClaimsPresent { subject: Text } = "token-claims-present" [Token] AwsDoc url::STS_API;
    /// No volume with the token is mounted where the variable points.
    TokenNotMounted { path: Text } = "token-not-mounted" [Token] Source url::WEBHOOK;
    /// The volume where the variable points holds no projected token.
    TokenVolumeForeign { volume: Text } = "token-volume-foreign"
        [Token] Observed url::SEEN_FOREIGN_VOLUME;
    /// The text is no JWT.
    TokenMalformed = "token-malformed" [Token] Observed url::STS_API;
    /// A claim that STS requires is missing.
    TokenClaimMissing { claim: Text } = "token-claim-missing" [Token] Observed url::SEEN_NO_AUD;
    /// The token's times are no whole numbers.
    TokenTimeInvalid { claim: Text } = "token-time-invalid" [Token] AwsDoc url::STS_API;
    /// The token is signed with an algorithm STS does not take.
    TokenAlgorithm { algorithm: Text } = "token-algorithm" [Token] AwsDoc url::STS_API;
    /// The token has several audiences and no authorized party.
    TokenAudiences { count: usize } = "token-audiences" [Token] Observed url::IAM_OIDC;
    /// The token expired.
    TokenExpired { now: i64, expiry: i64 } = "token-expired" [Token] Observed url::SEEN_EXPIRED;
    /// The token expired less than five minutes ago; AWS documents that STS still takes it.
    TokenJustExpired { seconds: i64 } = "token-just-expired" [Token] AwsDoc url::IAM_OIDC_NOTE;
    /// The token is not valid yet.
    TokenNotYetValid { seconds: i64 } = "token-not-yet-valid" [Token] Model url::STS_API;
    /// The token's age is one at which STS has been seen to refuse; the threshold is not published.
    TokenOld { seconds: i64 } = "token-old" [Token] Observed url::SEEN_TOO_OLD;
    /// The token belongs to another account than the pod's.
    TokenOfAnother { expected: Text, actual: Text } = "token-of-another"
        [Token] Source url::K8S_CLAIMS;
    /// No token was given, and the issuer that would mint it is unknown.
    TokenNotGiven = "token-not-given" [Token] Model url::THIS;

    // ---- network -----------------------------------------------------------------------------

    /// The regional STS endpoint is taken to be reachable.
    NetworkAssumed = "network-assumed" [Network] AwsDoc url::STS_REGIONS;
    /// The settings say that the endpoint can't be reached.
    EndpointUnreachable { problem: Text } = "endpoint-unreachable" [Network] Model url::THIS;
    /// STS is not active in the region for the account.
    RegionDisabled { account: Text } = "region-disabled"
        [Network] Observed url::SEEN_REGION_DISABLED;

    // ---- provider ----------------------------------------------------------------------------

    /// The role's account holds a provider for exactly this issuer.
    ProviderFound { issuer: Text, account: Text } = "provider-found"
        [Provider] AwsDoc url::IAM_OIDC;
    /// A provider for the issuer was given; that it is in the role's account is assumed.
    ProviderAccountAssumed { issuer: Text, account: Text } = "provider-account-assumed"
        [Provider] Model url::THIS;
    /// The role's account holds no provider for this issuer.
    ProviderMissing { issuer: Text, account: Text } = "provider-missing"
        [Provider] Observed url::STS_RECORDED;
    /// A provider differs from the issuer in a way that is easily overlooked.
    ProviderUrlDiffers { expected: Text, actual: Text, account: Text } = "provider-url-differs"
        [Provider] Observed url::STS_RECORDED;
    /// The issuer's provider is in another account than the role.
    ProviderInOtherAccount { issuer: Text, account: Text, other: Text }
        = "provider-in-other-account" [Provider] AwsDoc url::IAM_PRINCIPAL;
    /// The providers of the role's account are unknown.
    ProviderNotGiven { issuer: Text, account: Text } = "provider-not-given"
        [Provider] Model url::THIS;
    /// The issuer is unknown, so no provider can be looked for.
    IssuerNotGiven = "issuer-not-given" [Provider] Model url::THIS;
    /// The issuer is no `https://` URL, so no provider can exist for it.
    IssuerNotHttps { issuer: Text } = "issuer-not-https" [Provider] AwsDoc url::IAM_OIDC;
    /// The signature verifies with a key of the set given.
    SignatureValid { key: Text } = "signature-valid" [Provider] AwsDoc url::IAM_OIDC;
    /// The signature of a token that the cluster mints is right by construction.
    SignatureModelled = "signature-modelled" [Provider] Model url::THIS;
    /// No signature or no key set was given; the signature is taken to be right.
    SignatureAssumed = "signature-assumed" [Provider] Model url::THIS;
    /// A signature and a key set were given, but nothing is at hand to check them with.
    SignatureNotVerified = "signature-not-verified" [Provider] Model url::THIS;
    /// The signature does not verify with the key the token names.
    SignatureInvalid { key: Text } = "signature-invalid" [Provider] Model url::REPOST_TOKEN;
    /// The key set does not hold the key the token names.
    SignatureKeyMissing { key: Text } = "signature-key-missing"
        [Provider] Observed url::SEEN_NO_KEY;

    /// The key that the token names is no RSA key that can be used.
    SignatureKeyUnusable { key: Text } = "signature-key-unusable"
        [Provider] Model url::REPOST_TOKEN;
    /// The key set has more keys of the token's type than IAM takes.
    SignatureTooManyKeys { count: usize } = "signature-too-many-keys"
        [Provider] AwsDoc url::IAM_OIDC;
    /// STS takes the algorithm, but its signatures are not verified here.
    SignatureNotModelled { algorithm: Text } = "signature-not-modelled" [Provider] Model url::THIS;

    // ---- audience ----------------------------------------------------------------------------

    /// The audience is among the provider's client ids.
    AudienceRegistered { audience: Text } = "audience-registered" [Audience] AwsDoc url::IAM_OIDC;
    /// The audience is not among the provider's client ids.
    AudienceNotRegistered { expected: Text, actual: Text } = "audience-not-registered"
        [Audience] Observed url::SEEN_AUDIENCE;
    /// The provider's client ids are unknown.
    AudienceNotGiven { audience: Text } = "audience-not-given" [Audience] Model url::THIS;
    /// There is no provider, so its client ids are never asked.
    AudienceWithoutProvider = "audience-without-provider" [Audience] Model url::THIS;

    // ---- trust -------------------------------------------------------------------------------

    /// The role exists.
    RoleFound { role: Text } = "role-found" [Trust] AwsDoc url::STS_API;
    /// A bare trust policy is taken to be the role's.
    RoleAssumed { role: Text } = "role-assumed" [Trust] Model url::THIS;
    /// The role does not exist; STS says no more than that it denies.
    RoleMissing { role: Text } = "role-missing" [Trust] Model url::SEEN_ACCESS_DENIED;
    /// The role that the pod names was not given.
    RoleNotGiven { role: Text } = "role-not-given" [Trust] Model url::THIS;
    /// Another role has this name, with another path or in other letter case. Names are unique
    /// within an account whatever their path and case, and count with their case here.
    RoleNameTaken { expected: Text, actual: Text } = "role-name-taken"
        [Trust] AwsDoc url::IAM_ROLE_NAMES;
    /// A role was given, but not the one the pod names.
    RoleDiffers { expected: Text, actual: Text } = "role-differs" [Trust] Model url::THIS;
    /// The role was given without its trust policy.
    RolePolicyNotGiven = "role-policy-not-given" [Trust] Model url::THIS;
    /// It is unknown which role the pod asks for.
    RoleUnknown = "role-unknown" [Trust] Model url::THIS;
    /// IAM refuses to save this text as a policy, so no role has it: the grammar says so. The
    /// message is IAM's as emulators repeat it.
    PolicyRefused { message: Text } = "policy-refused" [Trust] AwsDoc url::IAM_GRAMMAR;
    /// IAM refuses a federated principal that is neither a domain name nor a provider's ARN.
    PolicyRefusedFederated { message: Text, value: Text } = "policy-refused-federated"
        [Trust] Observed url::SEEN_FEDERATED;
    /// IAM refuses other actions than those of assuming a role.
    PolicyRefusedActions { message: Text, value: Text } = "policy-refused-actions"
        [Trust] Observed url::SEEN_TRUST_ACTIONS;
    /// IAM refuses a resource in a trust policy.
    PolicyRefusedResource { message: Text } = "policy-refused-resource"
        [Trust] Observed url::SEEN_TRUST_RESOURCE;
    /// IAM refuses an operator or key that stands twice; most JSON readers keep the last.
    PolicyRefusedDuplicate { message: Text, key: Text } = "policy-refused-duplicate"
        [Trust] Observed url::SEEN_DUPLICATE;
    /// IAM refuses text that is no AWS principal.
    PolicyRefusedPrincipal { message: Text, value: Text } = "policy-refused-principal"
        [Trust] Observed url::SEEN_PRINCIPAL;
    /// IAM refuses a trust policy longer than the account's quota.
    PolicyRefusedSize { message: Text, length: usize, limit: usize } = "policy-refused-size"
        [Trust] AwsDoc url::IAM_QUOTAS;
    /// IAM may refuse this; reports differ, or there are none.
    PolicyMayBeRefused { message: Text, value: Text } = "policy-may-be-refused"
        [Trust] Model url::IAM_GRAMMAR;
    /// The policy is longer than the playground judges.
    PolicyTooLong { bytes: usize, limit: usize } = "policy-too-long" [Trust] Model url::THIS;
    /// The version is none of the two there are.
    PolicyVersionInvalid { value: Text } = "policy-version-invalid"
        [Trust] AwsDoc url::IAM_GRAMMAR;
    /// The effect is neither `Allow` nor `Deny`; letter case counts.
    PolicyEffectInvalid { value: Text } = "policy-effect-invalid" [Trust] AwsDoc url::IAM_EFFECT;
    /// A value has another JSON type than the grammar asks for.
    PolicyTypeMismatch { element: Text, expected: Text } = "policy-type-mismatch"
        [Trust] AwsDoc url::IAM_GRAMMAR;
    /// An element that the grammar does not have.
    PolicyElementUnknown { element: Text } = "policy-element-unknown"
        [Trust] AwsDoc url::IAM_GRAMMAR;
    /// An element's name differs from the right one in letter case only.
    PolicyElementCase { found: Text, expected: Text } = "policy-element-case"
        [Trust] Model url::IAM_GRAMMAR;
    /// An element stands twice.
    PolicyElementDuplicate { element: Text } = "policy-element-duplicate"
        [Trust] AwsDoc url::IAM_GRAMMAR;
    /// A principal's key is none of `AWS`, `Federated`, `Service` and `CanonicalUser`.
    PrincipalKeyUnknown { key: Text } = "principal-key-unknown" [Trust] AwsDoc url::IAM_GRAMMAR;
    /// A statement's name has other characters than letters and digits.
    SidCharacters { sid: Text } = "sid-characters" [Trust] AwsDoc url::IAM_GRAMMAR;
    /// There is no condition operator of this name.
    ConditionOperatorUnknown { operator: Text } = "condition-operator-unknown"
        [Trust] AwsDoc url::IAM_OPERATORS;
    /// The operator's letter case is not the documented one.
    ConditionOperatorCase { operator: Text } = "condition-operator-case"
        [Trust] Model url::IAM_OPERATORS;
    /// The operator can make nothing of this value, so nothing matches it.
    ConditionValueInvalid { operator: Text, value: Text } = "condition-value-invalid"
        [Trust] AwsDoc url::IAM_CHECKS;
    /// The value reads as if it held a variable, but the policy's version has none.
    VariableInOldVersion { value: Text } = "variable-in-old-version"
        [Trust] AwsDoc url::IAM_VARIABLES;
    /// The condition lists no value.
    ConditionValuesEmpty { key: Text } = "condition-values-empty" [Trust] AwsDoc url::IAM_CHECKS;
    /// IAM has been seen to refuse a condition key with `https://`.
    ConditionKeyColons { key: Text, message: Text } = "condition-key-colons"
        [Trust] Observed url::SEEN_COLONS;

    /// Every part of the statement matches, and it allows.
    StatementMatches { statement: Text } = "statement-matches" [Trust] AwsDoc url::IAM_LOGIC;
    /// A statement denies, whatever else allows.
    ExplicitDeny { statement: Text } = "explicit-deny" [Trust] AwsDoc url::IAM_LOGIC;
    /// No statement allows anything.
    NoStatement = "no-statement" [Trust] AwsDoc url::IAM_LOGIC;
    /// The statement is about the caller.
    PrincipalMatches { value: Text } = "principal-matches" [Trust] AwsDoc url::IAM_PRINCIPAL;
    /// The statement is about anyone, which is taken to include web identities.
    PrincipalAnyone = "principal-anyone" [Trust] Model url::IAM_PRINCIPAL;
    /// The statement is about another principal of the same sort. Letter case counts.
    PrincipalDiffers { expected: Text, actual: Text } = "principal-differs"
        [Trust] AwsDoc url::IAM_PRINCIPAL;
    /// The statement is about another sort of principal.
    PrincipalTypeDiffers { expected: Text, actual: Text } = "principal-type-differs"
        [Trust] AwsDoc url::IAM_PRINCIPAL;
    /// The provider belongs to another account than the role; only the role's own may speak.
    PrincipalOtherAccount { expected: Text, account: Text } = "principal-other-account"
        [Trust] AwsDoc url::IAM_PRINCIPAL;
    /// The federated principal is a bare host, which IAM accepts, and not the provider's ARN.
    PrincipalNotArn { expected: Text, actual: Text } = "principal-not-arn"
        [Trust] Observed url::SEEN_NOT_ARN;
    /// The statement is about everyone but a list, and the caller is on it.
    PrincipalExcepted { actual: Text } = "principal-excepted" [Trust] AwsDoc url::IAM_NOT_PRINCIPAL;
    /// The statement is about everyone but a list, and the caller is not on it.
    PrincipalNotExcepted { actual: Text } = "principal-not-excepted"
        [Trust] AwsDoc url::IAM_NOT_PRINCIPAL;
    /// The statement is about nobody.
    PrincipalAbsent = "principal-absent" [Trust] AwsDoc url::IAM_GRAMMAR;
    /// The statement is about the action.
    ActionMatches { expected: Text, actual: Text } = "action-matches"
        [Trust] AwsDoc url::IAM_ACTION;
    /// The statement is about other actions.
    ActionDiffers { expected: Text, actual: Text } = "action-differs"
        [Trust] AwsDoc url::IAM_ACTION;
    /// The statement is about every action but a list, and the action is on it.
    ActionExcepted { actual: Text } = "action-excepted" [Trust] AwsDoc url::IAM_NOT_ACTION;
    /// The statement is about every action but a list, and the action is not on it.
    ActionNotExcepted { actual: Text } = "action-not-excepted"
        [Trust] AwsDoc url::IAM_NOT_ACTION;
    /// The statement is about no action.
    ActionAbsent = "action-absent" [Trust] AwsDoc url::IAM_GRAMMAR;
    /// The statement is about the resource.
    ResourceMatches { expected: Text, actual: Text } = "resource-matches"
        [Permission] AwsDoc url::IAM_RESOURCE;
    /// The statement is about other resources.
    ResourceDiffers { expected: Text, actual: Text } = "resource-differs"
        [Permission] AwsDoc url::IAM_RESOURCE;
    /// The condition holds.
    ConditionHolds { key: Text, operator: Text, expected: Text, actual: Text } = "condition-holds"
        [Trust] AwsDoc url::IAM_OPERATORS;
    /// The condition holds because the key is not in the request.
    ConditionHoldsAbsent { key: Text, operator: Text } = "condition-holds-absent"
        [Trust] AwsDoc url::IAM_OPERATORS;
    /// The subject is as the condition asks.
    SubjectMatches { key: Text, operator: Text, expected: Text, actual: Text } = "subject-matches"
        [Trust] AwsDoc url::IAM_KEYS;
    /// The subject is not as the condition asks.
    SubjectMismatch { key: Text, operator: Text, expected: Text, actual: Text }
        = "subject-mismatch" [Trust] AwsDoc url::IAM_KEYS;
    /// The subject differs from the condition's value in letter case only.
    SubjectCaseDiffers { expected: Text, actual: Text } = "subject-case-differs"
        [Trust] Observed url::SEEN_SUBJECT_CASE;
    /// The audience is as the condition asks.
    AudienceConditionMatches { key: Text, operator: Text, expected: Text, actual: Text }
        = "audience-condition-matches" [Trust] AwsDoc url::IAM_KEYS;
    /// The audience is not as the condition asks.
    AudienceConditionMismatch { key: Text, operator: Text, expected: Text, actual: Text }
        = "audience-condition-mismatch" [Trust] AwsDoc url::IAM_KEYS;
    /// The condition does not hold.
    ConditionFails { key: Text, operator: Text, expected: Text, actual: Text } = "condition-fails"
        [Trust] AwsDoc url::IAM_OPERATORS;
    /// The value differs from the condition's in letter case only.
    ConditionCaseDiffers { key: Text, expected: Text, actual: Text } = "condition-case-differs"
        [Trust] AwsDoc url::IAM_OPERATORS;
    /// The value holds `*` or `?` under an operator to which those are ordinary characters.
    WildcardUnderEquals { pattern: Text, actual: Text, operator: Text } = "wildcard-under-equals"
        [Trust] AwsDoc url::IAM_OPERATORS;
    /// The key is not in the request.
    ConditionKeyAbsent { key: Text, operator: Text } = "condition-key-absent"
        [Trust] AwsDoc url::IAM_OPERATORS;
    /// The key begins with the issuer's scheme; keys begin with its host.
    ConditionKeyHasScheme { key: Text } = "condition-key-has-scheme"
        [Trust] AwsDoc url::IAM_KEYS;
    /// The key begins with the provider's ARN; keys begin with the issuer's host.
    ConditionKeyIsArn { key: Text } = "condition-key-is-arn" [Trust] Observed url::SEEN_ARN_KEY;
    /// The key is that of another issuer than the token's.
    ConditionKeyOtherIssuer { key: Text, issuer: Text } = "condition-key-other-issuer"
        [Trust] AwsDoc url::IAM_KEYS;
    /// AWS makes no key of this on this call.
    ConditionKeyNotSent { key: Text } = "condition-key-not-sent" [Trust] AwsDoc url::IAM_KEYS;
    /// AWS sets the key, but from what no text given here says.
    ConditionKeyUnknown { key: Text } = "condition-key-unknown"
        [Trust] AwsDoc url::IAM_GLOBAL_KEYS;
    /// The key has several values and the operator is for one; taken as no match.
    ConditionNeedsSetOperator { key: Text, operator: Text, values: usize }
        = "condition-needs-set-operator" [Trust] Model url::IAM_MULTI;
    /// The operator is unknown, so the condition is taken not to hold.
    ConditionOperatorNotRead { operator: Text } = "condition-operator-not-read"
        [Trust] Model url::IAM_OPERATORS;

    // ---- identity ----------------------------------------------------------------------------

    /// The process works as the role.
    IdentityWebIdentity { arn: Text } = "identity-web-identity" [Identity] AwsDoc url::STS_API;
    /// The process works with static keys.
    IdentityStaticKeys = "identity-static-keys" [Identity] AwsDoc url::SDK_CHAIN;
    /// The process works as the node role.
    IdentityNodeRole { role: Text } = "identity-node-role" [Identity] AwsDoc url::EKS_NODE_ROLE;
    /// The process works as the node's role, whichever that is.
    IdentityNode = "identity-node" [Identity] AwsDoc url::EKS_NODE_ROLE;
    /// Nothing gives the process credentials.
    IdentityNone = "identity-none" [Identity] Source url::BOTOCORE;
    /// Whose credentials the process gets can't be known from what was given.
    IdentityUnknown = "identity-unknown" [Identity] Model url::THIS;

    // ---- permission --------------------------------------------------------------------------

    /// No action was asked about.
    PermissionNotAsked = "permission-not-asked" [Permission] Model url::THIS;
    /// What the role may then do is not modelled.
    PermissionNotModelled = "permission-not-modelled" [Permission] Model url::THIS;
}
