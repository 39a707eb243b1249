//! The API: it reads access tokens, or asks the server about them.

use serde_json::{Value, json};

use super::check::{Check, State};
use super::demo::{API, SERVER};
use super::http::{Body, Http, Url};
use super::id_token::ALGORITHM;
use super::jose::{self, Parts};
use super::message::{Actor, Title};
use super::run::{Compared, End};
use super::setup::AccessToken;
use super::world::World;

const RFC_9068: &str = "RFC 9068 section 4";

impl World<'_> {
    /// Somebody uses an access token; whose photos they get.
    pub(super) fn api_call(&mut self, caller: Actor, token: &str) -> Result<String, End> {
        let here = Actor::Api;
        let request = Http::get(Url::new(&format!("{API}/photos")));
        let request = request.header("Authorization", &format!("Bearer {token}"));
        let request = self.run.send(Title::ApiRequest, (caller, here), request)?;
        let bearer = request.bearer().unwrap_or_default().to_owned();
        let claims = match self.run.setup.access_token {
            AccessToken::Jwt => self.read_access_token(&bearer, here, API),
            AccessToken::Opaque => self.ask_about(&bearer),
        };
        let claims = match claims {
            Ok(claims) => claims,
            Err(End::Until) => return Err(End::Until),
            Err(end) => {
                let body = Body::Json(json!({"error": "invalid_token"}));
                let answer = Http::answer(401, body)
                    .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
                self.run.send(Title::ApiResponse, (here, caller), answer)?;
                return Err(end);
            }
        };
        let owner = claims.get("sub").cloned().unwrap_or(Value::Null);
        let body = Body::Json(json!({"owner": owner, "photos": ["beach.jpg", "harbour.jpg"]}));
        let answer = self.run.send(Title::ApiResponse, (here, caller), Http::answer(200, body))?;
        Ok(answer.field("owner").unwrap_or_default())
    }

    fn ask_about(&mut self, token: &str) -> Result<Value, End> {
        let here = Actor::Api;
        let known = self.introspect(here, token)?;
        let active = known.get("active").and_then(Value::as_bool).unwrap_or_default();
        let compared = Compared::new("active", "true", if active { "true" } else { "false" });
        self.run.judge(here, Check::Introspection, &compared, active)?;
        let audience = known.get("aud").and_then(Value::as_str).unwrap_or_default();
        let compared = Compared::new("aud", API, audience);
        self.run.judge_by(here, Check::Aud, &compared, compared.same(), "RFC 7662 section 2.2")?;
        Ok(known)
    }

    /// Checks an access token in the form of RFC 9068; its claims where nothing fails.
    pub(super) fn read_access_token(
        &mut self,
        token: &str,
        here: Actor,
        audience: &str,
    ) -> Result<Value, End> {
        let Some(parts) = Parts::read(token) else {
            let compared = Compared::new("access_token", "", token);
            let end = self.run.judge(here, Check::Format, &compared, false);
            return Err(end.err().unwrap_or(End::Refused(Check::Format)));
        };
        let keys = jose::key_set(&self.ask_keys(here, SERVER)?);
        let text = |name: &str| {
            let value = parts.header.get(name).and_then(Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        let (typ, alg, kid) = (text("typ"), text("alg"), text("kid"));
        let (believes, signed) = self.signed(token, &alg, &keys);
        let now = self.run.now.0;
        let audiences = parts.audiences();
        let expiry = parts.number("exp").unwrap_or_default();
        let mut first = Ok(());
        let mut judge = |check, compared: &Compared<'_>, holds| {
            let result = self.run.judge_by(here, check, compared, holds, RFC_9068);
            if first.is_ok() {
                first = result;
            }
        };
        let compared = Compared::new("typ", "at+jwt", &typ);
        judge(Check::Typ, &compared, compared.same());
        let issuer = parts.claim("iss").unwrap_or_default();
        let compared = Compared::new("iss", SERVER, issuer);
        judge(Check::Iss, &compared, compared.same());
        let named = audiences.iter().any(|one| one == audience);
        judge(Check::Aud, &Compared::new("aud", audience, &audiences.join(" ")), named);
        if believes {
            judge(Check::Signature, &Compared::new("kid", "", &kid), signed);
        }
        let compared = Compared::new("alg", ALGORITHM, &alg);
        judge(Check::Alg, &compared, compared.same());
        let (late, ends) = (format!("> {now}"), expiry.to_string());
        judge(Check::Exp, &Compared::new("exp", &late, &ends), expiry > now);
        if !believes {
            let compared = Compared::new("kid", "", &kid);
            let check = Check::Signature;
            self.run.record(here, check, &compared, State::NotApplicable, RFC_9068);
        }
        first.map(|()| parts.claims)
    }
}
