//! The claims of a token, from their decoded JSON.

use super::string;
use crate::source::{Entry, Spanned};
use crate::{Node, Span, Text, Timestamp};

/// The claims of a token.
///
/// A claim that is there but of another type than it has to be reads as absent, except times and
/// audiences, whose wrong forms STS tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Where the claims stand.
    pub span: Span,
    /// `iss`: who issued the token.
    pub issuer: Option<Spanned<Text>>,
    /// `sub`: whom it speaks of.
    pub subject: Option<Spanned<Text>>,
    /// `aud`: whom it is for.
    pub audience: Option<Audience>,
    /// `azp`: the authorized party, which IAM takes for the audience where it is there.
    pub authorized_party: Option<Spanned<Text>>,
    /// `exp`: when it ends.
    pub expiry: Option<Time>,
    /// `iat`: when it was issued.
    pub issued: Option<Time>,
    /// `nbf`: when it begins.
    pub not_before: Option<Time>,
    /// `jti`: its own id.
    pub id: Option<Spanned<Text>>,
    /// `amr`: how its subject was authenticated.
    pub methods: Vec<Spanned<Text>>,
    /// `email`: its subject's address.
    pub email: Option<Spanned<Text>>,
    /// `kubernetes.io`: the objects it is bound to.
    pub kubernetes: Option<Kubernetes>,
    /// Every other claim, in order.
    pub others: Vec<Claim>,
}

/// `aud`: a string, or a list of them as Kubernetes writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// The audiences in order.
    pub values: Vec<Spanned<Text>>,
    /// Whether it is written as a list.
    pub is_list: bool,
    /// Where the claim's value stands.
    pub span: Span,
}

/// A time claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// The instant; none where the claim is no whole number, which STS refuses.
    pub at: Option<Timestamp>,
    /// Where it stands.
    pub span: Span,
}

/// `kubernetes.io`: the objects that a service account token is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kubernetes {
    /// `namespace`.
    pub namespace: Option<Spanned<Text>>,
    /// `serviceaccount`.
    pub service_account: Option<Object>,
    /// `pod`.
    pub pod: Option<Object>,
    /// `node`, since Kubernetes 1.30.
    pub node: Option<Object>,
}

/// A bound object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its `metadata.name`.
    pub name: Option<Spanned<Text>>,
    /// Its `metadata.uid`.
    pub uid: Option<Spanned<Text>>,
}

/// A claim that has no meaning here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its name.
    pub name: Spanned<Text>,
    /// Its value.
    pub value: Node,
}

const KNOWN: [&str; 11] =
    ["iss", "sub", "aud", "azp", "exp", "iat", "nbf", "jti", "amr", "email", "kubernetes.io"];

impl Claims {
    /// Reads the claims from a JSON object. Anything else gives none.
    #[must_use]
    pub fn read(node: &Node) -> Self {
        let text = |key| node.get(key).and_then(string);
        let time = |key| node.get(key).map(Time::read);
        Self {
            span: node.span,
            issuer: text("iss"),
            subject: text("sub"),
            audience: node.get("aud").map(Audience::read),
            authorized_party: text("azp"),
            expiry: time("exp"),
            issued: time("iat"),
            not_before: time("nbf"),
            id: text("jti"),
            methods: node.get("amr").map(strings).unwrap_or_default(),
            email: text("email"),
            kubernetes: node.get("kubernetes.io").map(Kubernetes::read),
            others: node.entries().iter().filter_map(Claim::read).collect(),
        }
    }

    /// What the condition key `:aud` sees: `azp` where it is there, else the one audience. None
    /// where there is no audience, or several.
    ///
    /// See "Available keys for AWS OIDC federation" of the IAM User Guide.
    #[must_use]
    pub fn effective_audience(&self) -> Option<&Spanned<Text>> {
        let only = || match self.audience.as_ref()?.values.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        self.authorized_party.as_ref().or_else(only)
    }

    /// The first claim that STS requires and does not find: `iss`, `sub`, `aud`, then the times.
    /// That `sub`, `aud` and `iat` are required was seen; the order was not.
    #[must_use]
    pub fn missing(&self) -> Option<&'static str> {
        let audience = self.audience.as_ref().is_some_and(|audience| !audience.values.is_empty());
        let present = [
            ("iss", self.issuer.is_some()),
            ("sub", self.subject.is_some()),
            ("aud", audience),
            ("exp", self.expiry.is_some()),
            ("iat", self.issued.is_some()),
        ];
        present.into_iter().find(|(_, present)| !present).map(|(name, _)| name)
    }

    /// The time claims that are no whole number, by name.
    pub fn malformed_times(&self) -> impl Iterator<Item = (&'static str, Span)> {
        let times =
            [("exp", &self.expiry), ("iat", &self.issued), ("nbf", &self.not_before)].into_iter();
        times.filter_map(|(name, time)| match time {
            Some(Time { at: None, span }) => Some((name, *span)),
            _ => None,
        })
    }
}

impl Audience {
    fn read(node: &Node) -> Self {
        let is_list = matches!(node.resolve().value, crate::source::Value::List(_));
        Self { values: strings(node), is_list, span: node.span }
    }
}

impl Time {
    fn read(node: &Node) -> Self {
        Self { at: node.integer().map(Timestamp), span: node.span }
    }
}

impl Kubernetes {
    fn read(node: &Node) -> Self {
        Self {
            namespace: node.get("namespace").and_then(string),
            service_account: node.get("serviceaccount").map(Object::read),
            pod: node.get("pod").map(Object::read),
            node: node.get("node").map(Object::read),
        }
    }
}

impl Object {
    fn read(node: &Node) -> Self {
        Self { name: node.get("name").and_then(string), uid: node.get("uid").and_then(string) }
    }
}

impl Claim {
    fn read(entry: &Entry) -> Option<Self> {
        (!KNOWN.contains(&&*entry.key)).then(|| Self {
            name: Spanned::new(entry.key.clone(), entry.key_span),
            value: entry.value.clone(),
        })
    }
}

/// The strings of a list, or a string alone.
fn strings(node: &Node) -> Vec<Spanned<Text>> {
    node.one_or_many().iter().filter_map(string).collect()
}
