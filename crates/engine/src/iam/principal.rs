//! Who a statement is about.

use crate::{
    Text,
    arn::{self, Arn},
    iam::Caller,
    same::same,
    source::Spanned,
};

/// One principal of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// What sort of principal it is.
    pub kind: PrincipalKind,
    /// As written.
    pub value: Spanned<Text>,
    /// The account of an identity provider's ARN.
    account: Option<Text>,
}

/// The sorts of principals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalKind {
    /// `"*"` or `{"AWS": "*"}`.
    Anyone,
    /// An identity provider.
    Federated,
    /// An AWS service.
    Service,
    /// An account, user, role or session.
    Aws,
    /// An S3 owner by its canonical id.
    CanonicalUser,
}

impl PrincipalKind {
    /// The sort a key of the `Principal` map stands for. Keys are matched exactly.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        match key {
            "AWS" => Some(Self::Aws),
            "Federated" => Some(Self::Federated),
            "Service" => Some(Self::Service),
            "CanonicalUser" => Some(Self::CanonicalUser),
            _ => None,
        }
    }

    /// The key of the `Principal` map.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Anyone | Self::Aws => "AWS",
            Self::Federated => "Federated",
            Self::Service => "Service",
            Self::CanonicalUser => "CanonicalUser",
        }
    }
}

impl Principal {
    /// Reads a value under a key of the `Principal` map.
    #[must_use]
    pub fn read(kind: PrincipalKind, value: Spanned<Text>) -> Self {
        let anyone = kind == PrincipalKind::Aws && &*value.value == "*";
        let kind = if anyone { PrincipalKind::Anyone } else { kind };
        let arn = Arn::parse(&value.value).filter(|_| kind == PrincipalKind::Federated);
        Self { kind, account: arn.map(|arn| arn.account.into()), value }
    }

    /// Whether the caller is meant. `account` owns the role or resource: an identity provider only
    /// ever speaks for roles of its own account.
    ///
    /// Whether `"*"` means a web identity too is not documented. AWS calls it all users, the
    /// anonymous among them, and warns of it in trust policies, so it is taken to: a policy that
    /// may be open is shown as open.
    #[must_use]
    pub fn matches(&self, caller: &Caller<'_>, account: &str) -> bool {
        let value = &*self.value.value;
        match (self.kind, caller) {
            (PrincipalKind::Anyone, _) => true,
            (PrincipalKind::Federated, Caller::Federated(provider)) => {
                let own = self.account.as_deref();
                same(value, provider) && own.is_none_or(|own| same(own, account))
            }
            (PrincipalKind::Service, Caller::Service(service)) => value == *service,
            (PrincipalKind::Aws, Caller::Aws(caller)) => aws_matches(value, caller),
            _ => false,
        }
    }
}

/// Whether a provider may speak for roles of `account`; one that is no ARN belongs to AWS itself.
#[must_use]
pub fn speaks_for(provider: &str, account: &str) -> bool {
    Arn::parse(provider).is_none_or(|arn| arn.account == account)
}

/// An account stands for all in it, a role for all its sessions, anything else for itself.
fn aws_matches(value: &str, caller: &str) -> bool {
    if value == caller {
        return true;
    }
    let caller_account = account_of(caller);
    if let Some(account) = named_account(value) {
        return caller_account == Some(account);
    }
    let (Some(role), Some(session)) = (Arn::parse(value), Arn::parse(caller)) else {
        return false;
    };
    role.account == session.account
        && role.partition == session.partition
        && role_name(&role).is_some_and(|name| session_role(&session) == Some(name))
}

/// The account of a principal's text: twelve digits, or the account of an ARN.
#[must_use]
pub fn account_of(principal: &str) -> Option<&str> {
    if arn::is_account_id(principal) {
        return Some(principal);
    }
    Arn::parse(principal).map(|arn| arn.account).filter(|account| arn::is_account_id(account))
}

/// The account that a principal names as a whole: `111122223333` or its root ARN.
pub(super) fn named_account(value: &str) -> Option<&str> {
    if arn::is_account_id(value) {
        return Some(value);
    }
    let arn = Arn::parse(value)?;
    (arn.service == "iam" && arn.resource == "root").then_some(arn.account)
}

/// The last part of a role's path, which alone a session's ARN repeats.
fn role_name<'a>(arn: &Arn<'a>) -> Option<&'a str> {
    arn.role()?.rsplit('/').next()
}

fn session_role<'a>(arn: &Arn<'a>) -> Option<&'a str> {
    let session = arn.resource.strip_prefix("assumed-role/")?;
    if arn.service == "sts" { session.split('/').next() } else { None }
}
