//! The other ways to a token: client credentials, refresh, device code, and token exchange.

use serde_json::{Value, json};

use super::check::Check;
use super::client::server_of;
use super::demo::{API, API_ID, BILLING, CLIENT_ID, JOB_ID, SERVER, USER, value};
use super::http::{Body, Http, Url, pairs};
use super::message::{Actor, Title};
use super::run::{Compared, End};
use super::server::{Access, LIFETIME, basic};
use super::setup::AccessToken;
use super::world::World;

/// The grant type of RFC 8628, section 3.4.
pub(super) const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// The grant type of RFC 8693, section 2.1.
pub(super) const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

impl World<'_> {
    /// A client on its own behalf: no user, no browser. RFC 6749 section 4.4.
    pub(super) fn run_client_credentials(&mut self) -> Result<(), End> {
        let fields = pairs(&[("grant_type", "client_credentials"), ("scope", "photos.read")]);
        let request = Http::post(&format!("{SERVER}/token"), Body::Form(fields));
        let request = request.header("Authorization", &basic(JOB_ID));
        let tokens = self.token(Actor::Client, request)?;
        let access = tokens.field("access_token").unwrap_or_default();
        self.api_call(Actor::Client, &access).map(drop)
    }

    pub(super) fn client_credentials(&mut self, client: &str, request: &Http) -> Value {
        let scope = request.field("scope").unwrap_or_default();
        // Without a user the token speaks of the client: RFC 9068 section 2.2.
        let access = Access { subject: client, client, audience: API, scope: &scope, actor: None };
        let token = self.access_token(&access);
        json!({"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME})
    }

    /// A login, and an hour later a new access token without the user. RFC 6749 section 6.
    pub(super) fn run_refresh(&mut self) -> Result<(), End> {
        self.login(Actor::Browser, USER)?;
        let Some((old, Some(refresh))) = self.client.tokens.clone() else {
            return Err(End::Refused(Check::RefreshToken));
        };
        self.run.now = self.run.now.plus(LIFETIME);
        match self.api_call(Actor::Client, &old) {
            // That the old one is no longer taken is what the refresh token is for.
            Ok(_) | Err(End::Refused(_)) => {}
            Err(until) => return Err(until),
        }
        let fields = pairs(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]);
        let request = self.as_client(&format!("{SERVER}/token"), fields);
        let tokens = self.token(Actor::Client, request)?;
        let access = tokens.field("access_token").unwrap_or_default();
        self.api_call(Actor::Client, &access).map(drop)
    }

    pub(super) fn refresh(&mut self, client: &str, request: &Http) -> Result<Value, End> {
        let token = request.field("refresh_token").unwrap_or_default();
        let mut known = self.server.refresh.iter_mut();
        let found = known.find(|one| one.token == token && one.client == client && !one.used);
        let found = found.map(|one| {
            one.used = true;
            one.clone()
        });
        let expected = found.as_ref().map(|one| one.token.clone()).unwrap_or_default();
        let compared = Compared::new("refresh_token", &expected, &token);
        self.run.judge(Actor::Server, Check::RefreshToken, &compared, found.is_some())?;
        let Some(found) = found else { return Err(End::Refused(Check::RefreshToken)) };
        let access = Access {
            subject: &found.user,
            client,
            audience: API,
            scope: &found.scope,
            actor: None,
        };
        let access = self.access_token(&access);
        let next = self.refresh_token(client, &found.scope, &found.user);
        Ok(json!({
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": LIFETIME,
            "refresh_token": next,
            "scope": found.scope,
        }))
    }

    /// A device shows a code, and the user approves it elsewhere. RFC 8628.
    pub(super) fn run_device_code(&mut self) -> Result<(), End> {
        let (device, server) = (Actor::Device, Actor::Server);
        let fields = pairs(&[("client_id", CLIENT_ID), ("scope", "photos.read")]);
        let start = Http::post(&format!("{SERVER}/device_authorization"), Body::Form(fields));
        self.run.send(Title::DeviceStart, (device, server), start)?;
        let codes = json!({
            "device_code": value("device-code", &[CLIENT_ID]),
            "user_code": "DEMO-CODE",
            "verification_uri": format!("{SERVER}/device"),
            "expires_in": 900,
            "interval": 5,
        });
        let codes = Http::answer(200, Body::Json(codes));
        let codes = self.run.send(Title::DeviceCodes, (server, device), codes)?;
        let code = codes.field("device_code").unwrap_or_default();
        self.run.now = self.run.now.plus(5);
        match self.poll(&code) {
            Err(End::Refused(Check::Approval)) => {}
            Err(end) => return Err(end),
            Ok(_) => {}
        }
        let typed = codes.field("user_code").unwrap_or_default();
        let form = Body::Form(pairs(&[("user_code", &typed), ("username", USER)]));
        let form = Http::post(&format!("{SERVER}/device"), form);
        let form = self.run.send(Title::DeviceApproval, (Actor::Browser, server), form)?;
        let right = form.field("user_code").as_deref() == Some("DEMO-CODE");
        self.server.approved = form.field("username").filter(|_| right);
        let page =
            Body::Text("text/plain; charset=utf-8", "You can go back to the device.\n".into());
        let page = Http::answer(200, page);
        self.run.send(Title::DeviceApproved, (server, Actor::Browser), page)?;
        self.run.now = self.run.now.plus(5);
        let tokens = self.poll(&code)?;
        let access = tokens.field("access_token").unwrap_or_default();
        self.api_call(device, &access).map(drop)
    }

    fn poll(&mut self, code: &str) -> Result<Http, End> {
        let fields =
            pairs(&[("grant_type", DEVICE), ("device_code", code), ("client_id", CLIENT_ID)]);
        let mut request = Http::post(&format!("{SERVER}/token"), Body::Form(fields));
        if self.run.setup.client == super::setup::ClientKind::Confidential {
            request = request.header("Authorization", &basic(CLIENT_ID));
        }
        self.token(Actor::Device, request)
    }

    pub(super) fn device_token(&mut self, client: &str, request: &Http) -> Result<Value, End> {
        let here = Actor::Server;
        let expected = value("device-code", &[client]);
        let code = request.field("device_code").unwrap_or_default();
        let compared = Compared::new("device_code", &expected, &code);
        self.run.judge(here, Check::Code, &compared, compared.same())?;
        let user = self.server.approved.clone();
        let compared = Compared::new("user_code", "approved", "");
        self.run.judge(here, Check::Approval, &compared, user.is_some())?;
        let user = user.unwrap_or_default();
        let access =
            Access { subject: &user, client, audience: API, scope: "photos.read", actor: None };
        let access = self.access_token(&access);
        Ok(json!({"access_token": access, "token_type": "Bearer", "expires_in": LIFETIME}))
    }

    /// An API that got a user's token asks for one for the service behind it. RFC 8693.
    pub(super) fn run_token_exchange(&mut self) -> Result<(), End> {
        self.login(Actor::Browser, USER)?;
        let token = self.client.tokens.clone().map(|(access, _)| access).unwrap_or_default();
        let fields = pairs(&[
            ("grant_type", EXCHANGE),
            ("subject_token", &token),
            ("subject_token_type", ACCESS_TOKEN),
            ("audience", BILLING),
            ("scope", "invoices.read"),
        ]);
        let request = Http::post(&format!("{SERVER}/token"), Body::Form(fields));
        let request = request.header("Authorization", &basic(API_ID));
        let tokens = self.token(Actor::Api, request)?;
        let access = tokens.field("access_token").unwrap_or_default();
        let here = Actor::Billing;
        let call = Http::get(Url::new(&format!("{BILLING}/invoices")));
        let call = call.header("Authorization", &format!("Bearer {access}"));
        let call = self.run.send(Title::ApiRequest, (Actor::Api, here), call)?;
        let bearer = call.bearer().unwrap_or_default().to_owned();
        let claims = match self.run.setup.access_token {
            AccessToken::Jwt => self.read_access_token(&bearer, here, BILLING)?,
            AccessToken::Opaque => self.introspect(here, &bearer)?,
        };
        let owner = claims.get("sub").cloned().unwrap_or(Value::Null);
        let answer = Http::answer(200, Body::Json(json!({"owner": owner, "invoices": []})));
        self.run.send(Title::ApiResponse, (here, Actor::Api), answer).map(drop)
    }

    pub(super) fn exchange(&mut self, client: &str, request: &Http) -> Result<Value, End> {
        let token = request.field("subject_token").unwrap_or_default();
        let here = server_of(SERVER);
        let claims = match self.run.setup.access_token {
            AccessToken::Jwt => self.read_access_token(&token, here, API)?,
            AccessToken::Opaque => {
                let mut known = self.server.references.iter();
                let found = known.find(|(one, _)| *one == token).map(|(_, claims)| claims.clone());
                let compared = Compared::new("subject_token", "", &token);
                let holds = found.is_some();
                self.run.judge(here, Check::Introspection, &compared, holds)?;
                found.unwrap_or(Value::Null)
            }
        };
        let text =
            |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (subject, audience) = (text("sub"), request.field("audience").unwrap_or_default());
        let scope = request.field("scope").unwrap_or_default();
        let access = Access {
            subject: &subject,
            client,
            audience: &audience,
            scope: &scope,
            actor: Some(client),
        };
        let access = self.access_token(&access);
        Ok(json!({
            "access_token": access,
            "issued_token_type": ACCESS_TOKEN,
            "token_type": "Bearer",
            "expires_in": LIFETIME,
            "scope": scope,
        }))
    }
}
