//! CloudTrail's record of the call.
//!
//! Not every refusal is recorded: where the token can't be tied to a provider, or the provider's
//! keys can't be had, the account's trail has nothing:
//! <https://repost.aws/knowledge-center/iam-sts-invalididentitytoken>.

use super::{Leaves, leaves, read_error_text};
use crate::source::Spanned;
use crate::sts::answer::Code;
use crate::{Node, Span, Text, Timestamp};

/// A record of `AssumeRoleWithWebIdentity`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `errorCode`, as written; none where the call succeeded.
    pub error_code: Option<Spanned<Text>>,
    /// `errorMessage`.
    pub error_message: Option<Spanned<Text>>,
    /// `requestParameters.roleArn`.
    pub role_arn: Option<Spanned<Text>>,
    /// `userIdentity.identityProvider`: the ARN of the provider, or the issuer.
    pub provider: Option<Spanned<Text>>,
    /// `userIdentity.userName`: the token's subject.
    pub subject: Option<Spanned<Text>>,
    /// The ARN of the session that came of it, where the process said who it is.
    pub session: Option<Spanned<Text>>,
    /// `eventTime`.
    pub time: Option<Timestamp>,
    /// The record.
    pub span: Span,
}

impl Event {
    /// The error's code, if STS has it.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        Code::from_wire(&self.error_code.as_ref()?.value)
    }

    /// What the error leaves possible; none where the call succeeded.
    #[must_use]
    pub fn points_to(&self) -> Option<Leaves> {
        let text = self.error_message.as_ref().and_then(|text| read_error_text(&text.value));
        text.map(|observed| observed.points_to).or_else(|| self.code().map(leaves))
    }
}

/// The records of `AssumeRoleWithWebIdentity` in a single event or a `Records` file.
#[must_use]
pub fn read_events(node: &Node) -> Vec<Event> {
    let records = node.get("Records").map_or(std::slice::from_ref(node), Node::items);
    records.iter().filter_map(read_event).collect()
}

fn read_event(node: &Node) -> Option<Event> {
    let name = node.get("eventName").and_then(Node::text)?;
    (&**name == "AssumeRoleWithWebIdentity").then_some(())?;
    let text = |path: &[&str]| node.path(path).and_then(Node::spanned);
    Some(Event {
        error_code: text(&["errorCode"]),
        error_message: text(&["errorMessage"]),
        role_arn: text(&["requestParameters", "roleArn"]),
        provider: text(&["userIdentity", "identityProvider"]),
        subject: text(&["userIdentity", "userName"]),
        session: None,
        time: text(&["eventTime"]).and_then(|time| Timestamp::parse(&time.value)),
        span: node.span,
    })
}
