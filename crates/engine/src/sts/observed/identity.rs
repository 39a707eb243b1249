//! What `aws sts get-caller-identity` prints: who a process is, after all.

use super::{Event, Observed, signs};
use crate::Node;
use crate::arn::Arn;

/// Who somebody turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A session of a role, as of a call of STS that succeeded.
    Session(Event),
    /// A node or a user: no web identity was used.
    Another(Observed),
}

/// Reads the object with `UserId`, `Account` and `Arn`.
#[must_use]
pub fn read_identity(node: &Node) -> Option<Seen> {
    let identity = node.get("Arn")?.spanned()?;
    let arn = Arn::parse(&identity.value)?;
    let mut parts = arn.resource.split('/');
    if let (Some("assumed-role"), Some(_), Some(name)) = (parts.next(), parts.next(), parts.next())
        && !super::is_instance_id(name)
    {
        return Some(Seen::Session(Event {
            error_code: None,
            error_message: None,
            role_arn: None,
            provider: None,
            subject: None,
            session: Some(identity),
            time: None,
            span: node.span,
        }));
    }
    let points_to = if arn.resource.starts_with("user/") { signs::USER } else { signs::NODE };
    let (message, span) = (identity.value, identity.span);
    Some(Seen::Another(Observed { code: None, message, span, points_to }))
}
