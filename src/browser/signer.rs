//! The worker that signs the token which is shown (`src/bin/tokens.rs`).

use yew::prelude::*;

use super::worker::use_worker;

/// Where the build puts the worker, with its version, so that none of an earlier build is taken.
const WORKER: &str = concat!("./tokens_loader.js?v=", env!("CARGO_PKG_VERSION"));

/// A token as it is sent, and the keys that verify it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The compact token.
    pub token: String,
    /// The issuer's key set, as compact JSON.
    pub jwks: String,
}

/// Signs what is asked, once that is `wanted`: the instant in Unix seconds and the claims, in two
/// lines. None until the answer to this very question is there.
#[hook]
pub fn use_signed(wanted: bool, question: Option<String>) -> Option<Signed> {
    let heard = use_worker(WORKER, wanted, question.as_deref().map(Into::into));
    let (to, signed) = heard.answered?;
    if question.as_deref() != Some(&*to) {
        return None;
    }
    let (token, jwks) = signed.split_once('\n')?;
    Some(Signed { token: token.to_owned(), jwks: jwks.to_owned() })
}
