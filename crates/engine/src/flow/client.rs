//! The client: it starts logins, takes responses, and gets and uses tokens.

use serde_json::{Value, json};

use super::check::Check;
use super::demo::{self, ATTACKER, CALLBACK, CLIENT, CLIENT_ID};
use super::http::{Body, Http, Url, pairs};
use super::jose::{half_hash, keys_of, s256};
use super::message::{Actor, Title};
use super::run::{Compared, End};
use super::server::{basic, taken};
use super::setup::{ClientKind, Lane};
use super::world::World;

/// What the client keeps.
#[derive(Debug, Default)]
pub(super) struct Client {
    sessions: Vec<Session>,
    /// The metadata of each issuer that was asked for it.
    metadata: Vec<(String, Value)>,
    /// The keys of each issuer, by who asked for them: an API keeps them as well.
    keys: Vec<(Actor, String, String)>,
    /// The access and the refresh token of the last login.
    pub(super) tokens: Option<(String, Option<String>)>,
    /// The last ID token.
    pub(super) id_token: Option<String>,
}

/// A browser's session.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    cookie: String,
    pub(super) issuer: String,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) verifier: Option<String>,
    /// Whom the client takes the browser's user for.
    pub(super) user: Option<String>,
}

fn cookie(who: Actor) -> String {
    format!("session={}", demo::value("session", &[who.id()]))
}

impl World<'_> {
    /// Whom the client takes somebody's browser for.
    pub(super) fn user_of(&self, who: Actor) -> Option<&str> {
        let cookie = cookie(who);
        let session = self.client.sessions.iter().find(|session| session.cookie == cookie);
        session?.user.as_deref()
    }

    /// Somebody starts a login with a server; where the client sends them.
    pub(super) fn begin(&mut self, who: Actor, issuer: &str) -> Result<Url, End> {
        let here = Actor::Client;
        let url = Url::new(&format!("{CLIENT}/login")).with("issuer", issuer);
        let request = Http::get(url).header("Cookie", &cookie(who));
        let request = self.run.send(Title::LoginStart, (who, here), request)?;
        let issuer = request.field("issuer").unwrap_or_default();
        let metadata = self.ask_metadata(&issuer)?;
        let session = self.open(request.head("cookie").unwrap_or_default(), &issuer);
        let endpoint = metadata.get("authorization_endpoint").and_then(Value::as_str);
        let url = self.authorization_url(endpoint.unwrap_or_default(), &session);
        let response =
            Http::redirect(url).header("Set-Cookie", &format!("{}; HttpOnly", cookie(who)));
        let response = self.run.send(Title::LoginRedirect, (here, who), response)?;
        Ok(response.url().cloned().unwrap_or_default())
    }

    fn open(&mut self, cookie: &str, issuer: &str) -> Session {
        let setup = self.run.setup;
        let count = self.run.messages.len().to_string();
        let fresh = |check, kind| {
            let value = demo::value(kind, &[cookie, &count]);
            setup.makes(check).then_some(value)
        };
        let session = Session {
            cookie: cookie.to_owned(),
            issuer: issuer.to_owned(),
            state: fresh(Check::State, "state"),
            nonce: fresh(Check::Nonce, "nonce").filter(|_| setup.is_openid()),
            verifier: setup
                .makes(Check::Pkce)
                .then(|| demo::verifier(&format!("{cookie} {count}"))),
            user: None,
        };
        self.client.sessions.retain(|other| other.cookie != cookie);
        self.client.sessions.push(session.clone());
        session
    }

    fn authorization_url(&self, endpoint: &str, session: &Session) -> Url {
        let setup = self.run.setup;
        let front = setup.by_front_channel();
        let scope = match setup.lane {
            Lane::Oidc => "openid photos.read",
            Lane::Refresh => "photos.read offline_access",
            _ => "photos.read",
        };
        let mut url = Url::new(endpoint)
            .with("response_type", if front { "code id_token" } else { "code" })
            .with("client_id", CLIENT_ID)
            .with("redirect_uri", CALLBACK)
            .with("scope", scope);
        if front {
            url = url.with("response_mode", "form_post");
        }
        if let Some(state) = &session.state {
            url = url.with("state", state);
        }
        if let Some(nonce) = &session.nonce {
            url = url.with("nonce", nonce);
        }
        if let Some(verifier) = &session.verifier {
            url = url.with("code_challenge", &s256(verifier)).with("code_challenge_method", "S256");
        }
        url
    }

    /// What an issuer says of itself; asked for once.
    fn ask_metadata(&mut self, issuer: &str) -> Result<Value, End> {
        if let Some((_, known)) = self.client.metadata.iter().find(|(of, _)| of == issuer) {
            return Ok(known.clone());
        }
        let (here, there) = (Actor::Client, server_of(issuer));
        let name = match self.run.setup.lane {
            Lane::Oidc => "openid-configuration",
            _ => "oauth-authorization-server",
        };
        let request = Http::get(Url::new(&format!("{issuer}/.well-known/{name}")));
        self.run.send(Title::MetadataRequest, (here, there), request)?;
        let answer = Http::answer(200, Body::Json(self.metadata(issuer)));
        let answer = self.run.send(Title::Metadata, (there, here), answer)?;
        let says = answer.field("issuer").unwrap_or_default();
        let compared = Compared::new("issuer", issuer, &says);
        self.run.judge(here, Check::Metadata, &compared, compared.same())?;
        let Body::Json(metadata) = answer.body else { return Ok(Value::Null) };
        self.client.metadata.push((issuer.to_owned(), metadata.clone()));
        Ok(metadata)
    }

    /// An issuer's keys; asked for once.
    pub(super) fn ask_keys(&mut self, by: Actor, issuer: &str) -> Result<String, End> {
        let mut known = self.client.keys.iter();
        if let Some((.., keys)) = known.find(|(who, of, _)| *who == by && of == issuer) {
            return Ok(keys.clone());
        }
        if by == server_of(issuer) {
            return Ok(keys_of(super::jose::SERVER_KEY));
        }
        let there = server_of(issuer);
        let request = Http::get(Url::new(&format!("{issuer}/keys")));
        self.run.send(Title::KeysRequest, (by, there), request)?;
        // The attacker publishes the honest server's keys: then its tokens verify.
        let keys = super::http::read(&keys_of(super::jose::SERVER_KEY));
        let answer = Http::answer(200, Body::Json(keys));
        let keys = self.run.send(Title::Keys, (there, by), answer)?.body_text();
        self.client.keys.push((by, issuer.to_owned(), keys.clone()));
        Ok(keys)
    }

    /// Somebody's browser brings a response to the client.
    pub(super) fn callback(&mut self, who: Actor, response: Http) -> Result<(), End> {
        let here = Actor::Client;
        let request = response.header("Cookie", &cookie(who));
        let request = self.run.send(Title::Callback, (who, here), request)?;
        let session = request.head("cookie").and_then(|cookie| {
            self.client.sessions.iter().find(|session| session.cookie == cookie).cloned()
        });
        let session = session.unwrap_or_default();
        let user = match self.take(&request, &session) {
            Ok(user) => user,
            Err(End::Until) => return Err(End::Until),
            Err(end) => return Err(self.refuse((here, who), "access_denied", end)),
        };
        self.logged_in(&session, &user);
        let page = format!("Hello, {user}.\n");
        let page = Http::answer(200, Body::Text("text/plain; charset=utf-8", page));
        self.run.send(Title::LoggedIn, (here, who), page)?;
        Ok(())
    }

    fn logged_in(&mut self, session: &Session, user: &str) {
        let mut sessions = self.client.sessions.iter_mut();
        if let Some(found) = sessions.find(|other| other.cookie == session.cookie) {
            found.user = Some(user.to_owned());
        }
    }

    /// What the client does with a response; who the user is.
    fn take(&mut self, request: &Http, session: &Session) -> Result<String, End> {
        self.check_response(request, session)?;
        let front = self.front_channel(request, session)?;
        let tokens = self.redeem_code(request, session)?;
        let access = tokens.field("access_token").unwrap_or_default();
        self.client.tokens = Some((access.clone(), tokens.field("refresh_token")));
        if !self.run.setup.is_openid() {
            return self.api_call(Actor::Client, &access);
        }
        let id_token = tokens.field("id_token").unwrap_or_default();
        let user = match front {
            None => {
                let parts = self.verify_id_token(&id_token, session)?;
                self.check_hash(&parts, "at_hash", Check::AtHash, &access)?;
                parts.claim("sub").unwrap_or_default().to_owned()
            }
            Some(user) => {
                let parts = super::jose::Parts::read(&id_token);
                let other = parts.and_then(|parts| parts.claim("sub").map(str::to_owned));
                let other = other.unwrap_or_default();
                let compared = Compared::new("sub", &user, &other);
                let section = "OpenID Connect Core section 3.3.3.6";
                self.run.judge_by(
                    Actor::Client,
                    Check::Sub,
                    &compared,
                    compared.same(),
                    section,
                )?;
                user
            }
        };
        self.client.id_token = Some(id_token);
        self.userinfo(&access, &user)?;
        Ok(user)
    }

    fn check_response(&mut self, request: &Http, session: &Session) -> Result<(), End> {
        let here = Actor::Client;
        let actual = taken(request, "iss").unwrap_or_default();
        let compared = Compared::new("iss", &session.issuer, &actual);
        self.run.judge(here, Check::IssResponse, &compared, compared.same())?;
        let actual = taken(request, "state").unwrap_or_default();
        let compared = Compared::new("state", session.state.as_deref().unwrap_or(""), &actual);
        self.run.judge(here, Check::State, &compared, compared.same() && !actual.is_empty())
    }

    /// The user of an ID token that came through the browser, where it is to come that way.
    fn front_channel(&mut self, request: &Http, session: &Session) -> Result<Option<String>, End> {
        let id_token = taken(request, "id_token");
        if !self.run.setup.by_front_channel() {
            if let Some(token) = id_token.filter(|_| self.run.setup.is_openid()) {
                let compared = Compared::new("id_token", "", &token);
                self.run.judge(Actor::Client, Check::Delivery, &compared, false)?;
            }
            return Ok(None);
        }
        let parts = self.verify_id_token(&id_token.unwrap_or_default(), session)?;
        if let Some(code) = taken(request, "code") {
            self.check_hash(&parts, "c_hash", Check::CHash, &code)?;
        }
        let user = parts.claim("sub").unwrap_or_default().to_owned();
        // The user is in at once; the code is for the API.
        self.logged_in(session, &user);
        Ok(Some(user))
    }

    fn redeem_code(&mut self, request: &Http, session: &Session) -> Result<Http, End> {
        let mut fields = pairs(&[
            ("grant_type", "authorization_code"),
            ("code", &taken(request, "code").unwrap_or_default()),
            ("redirect_uri", CALLBACK),
        ]);
        if let Some(verifier) = &session.verifier {
            fields.push(("code_verifier".to_owned(), verifier.clone()));
        }
        let metadata = self.ask_metadata(&session.issuer)?;
        let endpoint = metadata.get("token_endpoint").and_then(Value::as_str).unwrap_or_default();
        let request = self.as_client(endpoint, fields);
        if server_of(&session.issuer) == Actor::Server {
            return self.token(Actor::Client, request);
        }
        let there = Actor::Attacker;
        let got = self.run.send(Title::TokenRequest, (Actor::Client, there), request)?;
        self.caught.push(got);
        let answer = Http::answer(400, Body::Json(json!({"error": "server_error"})));
        self.run.send(Title::TokenError, (there, Actor::Client), answer)?;
        Err(End::Refused(Check::Code))
    }

    /// A request of the client to a token endpoint, with its id or its secret.
    pub(super) fn as_client(&self, endpoint: &str, mut fields: Vec<(String, String)>) -> Http {
        match self.run.setup.client {
            ClientKind::Public => {
                fields.push(("client_id".to_owned(), CLIENT_ID.to_owned()));
                Http::post(endpoint, Body::Form(fields))
            }
            ClientKind::Confidential => {
                Http::post(endpoint, Body::Form(fields)).header("Authorization", &basic(CLIENT_ID))
            }
        }
    }

    fn check_hash(
        &mut self,
        parts: &super::jose::Parts,
        claim: &'static str,
        check: Check,
        of: &str,
    ) -> Result<(), End> {
        let expected = half_hash(of);
        let compared = Compared::new(claim, &expected, parts.claim(claim).unwrap_or_default());
        self.run.judge(Actor::Client, check, &compared, compared.same())
    }

    /// The client asks the server who the user is: OpenID Connect Core section 5.3.
    fn userinfo(&mut self, access: &str, user: &str) -> Result<(), End> {
        let (here, there) = (Actor::Client, Actor::Server);
        let request = Http::get(Url::new(&format!("{}/userinfo", demo::SERVER)));
        let request = request.header("Authorization", &format!("Bearer {access}"));
        let request = self.run.send(Title::UserinfoRequest, (here, there), request)?;
        let bearer = request.bearer().unwrap_or_default();
        let reference = self.server.references.iter().find(|(token, _)| token == bearer);
        let claims = match reference {
            Some((_, claims)) => Some(claims.clone()),
            None => {
                let keys = super::jose::key_set(&keys_of(super::jose::SERVER_KEY));
                let good = super::jose::is_signed(bearer, &keys);
                super::jose::Parts::read(bearer).filter(|_| good).map(|parts| parts.claims)
            }
        };
        let subject = claims.as_ref().and_then(|claims| claims.get("sub")).cloned();
        let Some(subject) = subject else {
            let end = End::Refused(Check::Introspection);
            return Err(self.refuse((there, here), "invalid_token", end));
        };
        let name = json!({"sub": subject, "name": "Alice Example"});
        let answer = Http::answer(200, Body::Json(name));
        let answer = self.run.send(Title::Userinfo, (there, here), answer)?;
        let actual = answer.field("sub").unwrap_or_default();
        let compared = Compared::new("sub", user, &actual);
        self.run.judge(here, Check::Sub, &compared, compared.same())
    }

    /// A client that takes an access token for a login: what OAuth 2.0 alone was not made for.
    pub(super) fn login_by_access_token(&mut self, who: Actor, token: &str) -> Result<(), End> {
        let here = Actor::Client;
        let body = Body::Form(pairs(&[("access_token", token)]));
        let request = Http::post(&format!("{CLIENT}/session"), body);
        let request = request.header("Cookie", &cookie(who));
        let request = self.run.send(Title::Callback, (who, here), request)?;
        let token = request.field("access_token").unwrap_or_default();
        let session = self.open(&cookie(who), demo::SERVER);
        let issued_to = match super::jose::Parts::read(&token) {
            Some(parts) => parts.claim("client_id").unwrap_or_default().to_owned(),
            None => {
                let known = self.introspect(here, &token)?;
                let client = known.get("client_id").and_then(Value::as_str);
                client.unwrap_or_default().to_owned()
            }
        };
        let compared = Compared::new("client_id", CLIENT_ID, &issued_to);
        let section = "RFC 6749 section 10.16";
        if let Err(end) = self.run.judge_by(here, Check::Aud, &compared, compared.same(), section) {
            return Err(self.refuse((here, who), "access_denied", end));
        }
        let user = self.api_call(here, &token)?;
        self.logged_in(&session, &user);
        Ok(())
    }
}

/// Who runs the server of an issuer.
pub(super) fn server_of(issuer: &str) -> Actor {
    if issuer == ATTACKER { Actor::Attacker } else { Actor::Server }
}
