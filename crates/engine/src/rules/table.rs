//! The rows. See the parent module for what each column means.

use super::{Evidence, Rule, sources as url};
use crate::{Gate, Text};

/// Writes the enum, the table and the accessors from one list of rows.
macro_rules! rules {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident $({ $($field:ident: $type:ty),+ })? = $id:literal
            [$($gate:ident)?] $evidence:ident $url:expr;
    )+) => {
        /// Why a check came out as it did, or what a finding is about, with the values compared.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Reason {
            $(
                $(#[doc = $doc])+
                $name $({ $(
                    #[doc = concat!("The `", stringify!($field), "` of the sentence.")]
                    $field: $type
                ),+ })?,
            )+
        }

        /// Every rule, in the order of the gates.
        pub const RULES: &[Rule] = &[
            $(*rules!(@row $id [$($gate)?] $evidence $url; [$($(stringify!($field)),+)?])),+
        ];

        impl Reason {
            /// Its row in the table.
            #[must_use]
            pub const fn rule(&self) -> &'static Rule {
                match self {
                    $(Self::$name $({ $($field: _),+ })? => rules!(
                        @row $id [$($gate)?] $evidence $url; [$($(stringify!($field)),+)?]
                    )),+
                }
            }

            /// The values for the placeholders of its sentences, by name.
            #[must_use]
            pub fn data(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(Self::$name $({ $($field),+ })? => {
                        vec![$($((stringify!($field), $field.to_string())),+)?]
                    }),+
                }
            }
        }
    };
    (@row $id:literal [$($gate:ident)?] $evidence:ident $url:expr; [$($data:expr),*]) => {
        &Rule {
            id: $id,
            gate: rules!(@gate $($gate)?),
            evidence: Evidence::$evidence,
            source_url: $url,
            data: &[$($data),*],
        }
    };
    (@gate) => { None };
    (@gate $gate:ident) => { Some(Gate::$gate) };
}

rules! {
    // ---- The texts themselves -------------------------------------------------------------

    /// A JSON token stands where another one has to. `found` is empty at the end of the text;
    /// `expected` is `value`, `key`, or the character itself.
    JsonUnexpected { found: Text, expected: Text } = "json-unexpected" [] AwsDoc url::JSON;
    /// A JSON bracket or brace is never closed.
    JsonUnclosed { open: Text } = "json-unclosed" [] AwsDoc url::JSON;
    /// A JSON string is not closed on its line.
    JsonStringUnclosed = "json-string-unclosed" [] AwsDoc url::JSON;
    /// A JSON string holds an escape that does not exist.
    JsonBadEscape { escape: Text } = "json-bad-escape" [] AwsDoc url::JSON;
    /// A JSON string holds a raw control character.
    JsonControlCharacter { code: u32 } = "json-control-character" [] AwsDoc url::JSON;
    /// JSON has no comma before a closing bracket.
    JsonTrailingComma = "json-trailing-comma" [] AwsDoc url::JSON;
    /// JSON has no comments.
    JsonComment = "json-comment" [] AwsDoc url::JSON;
    /// Text goes on after the JSON value ended.
    JsonExtraText = "json-extra-text" [] AwsDoc url::JSON;
    /// A map names one key twice; most readers keep the last.
    DuplicateKey { key: Text } = "duplicate-key" [] AwsDoc url::JSON;
    /// A key is a map, a list or nothing; Kubernetes turns YAML into JSON, which takes only text.
    KeyNotText = "key-not-text" [] AwsDoc url::JSON;
    /// The YAML parser stopped here; its own words are kept.
    YamlSyntax { message: Text } = "yaml-syntax" [] AwsDoc url::YAML;
    /// The file is longer than the playground reads.
    FileTooLarge { bytes: usize, limit: usize } = "file-too-large" [] Model url::THIS;
    /// The files together are longer than the playground reads.
    ScenarioTooLarge { bytes: usize, limit: usize } = "scenario-too-large" [] Model url::THIS;
    /// There are more files than the playground reads.
    TooManyFiles { count: usize, limit: usize } = "too-many-files" [] Model url::THIS;
    /// The text nests deeper than the playground reads.
    NestingTooDeep { limit: usize } = "nesting-too-deep" [] Model url::THIS;
    /// The text's aliases stand for more nodes than the playground reads.
    AliasesTooMany { limit: usize } = "aliases-too-many" [] Model url::THIS;
    /// There are more objects than the playground reads.
    ObjectsTooMany { count: usize, limit: usize } = "objects-too-many" [] Model url::THIS;
    /// The text is of no kind the playground knows.
    KindUnknown = "kind-unknown" [] Model url::THIS;
    /// The kind is known but not read.
    KindNotRead { kind: Text } = "kind-not-read" [] Model url::THIS;
    /// A setting of this name does not exist; it has no effect.
    SettingUnknown { key: Text } = "setting-unknown" [] Model url::THIS;
    /// A setting's value can't be read; the default is taken.
    SettingInvalid { key: Text, value: Text } = "setting-invalid" [] Model url::THIS;
    /// An error or event that was pasted agrees with the run.
    ObservedAgrees { code: Text } = "observed-agrees" [] Model url::THIS;
    /// An error or event that was pasted contradicts the run: what was pasted is not what AWS has.
    ObservedDiffers { code: Text, simulated: Text } = "observed-differs" [] Model url::THIS;
    /// An error text alone: these gates remain possible.
    ObservedLeaves { code: Text, gates: Text } = "observed-leaves"
        [] Observed url::SEEN_ACCESS_DENIED;

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

    // ---- binding -----------------------------------------------------------------------------

    /// The account carries a well-formed role ARN.
    AnnotationPresent { role: Text } = "annotation-present" [Binding] AwsDoc url::EKS_ASSOCIATE;
    /// The running pod carries a well-formed role ARN in its environment.
    RoleInEnvironment { role: Text } = "role-in-environment" [Binding] Source url::WEBHOOK;
    /// The account carries no role annotation: the webhook leaves the pod alone.
    AnnotationMissing { account: Text } = "annotation-missing" [Binding] Source url::WEBHOOK_CACHE;
    /// An annotation's key is nearly the right one; the webhook reads only the exact key.
    AnnotationKeyWrong { found: Text, expected: Text } = "annotation-key-wrong"
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
    /// Nothing is to be injected: the account carries no role annotation.
    NothingToInject = "nothing-to-inject" [Admission] Source url::WEBHOOK;

    // ---- sdk ---------------------------------------------------------------------------------

    /// The SDK is taken to be current and to find the web identity first.
    SdkAssumed = "sdk-assumed" [Sdk] AwsDoc url::SDK_CHAIN;
    /// Static keys in the environment win over the web identity in every SDK.
    StaticKeysWin { container: Text } = "static-keys-win" [Sdk] AwsDoc url::SDK_CHAIN;
    /// The session name is too short, too long or has other characters than STS takes.
    SessionNameInvalid { value: Text } = "session-name-invalid" [Sdk] AwsDoc url::STS_API;
    /// The duration lies outside of what STS takes.
    DurationOutOfRange { seconds: i64 } = "duration-out-of-range" [Sdk] AwsDoc url::STS_API;
    /// The duration exceeds the role's own maximum.
    DurationOverMaximum { seconds: i64, maximum: i64 } = "duration-over-maximum"
        [Sdk] AwsDoc url::STS_API;
    /// The SDK finds no web identity to use.
    NoWebIdentity = "no-web-identity" [Sdk] AwsDoc url::SDK_CHAIN;

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
    TokenOfAnother { subject: Text, expected: Text } = "token-of-another"
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
    ProviderUrlDiffers { issuer: Text, provider: Text, account: Text } = "provider-url-differs"
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
    AudienceNotRegistered { audience: Text, registered: Text } = "audience-not-registered"
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
    /// A role was given, but not the one the pod names.
    RoleDiffers { role: Text, given: Text } = "role-differs" [Trust] Model url::THIS;
    /// It is unknown which role the pod asks for.
    RoleUnknown = "role-unknown" [Trust] Model url::THIS;
    /// IAM refuses to save this text as a trust policy, so no role has it.
    PolicyRefused { message: Text } = "policy-refused" [Trust] AwsDoc url::IAM_GRAMMAR;
}
