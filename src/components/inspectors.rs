//! Views of the run: what each party sees of it, as it is seen on the way.

use std::rc::Rc;

use irsa_engine::irsa::view::{
    Admission, Exchange, IssuerView, SIGNATURE, TokenOrigin, TokenView, View as Seen, in_lines,
    view,
};
use irsa_engine::sts::Success;
use yew::prelude::*;

use super::{prose::prose, tabs};
use crate::answer::Answer;
use crate::browser::{
    self,
    signer::{Signed, use_signed},
};
use crate::diff::{Line, lines};
use crate::state::{Action, Inspector};
use crate::view::{View, count, use_view};

/// A run, and which view of it is open.
#[derive(Properties)]
pub struct Props {
    /// The run.
    pub answer: Rc<Answer>,
    /// The open view.
    pub open: Inspector,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.answer, &other.answer) && self.open == other.open
    }
}

/// The views, one of them open.
#[component]
pub fn Inspectors(props: &Props) -> Html {
    let seen = view(&props.answer.report);
    let shown = use_view();
    let signing = matches!(props.open, Inspector::Token | Inspector::Issuer | Inspector::Call);
    let question = seen.token.as_ref().and_then(|token| token.signed.as_ref());
    let signed = use_signed(signing, question.map(|(at, claims)| format!("{}\n{claims}", at.0)));
    let ui = shown.ui();
    html! {
        <section class="inspectors card" aria-labelledby="inspectors" data-region="" tabindex="-1">
            <h2 id="inspectors" class="card-title">{ ui.inspectors }</h2>
            { choices(props.open, &shown) }
            <div class="inspector" role="tabpanel" id="inspector"
                aria-labelledby={choice_id(props.open)} data-inspector={id(props.open)}>
                { inspected(&seen, signed.as_ref(), props.open, &shown) }
            </div>
        </section>
    }
}

const fn id(inspector: Inspector) -> &'static str {
    match inspector {
        Inspector::Token => "token",
        Inspector::Admission => "admission",
        Inspector::Issuer => "issuer",
        Inspector::Call => "call",
        Inspector::Credentials => "credentials",
    }
}

fn choice_id(inspector: Inspector) -> String {
    format!("inspect-{}", id(inspector))
}

/// The tabs; arrow keys move between them.
fn choices(open: Inspector, view: &View) -> Html {
    let ui = view.ui();
    let choice = |inspector| {
        let name = match inspector {
            Inspector::Token => ui.inspect_token,
            Inspector::Admission => ui.inspect_admission,
            Inspector::Issuer => ui.inspect_issuer,
            Inspector::Call => ui.inspect_call,
            Inspector::Credentials => ui.inspect_credentials,
        };
        let selected = inspector == open;
        html! {
            <button role="tab" class="tab tab-words" id={choice_id(inspector)}
                aria-selected={selected.to_string()} aria-controls="inspector"
                tabindex={if selected { "0" } else { "-1" }}
                onclick={view.click(Action::Inspect(inspector))}>
                { name }
            </button>
        }
    };
    let act = view.act.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let at = Inspector::ALL.iter().position(|inspector| *inspector == open).unwrap_or(0);
        let to = tabs::target(&event.key(), at, Inspector::ALL.len());
        if let Some(to) = to.and_then(|to| Inspector::ALL.get(to)) {
            event.prevent_default();
            act.emit(Action::Inspect(*to));
            browser::focus(&choice_id(*to));
        }
    });
    html! {
        <div class="tabs" role="tablist" aria-labelledby="inspectors" {onkeydown}>
            { for Inspector::ALL.into_iter().map(choice) }
        </div>
    }
}

fn inspected(seen: &Seen, signed: Option<&Signed>, open: Inspector, view: &View) -> Html {
    let ui = view.ui();
    let shown = match open {
        Inspector::Token => seen.token.as_ref().map(|it| token(it, signed, view)),
        Inspector::Admission => seen.admission.as_ref().map(|it| admission(it, view)),
        Inspector::Issuer => seen.issuer.as_ref().map(|it| issuer(it, signed, view)),
        Inspector::Call => seen.call.as_ref().map(|it| call(it, signed, view)),
        Inspector::Credentials => seen.credentials.as_ref().map(|it| credentials(it, view)),
    };
    let none = match open {
        Inspector::Token => ui.no_token,
        Inspector::Admission => ui.no_pod,
        Inspector::Issuer => ui.no_issuer,
        Inspector::Call => ui.no_call,
        Inspector::Credentials => ui.no_credentials,
    };
    shown.unwrap_or_else(|| html! { <p class="empty">{ none }</p> })
}

fn token(token: &TokenView, signed: Option<&Signed>, view: &View) -> Html {
    let ui = view.ui();
    let origin = match token.origin {
        TokenOrigin::Modelled => ui.token_modelled,
        TokenOrigin::Claims => ui.token_claims,
        TokenOrigin::Given => ui.token_given,
    };
    let facts = [
        (ui.token_issuer, token.issuer.as_deref().unwrap_or(ui.somebody).to_owned()),
        (ui.token_readers, token.audiences.join(", ")),
        (ui.token_left, left(token.left, view)),
    ];
    html! {
        <>
            <p>{ prose(origin) }</p>
            { pairs(&facts) }
            if let Some(header) = &token.header {
                { text(ui.token_header, header) }
            }
            { text(ui.token_body, &token.claims) }
            if let Some(signed) = signed {
                { text(ui.token_compact, &signed.token) }
                <p class="label">{ prose(ui.token_demo) }</p>
            } else {
                <p class="label">{ ui.token_signature }</p>
            }
        </>
    }
}

/// How long a token still lives, in hours and minutes.
fn left(seconds: Option<i64>, view: &View) -> String {
    let ui = view.ui();
    let Some(seconds) = seconds else { return ui.somebody.to_owned() };
    let minutes = usize::try_from(seconds.unsigned_abs() / 60).unwrap_or(usize::MAX);
    let template = if seconds > 0 { ui.time_left } else { ui.time_over };
    count(template, &[("hours", minutes / 60), ("minutes", minutes % 60)])
}

fn admission(admission: &Admission, view: &View) -> Html {
    let ui = view.ui();
    let lines = lines(&admission.before, &admission.after);
    let changed = lines.iter().any(|line| !matches!(line, Line::Same(_)));
    let note = match (admission.live, changed) {
        (true, _) => ui.admission_live,
        (false, true) => ui.admission_added,
        (false, false) => ui.admission_none,
    };
    html! {
        <>
            <p>{ prose(note) }</p>
            <div class="diff"><pre class="wire" translate="no" tabindex="0">
                { for lines.iter().map(line) }
            </pre></div>
        </>
    }
}

fn line(line: &Line<'_>) -> Html {
    match line {
        Line::Same(text) => html! { <span class="diff-line diff-same">{ text }</span> },
        Line::Out(text) => html! { <del class="diff-line">{ text }</del> },
        Line::In(text) => html! { <ins class="diff-line">{ text }</ins> },
    }
}

fn issuer(issuer: &IssuerView, signed: Option<&Signed>, view: &View) -> Html {
    let ui = view.ui();
    html! {
        <>
            <p>{ prose(ui.issuer_public) }</p>
            { text(&format!("GET {}", issuer.discovery_url), &issuer.discovery) }
            if let Some(signed) = signed {
                { text(&format!("GET {}", issuer.jwks_url), &in_lines(&signed.jwks)) }
                <p class="label">{ prose(ui.token_demo) }</p>
            } else {
                <p class="wire-head">
                    <code translate="no">{ format!("GET {}", issuer.jwks_url) }</code>
                </p>
                <p>{ prose(ui.issuer_keys) }</p>
            }
        </>
    }
}

fn call(call: &Exchange, signed: Option<&Signed>, view: &View) -> Html {
    let ui = view.ui();
    let signature = signed.and_then(|signed| signed.token.rsplit('.').next());
    let request = call.request.replace(SIGNATURE, signature.unwrap_or(SIGNATURE));
    let body = request.replace('&', "\n&");
    let note = if signature.is_some() { ui.call_bare } else { ui.call_signature };
    html! {
        <>
            { text(&format!("POST https://{}/", call.host), &body) }
            <p class="label">{ prose(note) }</p>
            if let Some((status, answer)) = &call.answer {
                { text(&format!("HTTP {status}"), answer) }
            } else {
                <p>{ ui.no_answer }</p>
            }
        </>
    }
}

fn credentials(given: &Success, view: &View) -> Html {
    let facts = [
        ("AccessKeyId", given.access_key_id.clone()),
        ("SecretAccessKey", given.secret_access_key.clone()),
        ("SessionToken", given.session_token.clone()),
        ("Expiration", given.expiration.to_string()),
        ("AssumedRoleUser.Arn", given.assumed_role_arn.clone()),
        ("AssumedRoleUser.AssumedRoleId", given.assumed_role_id.clone()),
        ("Audience", given.audience.to_string()),
        ("Provider", given.provider.to_string()),
        ("SubjectFromWebIdentityToken", given.subject.to_string()),
    ];
    html! { <><p>{ prose(view.ui().credentials_demo) }</p>{ pairs(&facts) }</> }
}

fn pairs(facts: &[(&'static str, String)]) -> Html {
    let rows = facts.iter().map(|(name, value)| {
        html! { <><dt>{ *name }</dt><dd translate="no">{ value }</dd></> }
    });
    html! { <dl class="facts">{ for rows }</dl> }
}

/// A text as it goes over the wire, below what it is.
fn text(head: &str, body: &str) -> Html {
    html! {
        <div class="wire-text">
            <p class="wire-head"><code translate="no">{ head.to_owned() }</code></p>
            <pre class="wire" lang="en" translate="no" tabindex="0">{ body.to_owned() }</pre>
        </div>
    }
}
