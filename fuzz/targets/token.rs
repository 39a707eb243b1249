//! A token, or what should be one: taken apart, verified, and without its secrets.

#![no_main]

use std::sync::OnceLock;

use irsa_engine::oidc::issuer::jwks;
use irsa_engine::oidc::keys::DemoKey;
use irsa_engine::oidc::token::{Jwt, looks_like_jwt};
use irsa_engine::oidc::verify::{Jwks, verify};
use irsa_engine::redact::redact_text;
use irsa_engine::source::json;
use irsa_fuzz::check_span;
use libfuzzer_sys::fuzz_target;

/// The set of the demo keys, as text: a tree is not shared between threads.
fn keys() -> Jwks {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| jwks(&DemoKey::ALL).unwrap_or_default());
    let root = json::parse(text).documents.into_iter().next().map(|document| document.root);
    root.as_ref().and_then(Jwks::read).unwrap_or(Jwks { keys: Vec::new() })
}

fuzz_target!(|text: &str| {
    let _ = looks_like_jwt(text);
    if let Ok(jwt) = Jwt::read(text) {
        let segments = jwt.segments;
        for span in [segments.header, segments.claims, segments.signature] {
            check_span(text, span);
        }
        let _ = jwt.claims.effective_audience();
        let _ = verify(&jwt, &keys());
    }
    let parsed = irsa_engine::parse("token.jwt", text);
    for finding in &parsed.findings {
        check_span(text, finding.span);
    }
    // A token in the middle of other text, too, is kept without its signature.
    let (once, _) = redact_text(text);
    let (twice, more) = redact_text(&once);
    assert_eq!((&*twice, more.len()), (&*once, 0), "{text:?}");
});
