//! What a fix does, and what a person does to apply it.

/// Writes the kinds, each with its key in the `fixes` table of words.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal;)+) => {
        /// What a fix does. Each kind is a constant and no variant, so that home holds the names of
        /// those alone that it proposes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct FixKind(&'static str);

        #[expect(non_upper_case_globals, reason = "they are told apart as variants are")]
        impl FixKind {
            $($(#[doc = $doc])+ pub const $name: Self = Self($id);)+

            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The key in the `fixes` table of words.
            #[must_use]
            pub const fn id(self) -> &'static str {
                self.0
            }
        }
    };
}

kinds! {
    /// Put the token's own value where the condition has another.
    UseActualValue = "use-actual-value";
    /// Let `*` be a wildcard.
    UseStringLike = "use-string-like";
    /// Write the condition key as the request carries it.
    CorrectKey = "correct-key";
    /// Name the provider by its ARN.
    CorrectPrincipal = "correct-principal";
    /// Allow the action that the pod uses.
    CorrectAction = "correct-action";
    /// Take out a condition that can't hold together with the others.
    RemoveCondition = "remove-condition";
    /// Add a statement for this service account.
    AddStatement = "add-statement";
    /// Create the OIDC provider in the role's account.
    CreateProvider = "create-provider";
    /// Register the audience with the provider.
    AddClientId = "add-client-id";
    /// Create the service account that the pod names.
    CreateAccount = "create-account";
    /// Let the pod run as an account that is bound to a role.
    UseAccount = "use-account";
    /// Bind the account to the role by its annotation.
    AnnotateAccount = "annotate-account";
    /// Write the annotation's key as the webhook reads it.
    CorrectAnnotation = "correct-annotation";
    /// Name the role by an ARN that exists.
    CorrectRole = "correct-role";
    /// Create the pod anew, so that the webhook sees it.
    RecreatePod = "recreate-pod";
    /// Take variables out that stand in the way.
    RemoveVariables = "remove-variables";
    /// Let the webhook see the pod or container.
    LiftOptOut = "lift-opt-out";
    /// Give the pod the labels that the webhook selects.
    CorrectLabels = "correct-labels";
    /// Give the account an association of EKS Pod Identity.
    CreateAssociation = "create-association";
    /// Put the webhook back in place.
    RestoreWebhook = "restore-webhook";
    /// Write what the webhook would add into the pod.
    SetByHand = "set-by-hand";
    /// Use a version of the SDK that knows the source.
    UpgradeSdk = "upgrade-sdk";
    /// Ship the SDK's module that calls STS.
    AddSdkModule = "add-sdk-module";
    /// Let the program look for the source.
    UseDefaultChain = "use-default-chain";
    /// Take the profile away that comes first.
    RemoveProfile = "remove-profile";
    /// Name the region.
    SetRegion = "set-region";
    /// Give the session a name that STS takes.
    CorrectSessionName = "correct-session-name";
    /// Ask for a session that the role allows.
    ShortenSession = "shorten-session";
    /// Let the role's sessions last as long as is asked for.
    LengthenSession = "lengthen-session";
    /// Send a token that the cluster mints now.
    NewToken = "new-token";
    /// Ask for a token with an audience that the provider takes.
    CorrectAudience = "correct-audience";
    /// Mount the token where the variable points.
    MountToken = "mount-token";
    /// Let the process read the token's file.
    ReadToken = "read-token";
    /// Write the file's path as Windows does.
    UseWindowsPath = "use-windows-path";
    /// Open the way to STS.
    ReachEndpoint = "reach-endpoint";
    /// Use the STS endpoint of the region.
    UseRegionalEndpoint = "use-regional-endpoint";
    /// Activate STS in the region.
    ActivateRegion = "activate-region";
    /// Let the network policy send to STS.
    OpenNetworkPolicy = "open-network-policy";
    /// Let the security group pass the port.
    OpenSecurityGroup = "open-security-group";
    /// Run the Pod Identity agent where the pod reaches it.
    StartAgent = "start-agent";
    /// Except the agent's address from the proxy.
    ExceptAgent = "except-agent";
    /// Run the pod on a Linux instance, which has the agent.
    UseLinuxNode = "use-linux-node";
    /// Let STS fetch the issuer's keys.
    PublishKeys = "publish-keys";
    /// Register the thumbprint that the issuer has.
    UpdateThumbprint = "update-thumbprint";
    /// Create the role with a trust policy for this account.
    CreateRole = "create-role";
    /// Except this subject from the statement that denies.
    ExceptFromDeny = "except-from-deny";
    /// Allow the session's tags.
    AllowTagSession = "allow-tag-session";
    /// Mend what IAM refuses in the policy.
    CorrectPolicy = "correct-policy";
    /// Write the trust policy anew, for this account alone.
    RewritePolicy = "rewrite-policy";
    /// Have the account's quota raised.
    RaiseQuota = "raise-quota";
    /// Grant the call to the role.
    GrantAction = "grant-action";
    /// Let the other policy types pass the call.
    AllowBeyond = "allow-beyond";
}

/// What a person does to apply a fix; of several the last one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Edit a text.
    Edit,
    /// Add a file.
    CreateFile,
    /// Run a command.
    Run,
    /// Create a pod anew, as edited.
    RecreatePod,
}

impl Action {
    /// The name in JSON output.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::CreateFile => "create-file",
            Self::RecreatePod => "recreate-pod",
            Self::Run => "run",
        }
    }
}
