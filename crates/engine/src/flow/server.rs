//! The authorization server, which with OpenID Connect is the OpenID provider.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::check::{Check, State};
use super::demo::{
    API, API_ID, CALLBACK, CLIENT_ID, GAME_CALLBACK, GAME_ID, SERVER, secret, value,
};
use super::http::{Body, Http, Start, Url, find, pairs};
use super::jose::{self, SERVER_KEY, half_hash, s256};
use super::message::{Actor, Title};
use super::run::{Compared, End};
use super::setup::{AccessToken, ClientKind};
use super::world::World;

/// Seconds that ID and access tokens live.
pub(super) const LIFETIME: i64 = 3600;

/// What the server keeps.
#[derive(Debug, Default)]
pub(super) struct Server {
    grants: Vec<Grant>,
    pub(super) refresh: Vec<Refresh>,
    /// Access tokens that are only references, and what they stand for.
    pub(super) references: Vec<(String, Value)>,
    pub(super) approved: Option<String>,
}

/// A code that was issued.
#[derive(Debug, Clone)]
struct Grant {
    code: String,
    client: String,
    redirect_uri: String,
    challenge: Option<String>,
    nonce: Option<String>,
    scope: String,
    user: String,
    used: bool,
}

/// A refresh token that was issued.
#[derive(Debug, Clone)]
pub(super) struct Refresh {
    pub(super) token: String,
    pub(super) client: String,
    pub(super) scope: String,
    pub(super) user: String,
    pub(super) used: bool,
}

/// What an access token says.
pub(super) struct Access<'a> {
    pub(super) subject: &'a str,
    pub(super) client: &'a str,
    pub(super) audience: &'a str,
    pub(super) scope: &'a str,
    /// Who acts for the subject: RFC 8693 section 4.1.
    pub(super) actor: Option<&'a str>,
}

/// The redirect URIs that were registered for a client.
fn registered(client: &str) -> &'static [&'static str] {
    match client {
        CLIENT_ID => &[CALLBACK],
        GAME_ID => &[GAME_CALLBACK],
        _ => &[],
    }
}

impl World<'_> {
    /// What the server says of itself: RFC 8414, or OpenID Connect Discovery.
    pub(super) fn metadata(&self, issuer: &str) -> Value {
        let mut document = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "introspection_endpoint": format!("{issuer}/introspect"),
            "device_authorization_endpoint": format!("{issuer}/device_authorization"),
            "grant_types_supported": [
                "authorization_code", "refresh_token", "client_credentials",
                super::grants::DEVICE, super::grants::EXCHANGE,
            ],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
            "response_types_supported": ["code", "code id_token"],
            "response_modes_supported": ["query", "form_post"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported":
                self.run.setup.makes(Check::IssResponse),
        });
        if let (true, Value::Object(map)) = (self.run.setup.is_openid(), &mut document) {
            let more = [
                ("userinfo_endpoint", json!(format!("{issuer}/userinfo"))),
                ("subject_types_supported", json!(["public"])),
                ("id_token_signing_alg_values_supported", json!(["RS256"])),
            ];
            map.extend(more.map(|(name, value)| (name.to_owned(), value)));
        }
        document
    }

    /// Somebody's browser asks for authorization, and they log in and agree. What comes back is
    /// the request that the response makes their browser send.
    pub(super) fn authorize(&mut self, who: Actor, url: Url, user: &str) -> Result<Http, End> {
        let here = Actor::Server;
        let request = self.run.send(Title::Authorize, (who, here), Http::get(url))?;
        let get = |name: &str| request.field(name).unwrap_or_default();
        let (client, redirect) = (get("client_id"), get("redirect_uri"));
        let known = registered(&client);
        let expected = known.join(" ");
        let compared = Compared::new("redirect_uri", &expected, &redirect);
        let matches = known.contains(&redirect.as_str());
        if let Err(end) = self.run.judge(here, Check::RedirectUri, &compared, matches) {
            // An address that nobody registered gets no answer: the user sees it.
            return Err(self.refuse((here, who), "invalid_request", end));
        }
        let challenge = request.field("code_challenge");
        if self.run.setup.makes(Check::Pkce) && challenge.is_none() {
            let compared = Compared::new("code_challenge", "S256", "");
            if let Err(end) = self.run.judge(here, Check::Pkce, &compared, false) {
                return Err(self.refuse((here, who), "invalid_request", end));
            }
        }
        let user = self.consent(who, user)?;
        self.issued += 1;
        let grant = Grant {
            code: value("code", &[&client, &user, &self.issued.to_string()]),
            client,
            redirect_uri: redirect.clone(),
            challenge,
            nonce: request.field("nonce"),
            scope: get("scope"),
            user,
            used: false,
        };
        let fields = self.authorize_response(&grant, &request);
        self.server.grants.push(grant);
        let by_form = request.field("response_mode").as_deref() == Some("form_post");
        let mut target = Url::new(&redirect);
        let response = if by_form {
            Http::answer(200, Body::FormPost(target, fields))
        } else {
            target.query.extend(fields);
            Http::redirect(target)
        };
        let response = self.run.send(Title::AuthorizeResponse, (here, who), response)?;
        Ok(followed(response))
    }

    fn consent(&mut self, who: Actor, user: &str) -> Result<String, End> {
        let here = Actor::Server;
        let page = "<form method=\"post\" action=\"/login\">…</form>\n".to_owned();
        let page = Http::answer(200, Body::Text("text/html; charset=utf-8", page));
        self.run.send(Title::LoginPage, (here, who), page)?;
        let password = value("password", &[user]);
        let fields = pairs(&[("username", user), ("password", &password), ("consent", "allow")]);
        let form = Http::post(&format!("{SERVER}/login"), Body::Form(fields));
        let form = self.run.send(Title::Consent, (who, here), form)?;
        Ok(form.field("username").unwrap_or_default())
    }

    fn authorize_response(&self, grant: &Grant, request: &Http) -> Vec<(String, String)> {
        let mut fields = pairs(&[("code", &grant.code)]);
        let kinds = request.field("response_type").unwrap_or_default();
        if kinds.split(' ').any(|kind| kind == "id_token") {
            let hash = ("c_hash", half_hash(&grant.code));
            fields.push(("id_token".to_owned(), self.id_token(grant, Some(hash))));
        }
        if let Some(state) = request.field("state") {
            fields.push(("state".to_owned(), state));
        }
        if self.run.setup.makes(Check::IssResponse) {
            fields.push(("iss".to_owned(), SERVER.to_owned()));
        }
        fields
    }

    fn id_token(&self, grant: &Grant, hash: Option<(&str, String)>) -> String {
        let now = self.run.now;
        let mut claims = json!({
            "iss": SERVER,
            "sub": grant.user,
            "aud": grant.client,
            "iat": now.0,
            "exp": now.plus(LIFETIME).0,
            "auth_time": now.0,
        });
        if let Value::Object(map) = &mut claims {
            map.extend(grant.nonce.iter().map(|nonce| ("nonce".to_owned(), json!(nonce))));
            map.extend(hash.map(|(name, hash)| (name.to_owned(), json!(hash))));
        }
        jose::sign(&jose::header("JWT", SERVER_KEY), &claims, SERVER_KEY)
    }

    /// An access token, in the form that was chosen.
    pub(super) fn access_token(&mut self, access: &Access<'_>) -> String {
        self.issued += 1;
        let now = self.run.now;
        let count = self.issued.to_string();
        let mut claims = json!({
            "iss": SERVER,
            "sub": access.subject,
            "aud": access.audience,
            "client_id": access.client,
            "scope": access.scope,
            "iat": now.0,
            "exp": now.plus(LIFETIME).0,
            "jti": value("token-id", &[access.client, access.subject, &count]),
        });
        if let (Value::Object(map), Some(actor)) = (&mut claims, access.actor) {
            map.insert("act".to_owned(), json!({"sub": actor}));
        }
        if self.run.setup.access_token == AccessToken::Jwt {
            return jose::sign(&jose::header("at+jwt", SERVER_KEY), &claims, SERVER_KEY);
        }
        let token = value("access-token", &[access.client, access.subject, &count]);
        self.server.references.push((token.clone(), claims));
        token
    }

    /// Somebody calls the token endpoint.
    pub(super) fn token(&mut self, caller: Actor, request: Http) -> Result<Http, End> {
        let here = Actor::Server;
        let exchange = request.field("subject_token").is_some();
        let poll = request.field("device_code").is_some();
        let (asked, answered) = match (exchange, poll) {
            (true, _) => (Title::ExchangeRequest, Title::ExchangeResponse),
            (_, true) => (Title::DevicePoll, Title::TokenResponse),
            _ => (Title::TokenRequest, Title::TokenResponse),
        };
        let request = self.run.send(asked, (caller, here), request)?;
        match self.grant(&request) {
            Ok(tokens) => {
                let answer = Http::answer(200, Body::Json(tokens));
                self.run.send(answered, (here, caller), answer.header("Cache-Control", "no-store"))
            }
            Err(end) => {
                let (status, error) = match end {
                    End::Refused(Check::ClientAuthentication) => (401, "invalid_client"),
                    End::Refused(Check::Approval) => (400, "authorization_pending"),
                    _ => (400, "invalid_grant"),
                };
                let answer = Http::answer(status, Body::Json(json!({"error": error})));
                self.run.send(Title::TokenError, (here, caller), answer)?;
                Err(end)
            }
        }
    }

    fn grant(&mut self, request: &Http) -> Result<Value, End> {
        let client = self.authenticate(request)?;
        match request.field("grant_type").as_deref() {
            Some("authorization_code") => self.redeem(&client, request),
            Some("refresh_token") => self.refresh(&client, request),
            Some("client_credentials") => Ok(self.client_credentials(&client, request)),
            Some(super::grants::DEVICE) => self.device_token(&client, request),
            Some(super::grants::EXCHANGE) => self.exchange(&client, request),
            _ => Err(End::Refused(Check::Code)),
        }
    }

    /// The client that calls; one that has a secret must show it.
    pub(super) fn authenticate(&mut self, request: &Http) -> Result<String, End> {
        let basic = request.head("authorization").and_then(|value| value.strip_prefix("Basic "));
        let basic = basic.and_then(|text| String::from_utf8(STANDARD.decode(text).ok()?).ok());
        let (client, shown) = match basic.as_deref().and_then(|text| text.split_once(':')) {
            Some((client, secret)) => (client.to_owned(), secret.to_owned()),
            None => (request.field("client_id").unwrap_or_default(), String::new()),
        };
        let keeps_one = match client.as_str() {
            CLIENT_ID => self.run.setup.client == ClientKind::Confidential,
            GAME_ID => false,
            // Nobody's id has nobody's secret.
            _ => true,
        };
        let secret = secret(&client);
        let compared = Compared::new("client_secret", &secret, &shown);
        if !keeps_one {
            let compared = Compared::new("client_secret", "", "");
            let check = Check::ClientAuthentication;
            let section = check.section();
            self.run.record(Actor::Server, check, &compared, State::NotApplicable, section);
            return Ok(client);
        }
        let check = Check::ClientAuthentication;
        self.run.judge(Actor::Server, check, &compared, compared.same())?;
        Ok(client)
    }

    fn redeem(&mut self, client: &str, request: &Http) -> Result<Value, End> {
        let here = Actor::Server;
        let code = request.field("code").unwrap_or_default();
        let position = self.server.grants.iter().position(|grant| grant.code == code);
        let grant = position.and_then(|at| self.server.grants.get_mut(at));
        let found = grant.filter(|grant| grant.client == client && !grant.used).map(|grant| {
            grant.used = true;
            grant.clone()
        });
        let expected = found.as_ref().map(|grant| grant.code.clone()).unwrap_or_default();
        let compared = Compared::new("code", &expected, &code);
        self.run.judge(here, Check::Code, &compared, found.is_some())?;
        let Some(grant) = found else { return Err(End::Refused(Check::Code)) };
        let redirect = request.field("redirect_uri").unwrap_or_default();
        let compared = Compared::new("redirect_uri", &grant.redirect_uri, &redirect);
        let section = "RFC 6749 section 4.1.3";
        self.run.judge_by(here, Check::RedirectUri, &compared, compared.same(), section)?;
        let verifier = request.field("code_verifier").unwrap_or_default();
        let challenge = grant.challenge.clone().unwrap_or_default();
        let actual = if verifier.is_empty() { String::new() } else { s256(&verifier) };
        let compared = Compared::new("code_verifier", &challenge, &actual);
        self.run.judge(here, Check::Pkce, &compared, compared.same())?;
        Ok(self.tokens_for(client, &grant))
    }

    fn tokens_for(&mut self, client: &str, grant: &Grant) -> Value {
        let (subject, scope) = (grant.user.as_str(), grant.scope.as_str());
        let access = Access { subject, client, audience: API, scope, actor: None };
        let access = self.access_token(&access);
        let mut tokens = json!({
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": LIFETIME,
            "scope": scope,
        });
        let Value::Object(map) = &mut tokens else { return tokens };
        if scope.split(' ').any(|one| one == "openid") {
            let hash = ("at_hash", half_hash(&access));
            map.insert("id_token".to_owned(), json!(self.id_token(grant, Some(hash))));
        }
        if scope.split(' ').any(|one| one == "offline_access") {
            let token = self.refresh_token(client, scope, subject);
            map.insert("refresh_token".to_owned(), json!(token));
        }
        tokens
    }

    /// Notes a refresh token.
    pub(super) fn refresh_token(&mut self, client: &str, scope: &str, user: &str) -> String {
        self.issued += 1;
        let token = value("refresh-token", &[client, user, &self.issued.to_string()]);
        self.server.refresh.push(Refresh {
            token: token.clone(),
            client: client.to_owned(),
            scope: scope.to_owned(),
            user: user.to_owned(),
            used: false,
        });
        token
    }

    /// What the server knows of a token that is a reference: RFC 7662.
    pub(super) fn introspect(&mut self, by: Actor, token: &str) -> Result<Value, End> {
        let request = Http::post(
            &format!("{SERVER}/introspect"),
            Body::Form(pairs(&[("token", token), ("token_type_hint", "access_token")])),
        );
        let request = request.header("Authorization", &basic(API_ID));
        let request = self.run.send(Title::IntrospectionRequest, (by, Actor::Server), request)?;
        let asked = request.field("token").unwrap_or_default();
        let known = find_reference(&self.server.references, &asked);
        let live = known.filter(|claims| {
            claims.get("exp").and_then(Value::as_i64).is_some_and(|exp| exp > self.run.now.0)
        });
        let mut answer = live.unwrap_or_else(|| json!({}));
        if let Value::Object(map) = &mut answer {
            let active = !map.is_empty();
            map.insert("active".to_owned(), json!(active));
        }
        let answer = Http::answer(200, Body::Json(answer));
        let answer = self.run.send(Title::Introspection, (Actor::Server, by), answer)?;
        match answer.body {
            Body::Json(value) => Ok(value),
            _ => Ok(json!({"active": false})),
        }
    }

    /// Tells somebody no, in words of OAuth, and passes on why.
    pub(super) fn refuse(&mut self, (from, to): (Actor, Actor), error: &str, end: End) -> End {
        let answer = Http::answer(400, Body::Json(json!({"error": error})));
        match self.run.send(Title::Refusal, (from, to), answer) {
            Ok(_) => end,
            Err(until) => until,
        }
    }
}

fn find_reference(references: &[(String, Value)], token: &str) -> Option<Value> {
    references.iter().find(|(known, _)| known == token).map(|(_, claims)| claims.clone())
}

/// The header by which a client shows its secret: RFC 6749 section 2.3.1.
pub(super) fn basic(client: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{client}:{}", secret(client))))
}

/// The request that a response makes a browser send.
fn followed(response: Http) -> Http {
    match (response.start, response.body) {
        (Start::Response { location: Some(url), .. }, _) => Http::get(url),
        (_, Body::FormPost(action, fields)) => Http::post(&action.text(), Body::Form(fields)),
        _ => Http::get(Url::new(CALLBACK)),
    }
}

/// The value of a field of a form that was taken.
pub(super) fn taken(request: &Http, name: &str) -> Option<String> {
    let url = request.url().and_then(|url| url.get(name)).map(str::to_owned);
    url.or_else(|| match &request.body {
        Body::Form(fields) => find(fields, name).map(str::to_owned),
        _ => None,
    })
}
