//! Signs the token that the page shows, in a worker of its own: the page's first download has no
//! room for RSA, and a signature takes milliseconds.
//!
//! It is asked in lines, the instant in Unix seconds and then the claims, and answers with the
//! token and the issuer's key set at that instant, or with nothing to what it can't sign: the page
//! that does not get an answer shows the token without its signature.

use irsa_engine::Timestamp;
use irsa_engine::oidc::keys::DemoKey;
use irsa_engine::oidc::{issuer, mint};
use irsa_playground::browser::answering;

fn main() {
    answering::answer(signed);
}

fn signed(question: &str) -> Option<String> {
    let (at, claims) = question.split_once('\n')?;
    let at = Timestamp(at.parse().ok()?);
    let token = mint::sign(claims, DemoKey::signing_at(at)).ok()?;
    let keys = issuer::jwks(&DemoKey::published_at(at)).ok()?;
    Some(format!("{token}\n{keys}"))
}
