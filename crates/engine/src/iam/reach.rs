//! Who else gets in: every known account, and how far beyond them a trust policy reaches.

use crate::Text;
use crate::report::Report;

/// How far a trust policy reaches beyond the accounts that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open {
    /// Nobody else.
    None,
    /// Accounts that anyone creates in the asker's namespace.
    Namespace,
    /// Accounts that anyone creates anywhere in the cluster.
    Cluster,
    /// Tokens of other issuers or any caller.
    Anyone,
}

impl Open {
    /// The name in JSON output and the key in the `open` table of words.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Namespace => "namespace",
            Self::Cluster => "cluster",
            Self::Anyone => "anyone",
        }
    }
}

/// A service account by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountName {
    /// Its namespace.
    pub namespace: Text,
    /// Its name.
    pub name: Text,
}

/// Who else gets a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhoElse {
    /// The known accounts other than the asker that get in.
    pub accounts: Vec<AccountName>,
    /// How many other accounts are known.
    pub of: usize,
    /// How far the policy reaches beyond them.
    pub open: Open,
}

/// Who else gets the role of a report; none where the role is unknown.
#[must_use]
pub fn who_else(_report: &Report) -> Option<WhoElse> {
    None
}
