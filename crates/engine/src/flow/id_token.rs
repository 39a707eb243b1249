//! What a client checks of an ID token, in the order of OpenID Connect Core, section 3.1.3.7.

use serde_json::Value;

use super::check::{Check, State};
use super::client::Session;
use super::demo::CLIENT_ID;
use super::jose::{self, Parts};
use super::message::Actor;
use super::run::{Compared, End};
use super::world::World;

/// Seconds by which clocks may differ.
pub(super) const SKEW: i64 = 300;
/// What the client takes: the default of OpenID Connect Core.
pub(super) const ALGORITHM: &str = "RS256";

/// The thirteen checks while they are made: all are, and the first that fails decides.
struct Thirteen<'w, 'a> {
    world: &'w mut World<'a>,
    first: Result<(), End>,
}

impl Thirteen<'_, '_> {
    fn judge(&mut self, check: Check, compared: &Compared<'_>, holds: bool) {
        let result = self.world.run.judge(Actor::Client, check, compared, holds);
        self.number(check);
        if self.first.is_ok() {
            self.first = result;
        }
    }

    fn idle(&mut self, check: Check, claim: &'static str) {
        let compared = Compared::new(claim, "", "");
        let section = check.section();
        let state = State::NotApplicable;
        self.world.run.record(Actor::Client, check, &compared, state, section);
        self.number(check);
    }

    fn number(&mut self, check: Check) {
        if let Some(last) = self.world.run.verifications.last_mut() {
            last.number = check.number();
        }
    }
}

impl World<'_> {
    /// Makes the thirteen checks for a session; the token's parts where none fails.
    pub(super) fn verify_id_token(&mut self, token: &str, session: &Session) -> Result<Parts, End> {
        let Some(parts) = Parts::read(token) else {
            let compared = Compared::new("id_token", "", token);
            let end = self.run.judge(Actor::Client, Check::Format, &compared, false);
            return Err(end.err().unwrap_or(End::Refused(Check::Format)));
        };
        let keys = jose::key_set(&self.ask_keys(Actor::Client, &session.issuer)?);
        let now = self.run.now;
        let alg = parts.header.get("alg").and_then(Value::as_str).unwrap_or_default();
        let kid = parts.header.get("kid").and_then(Value::as_str).unwrap_or_default();
        let audiences = parts.audiences();
        let azp = parts.claim("azp");
        let (believes, signed) = self.signed(token, alg, &keys);
        let mut made = Thirteen { world: self, first: Ok(()) };
        made.idle(Check::Encryption, "enc");
        let issuer = parts.claim("iss").unwrap_or_default();
        let compared = Compared::new("iss", &session.issuer, issuer);
        made.judge(Check::Iss, &compared, compared.same());
        let joined = audiences.join(" ");
        let compared = Compared::new("aud", CLIENT_ID, &joined);
        let named = audiences.iter().any(|one| one == CLIENT_ID);
        made.judge(Check::Aud, &compared, named);
        made.idle(Check::AzpPresent, "azp");
        match azp {
            None => made.idle(Check::Azp, "azp"),
            Some(azp) => {
                let compared = Compared::new("azp", CLIENT_ID, azp);
                made.judge(Check::Azp, &compared, compared.same());
            }
        }
        if believes {
            made.judge(Check::Signature, &Compared::new("kid", "", kid), signed);
        } else {
            // A signature by a refused algorithm proves nothing either way.
            made.idle(Check::Signature, "kid");
        }
        let compared = Compared::new("alg", ALGORITHM, alg);
        made.judge(Check::Alg, &compared, compared.same());
        made.idle(Check::MacKey, "alg");
        let expiry = parts.number("exp").unwrap_or_default();
        let (late, ends) = (format!("> {}", now.0), expiry.to_string());
        made.judge(Check::Exp, &Compared::new("exp", &late, &ends), expiry > now.0);
        let issued = parts.number("iat");
        let text = issued.map(|at| at.to_string()).unwrap_or_default();
        let latest = now.plus(SKEW).0;
        let holds = issued.is_some_and(|at| at <= latest);
        let bound = format!("≤ {latest}");
        made.judge(Check::Iat, &Compared::new("iat", &bound, &text), holds);
        let nonce = parts.claim("nonce").unwrap_or_default();
        let compared = Compared::new("nonce", session.nonce.as_deref().unwrap_or(""), nonce);
        made.judge(Check::Nonce, &compared, compared.same() && !nonce.is_empty());
        made.idle(Check::Acr, "acr");
        made.idle(Check::AuthTime, "auth_time");
        made.first.map(|()| parts)
    }

    /// Whether the verifier tries a token with this algorithm at all, and whether it is content.
    pub(super) fn signed(
        &self,
        token: &str,
        alg: &str,
        keys: &crate::oidc::verify::Jwks,
    ) -> (bool, bool) {
        if self.run.setup.makes(Check::Alg) {
            return (alg == ALGORITHM, alg == ALGORITHM && jose::is_signed(token, keys));
        }
        (true, jose::is_signed_as_it_says(token, keys))
    }
}
