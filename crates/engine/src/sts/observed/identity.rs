//! What `aws sts get-caller-identity` prints: who a process is, after all.

use super::{Event, Observed, signs};
use crate::Node;
use crate::arn::Arn;
use crate::source::Spanned;

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
    let (kind, role, session) = (parts.next()?, parts.next(), parts.next());
    let role = match (kind, role, session) {
        ("assumed-role", Some(role), Some(session)) if !session.starts_with("i-") => role,
        _ => {
            let points_to = if kind == "user" { signs::USER } else { signs::NODE };
            let (message, span) = (identity.value, identity.span);
            return Some(Seen::Another(Observed { code: None, message, span, points_to }));
        }
    };
    let role = format!("arn:{}:iam::{}:role/{role}", arn.partition, arn.account).into();
    Some(Seen::Session(Event {
        error_code: None,
        error_message: None,
        role_arn: Some(Spanned::new(role, identity.span)),
        provider: None,
        subject: None,
        time: None,
        span: node.span,
    }))
}
