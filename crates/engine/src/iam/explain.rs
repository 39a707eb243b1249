//! The reason for how a part of a statement came out. It never decides: it is given the outcome
//! and names the most telling thing about it.

mod condition;

use crate::oidc::issuer::without_scheme;
use crate::{
    Place, Reason, Span, State, Text,
    arn::Arn,
    iam::{
        Caller, Principal, Request,
        evaluate::Part,
        policy::{Form, Pattern, Scope},
        principal::{PrincipalKind, speaks_for},
        value::{Value, joined},
    },
    same::same,
};

/// A reason, and the text that decided.
pub(super) struct Explained {
    pub(super) reason: Reason,
    /// In the policy; none where nothing was written.
    pub(super) span: Option<Span>,
    /// Where the request's value comes from.
    pub(super) related: Option<Place>,
}

impl Explained {
    fn new(reason: Reason, span: Span) -> Self {
        Self { reason, span: Some(span), related: None }
    }

    fn missing(reason: Reason) -> Self {
        Self { reason, span: None, related: None }
    }
}

/// The texts of a request that most reasons repeat: made once, then shared.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    action: Text,
    caller: Text,
}

impl Asked {
    pub(super) fn new(request: &Request<'_>) -> Self {
        Self { action: request.action.into(), caller: caller_text(&request.caller).into() }
    }

    pub(super) fn is_of(&self, request: &Request<'_>) -> bool {
        same(&self.action, request.action) && same(&self.caller, caller_text(&request.caller))
    }
}

pub(super) fn part(
    part: Part<'_>,
    state: State,
    request: &Request<'_>,
    asked: &Asked,
) -> Explained {
    match part {
        Part::Principals(None, _) => Explained::missing(Reason::PrincipalAbsent),
        Part::Principals(Some(scope), found) => principals(scope, found, state, request, asked),
        Part::Actions(None, _) => Explained::missing(Reason::ActionAbsent),
        Part::Actions(Some(scope), found) => actions(scope, found, state, asked),
        Part::Resources(scope, found) => resources(scope, found, state, request),
        Part::Condition(condition, outcome) => condition::reason(condition, outcome, request),
    }
}

fn principals(
    scope: &Scope<Principal>,
    found: Option<&Principal>,
    state: State,
    request: &Request<'_>,
    asked: &Asked,
) -> Explained {
    if scope.form == Form::Except {
        let actual = asked.caller.clone();
        let reason = match state {
            State::Pass => Reason::PrincipalNotExcepted { actual },
            _ => Reason::PrincipalExcepted { actual },
        };
        return Explained::new(reason, found.map_or(scope.span, |found| found.value.span));
    }
    if let Some(found) = found {
        let value = found.value.value.clone();
        let reason = match found.kind {
            PrincipalKind::Anyone => Reason::PrincipalAnyone,
            _ => Reason::PrincipalMatches { value },
        };
        return Explained::new(reason, found.value.span);
    }
    let nearest = scope.items.iter().map(|item| differs(item, request, asked));
    match nearest.min_by_key(|(distance, ..)| *distance) {
        Some((_, reason, span)) => Explained::new(reason, span),
        None => Explained::new(Reason::PrincipalAbsent, scope.span),
    }
}

/// How far a principal is from the caller, and in what way.
fn differs(principal: &Principal, request: &Request<'_>, asked: &Asked) -> (u8, Reason, Span) {
    let expected = principal.value.value.clone();
    let actual = asked.caller.clone();
    let (distance, reason) = match (principal.kind, &request.caller) {
        (PrincipalKind::Federated, Caller::Federated(provider)) => {
            if is_same_issuer(&expected, provider) && !speaks_for(&expected, request.account) {
                let account = request.account.into();
                (0, Reason::PrincipalOtherAccount { expected, account })
            } else if is_bare_issuer(&expected, provider) {
                (1, Reason::PrincipalNotArn { expected, actual })
            } else {
                (2, Reason::PrincipalDiffers { expected, actual })
            }
        }
        (kind, caller) if kind_of(caller) == Some(kind) => {
            (2, Reason::PrincipalDiffers { expected, actual })
        }
        (kind, caller) => {
            let actual = kind_of(caller).map_or("Anonymous", PrincipalKind::key).into();
            (3, Reason::PrincipalTypeDiffers { expected: kind.key().into(), actual })
        }
    };
    (distance, reason, principal.value.span)
}

const fn kind_of(caller: &Caller<'_>) -> Option<PrincipalKind> {
    match caller {
        Caller::Federated(_) => Some(PrincipalKind::Federated),
        Caller::Service(_) => Some(PrincipalKind::Service),
        Caller::Aws(_) => Some(PrincipalKind::Aws),
        Caller::Anonymous => None,
    }
}

const fn caller_text<'a>(caller: &Caller<'a>) -> &'a str {
    match caller {
        Caller::Federated(text) | Caller::Service(text) | Caller::Aws(text) => text,
        Caller::Anonymous => "anonymous",
    }
}

/// Whether two provider ARNs name the same issuer, be it in different accounts.
fn is_same_issuer(expected: &str, provider: &str) -> bool {
    let issuer = |text| Arn::parse(text).and_then(|arn| arn.oidc_provider());
    issuer(expected).is_some() && issuer(expected) == issuer(provider)
}

fn is_bare_issuer(expected: &str, provider: &str) -> bool {
    let bare = without_scheme(expected);
    Arn::parse(provider).and_then(|arn| arn.oidc_provider()) == Some(bare)
}

fn actions(
    scope: &Scope<Pattern>,
    found: Option<&Pattern>,
    state: State,
    asked: &Asked,
) -> Explained {
    let actual = asked.action.clone();
    let reason = match (state, found) {
        (State::Pass, Some(found)) => {
            Reason::ActionMatches { expected: found.text.value.clone(), actual }
        }
        (State::Pass, None) => Reason::ActionNotExcepted { actual },
        (_, Some(_)) => Reason::ActionExcepted { actual },
        (_, None) => {
            let expected = joined(scope.items.iter().map(|item| &item.text.value));
            Reason::ActionDiffers { expected, actual }
        }
    };
    Explained::new(reason, place(scope, found, |item| item.text.span))
}

fn resources(
    scope: &Scope<Value>,
    found: Option<&Value>,
    state: State,
    request: &Request<'_>,
) -> Explained {
    let actual = request.resource.unwrap_or_default().into();
    let listed = || joined(scope.items.iter().map(|item| &item.text));
    let expected = found.map_or_else(listed, |found| found.text.clone());
    let reason = match state {
        State::Pass => Reason::ResourceMatches { expected, actual },
        _ => Reason::ResourceDiffers { expected, actual },
    };
    Explained::new(reason, place(scope, found, |item| item.span))
}

/// The item that was found; the only item; else the whole list.
fn place<T>(scope: &Scope<T>, found: Option<&T>, span: impl Fn(&T) -> Span) -> Span {
    match (found, scope.items.as_slice()) {
        (Some(item), _) | (None, [item]) => span(item),
        _ => scope.span,
    }
}
