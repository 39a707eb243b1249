//! What attackers do. They send messages to the same parties as everybody else; whether they get
//! what they want is looked up afterwards.

use serde_json::{Value, json};

use super::check::Check;
use super::demo::{
    ATTACKER, CALLBACK, CLIENT_ID, CLUSTER_AUDIENCE, GAME_CALLBACK, GAME_ID, MALLORY, SERVER,
    STS_AUDIENCE, USER, verifier,
};
use super::http::{Body, Http, Start, Url, pairs};
use super::jose::{self, Parts, SERVER_KEY, half_hash, s256};
use super::message::{Actor, Title};
use super::run::End;
use super::server::{LIFETIME, taken};
use super::setup::{Attack, Lane};
use super::world::World;
use crate::oidc::keys::DemoKey;

/// How many ways there are to try an attack.
pub(super) const fn ways(attack: Attack) -> usize {
    match attack {
        Attack::CodeInterception
        | Attack::CodeInjection
        | Attack::TokenSubstitution
        | Attack::MixUp => 2,
        _ => 1,
    }
}

impl World<'_> {
    /// Tries an attack in one of its ways. True where the attacker got what they wanted; an error
    /// is how it ended otherwise.
    pub(super) fn try_attack(&mut self, attack: Attack, way: usize) -> Result<bool, End> {
        let ended = match (self.run.setup.lane, attack) {
            (Lane::Irsa, _) => return self.attack_irsa(attack),
            (Lane::Oauth, Attack::TokenSubstitution) => self.foreign_access_token(),
            (Lane::Oauth, Attack::AlgNone | Attack::AlgConfusion) => {
                return self.forged_access_token(attack);
            }
            (_, Attack::CodeInterception) => return self.code_interception(way),
            (_, Attack::LoginCsrf) => self.login_csrf(),
            (_, Attack::CodeInjection) => self.code_injection(way),
            (_, Attack::IdTokenReplay) => self.id_token_replay(),
            (_, Attack::TokenSubstitution) => self.token_substitution(way),
            (_, Attack::MixUp) => return self.mix_up(way),
            (_, Attack::AlgNone | Attack::AlgConfusion) => self.forged_id_token(attack),
            _ => Ok(()),
        };
        if ended == Err(End::Until) {
            return Err(End::Until);
        }
        // What counts is who is logged in where, not whether everybody was content.
        let won = match attack {
            Attack::LoginCsrf => self.user_of(Actor::Browser) == Some(MALLORY),
            _ => self.user_of(Actor::Attacker) == Some(USER),
        };
        if won { Ok(true) } else { ended.map(|()| false) }
    }

    /// What the attacker got hold of, shown as a message of its own; then they wait.
    fn steal(&mut self, name: &str, value: &str) -> Result<String, End> {
        let loot = Http::answer(200, Body::Json(json!({name: value})));
        let loot = self.run.send(Title::Stolen, (Actor::Browser, Actor::Attacker), loot)?;
        self.run.now = self.run.now.plus(self.run.setup.wait);
        Ok(loot.field(name).unwrap_or_default())
    }

    /// RFC 7636 section 1, and RFC 9700 section 4.1.1.
    fn code_interception(&mut self, way: usize) -> Result<bool, End> {
        if way == 0 {
            let response = self.response_for(Actor::Browser, USER)?;
            let code = self.steal("code", &taken(&response, "code").unwrap_or_default())?;
            return self.redeem_as_attacker(&code, CALLBACK, None);
        }
        // A link of the attacker's making, with a challenge of their own and their own address.
        let secret = verifier("attacker");
        let url = Url::new(&format!("{SERVER}/authorize"))
            .with("response_type", "code")
            .with("client_id", CLIENT_ID)
            .with("redirect_uri", GAME_CALLBACK)
            .with("scope", "photos.read")
            .with("code_challenge", &s256(&secret))
            .with("code_challenge_method", "S256");
        let response = self.authorize(Actor::Browser, url, USER)?;
        let parties = (Actor::Browser, Actor::Attacker);
        let caught = self.run.send(Title::Callback, parties, response)?;
        let code = taken(&caught, "code").unwrap_or_default();
        self.redeem_as_attacker(&code, GAME_CALLBACK, Some(&secret))
    }

    /// The attacker trades a code themselves, without the client's secret.
    fn redeem_as_attacker(
        &mut self,
        code: &str,
        redirect: &str,
        verifier: Option<&str>,
    ) -> Result<bool, End> {
        let mut fields = pairs(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
        ]);
        if let Some(verifier) = verifier {
            fields.push(("code_verifier".to_owned(), verifier.to_owned()));
        }
        fields.push(("client_id".to_owned(), CLIENT_ID.to_owned()));
        let request = Http::post(&format!("{SERVER}/token"), Body::Form(fields));
        let tokens = self.token(Actor::Attacker, request)?;
        let access = tokens.field("access_token").unwrap_or_default();
        Ok(self.api_call(Actor::Attacker, &access)? == USER)
    }

    /// RFC 6749 section 10.12, and RFC 9700 section 4.7.
    fn login_csrf(&mut self) -> Result<(), End> {
        self.begin(Actor::Browser, SERVER)?;
        let response = self.response_for(Actor::Attacker, MALLORY)?;
        self.callback(Actor::Browser, response)
    }

    /// RFC 9700 section 4.5: the stolen code in the attacker's own session.
    fn code_injection(&mut self, way: usize) -> Result<(), End> {
        let stolen = self.response_for(Actor::Browser, USER)?;
        let code = self.steal("code", &taken(&stolen, "code").unwrap_or_default())?;
        let own = self.response_for(Actor::Attacker, MALLORY)?;
        let mut injected = own;
        injected.set("code", &code);
        if let (0, Some(token)) = (way, taken(&stolen, "id_token")) {
            injected.set("id_token", &token);
        }
        self.callback(Actor::Attacker, injected)
    }

    /// OpenID Connect Core section 15.5.2: the whole response of an earlier login.
    fn id_token_replay(&mut self) -> Result<(), End> {
        let response = self.response_for(Actor::Browser, USER)?;
        self.callback(Actor::Browser, response.clone())?;
        let known = self.client.id_token.clone();
        let token = taken(&response, "id_token").or(known).unwrap_or_default();
        let token = self.steal("id_token", &token)?;
        let url = self.begin(Actor::Attacker, SERVER)?;
        let code = taken(&response, "code").unwrap_or_default();
        let replayed = self.handed_in(&url, &token, Some(&code));
        self.callback(Actor::Attacker, replayed)
    }

    /// A response of the attacker's making to the login that they have begun.
    fn handed_in(&self, begun: &Url, token: &str, code: Option<&str>) -> Http {
        let mut fields = pairs(&[("id_token", token)]);
        fields.extend(code.map(|code| ("code".to_owned(), code.to_owned())));
        fields.extend(begun.get("state").map(|state| ("state".to_owned(), state.to_owned())));
        fields.push(("iss".to_owned(), SERVER.to_owned()));
        Http::post(CALLBACK, Body::Form(fields))
    }

    /// OpenID Connect Core section 16.11: a token that the user gave to another client.
    fn token_substitution(&mut self, way: usize) -> Result<(), End> {
        let begun = self.begin(Actor::Attacker, SERVER)?;
        let nonce = begun.get("nonce").map(str::to_owned);
        let response = self.play_game(nonce.as_deref(), way == 1)?;
        let code = taken(&response, "code").unwrap_or_default();
        if way == 1 {
            let token = taken(&response, "id_token").unwrap_or_default();
            let handed = self.handed_in(&begun, &token, Some(&code));
            return self.callback(Actor::Attacker, handed);
        }
        let access = self.game_token(&code)?;
        let handed = self.handed_in(&begun, &access, None);
        self.callback(Actor::Attacker, handed)
    }

    /// The user logs in to another client, which is the attacker's.
    fn play_game(&mut self, nonce: Option<&str>, with_id_token: bool) -> Result<Http, End> {
        let openid = self.run.setup.is_openid();
        let kinds = if with_id_token { "code id_token" } else { "code" };
        let mut url = Url::new(&format!("{SERVER}/authorize"))
            .with("response_type", kinds)
            .with("client_id", GAME_ID)
            .with("redirect_uri", GAME_CALLBACK)
            .with("scope", if openid { "openid photos.read" } else { "photos.read" })
            .with("code_challenge", &s256(&verifier("game")))
            .with("code_challenge_method", "S256");
        if with_id_token {
            url = url.with("response_mode", "form_post");
        }
        if let Some(nonce) = nonce {
            url = url.with("nonce", nonce);
        }
        let response = self.authorize(Actor::Browser, url, USER)?;
        self.run.send(Title::Callback, (Actor::Browser, Actor::Attacker), response)
    }

    fn game_token(&mut self, code: &str) -> Result<String, End> {
        let fields = pairs(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", GAME_CALLBACK),
            ("code_verifier", &verifier("game")),
            ("client_id", GAME_ID),
        ]);
        let request = Http::post(&format!("{SERVER}/token"), Body::Form(fields));
        let tokens = self.token(Actor::Attacker, request)?;
        self.run.now = self.run.now.plus(self.run.setup.wait);
        Ok(tokens.field("access_token").unwrap_or_default())
    }

    /// RFC 6749 section 10.16: the same where a client takes access tokens for logins.
    fn foreign_access_token(&mut self) -> Result<(), End> {
        let response = self.play_game(None, false)?;
        let access = self.game_token(&taken(&response, "code").unwrap_or_default())?;
        self.login_by_access_token(Actor::Attacker, &access)
    }

    /// RFC 9700 section 4.4. The second way is for clients with a secret: the code goes back into
    /// a login of the attacker's, whose challenge the server was made to bind it to.
    fn mix_up(&mut self, way: usize) -> Result<bool, End> {
        let own = if way == 1 { Some(self.begin(Actor::Attacker, SERVER)?) } else { None };
        let url = self.begin(Actor::Browser, ATTACKER)?;
        let parties = (Actor::Browser, Actor::Attacker);
        let request = self.run.send(Title::Authorize, parties, Http::get(url))?;
        let mut forwarded = Url::new(&format!("{SERVER}/authorize"));
        forwarded.query = request.url().map(|url| url.query.clone()).unwrap_or_default();
        for (name, value) in &mut forwarded.query {
            let bound = matches!(name.as_str(), "code_challenge" | "nonce");
            if let Some(own) = own.as_ref().and_then(|own| own.get(name)).filter(|_| bound) {
                own.clone_into(value);
            }
        }
        let parties = (Actor::Attacker, Actor::Browser);
        let sent = self.run.send(Title::LoginRedirect, parties, Http::redirect(forwarded))?;
        let url = sent.url().cloned().unwrap_or_default();
        let response = self.authorize(Actor::Browser, url, USER)?;
        let ended = self.callback(Actor::Browser, response);
        let Some(caught) = self.caught.pop() else { return ended.map(|()| false) };
        let code = caught.field("code").unwrap_or_default();
        let Some(own) = own else {
            let verifier = caught.field("code_verifier");
            return self.redeem_as_attacker(&code, CALLBACK, verifier.as_deref());
        };
        let mut back = Url::new(CALLBACK).with("code", &code);
        if let Some(state) = own.get("state") {
            back = back.with("state", state);
        }
        let back = back.with("iss", SERVER);
        self.callback(Actor::Attacker, Http::get(back))?;
        Ok(self.user_of(Actor::Attacker) == Some(USER))
    }

    /// RFC 8725 sections 2.1 and 3.1: a token that the attacker wrote.
    fn forged_id_token(&mut self, attack: Attack) -> Result<(), End> {
        let response = self.response_for(Actor::Attacker, MALLORY)?;
        let session = self.run.messages.iter().rev().find_map(|one| one.field("nonce"));
        let nonce = session.map(str::to_owned);
        let code = taken(&response, "code").unwrap_or_default();
        let now = self.run.now;
        let mut claims = json!({
            "iss": SERVER, "sub": USER, "aud": CLIENT_ID, "iat": now.0,
            "exp": now.plus(LIFETIME).0, "c_hash": half_hash(&code),
        });
        if let (Value::Object(map), Some(nonce)) = (&mut claims, nonce) {
            map.insert("nonce".to_owned(), json!(nonce));
        }
        let token = forge(attack, "JWT", &claims, SERVER_KEY);
        let mut handed = match response.start {
            Start::Request { ref url, .. } => {
                let state = url.get("state").map(str::to_owned);
                let mut begun = Url::default();
                begun.query.extend(state.map(|state| ("state".to_owned(), state)));
                self.handed_in(&begun, &token, Some(&code))
            }
            _ => response.clone(),
        };
        if taken(&response, "id_token").is_some() {
            handed = response;
            handed.set("id_token", &token);
        }
        self.callback(Actor::Attacker, handed)
    }

    fn forged_access_token(&mut self, attack: Attack) -> Result<bool, End> {
        let now = self.run.now;
        let claims = json!({
            "iss": SERVER, "sub": USER, "aud": super::demo::API, "client_id": CLIENT_ID,
            "scope": "photos.read", "iat": now.0, "exp": now.plus(LIFETIME).0, "jti": "forged",
        });
        let token = forge(attack, "at+jwt", &claims, SERVER_KEY);
        Ok(self.api_call(Actor::Attacker, &token)? == USER)
    }

    fn attack_irsa(&mut self, attack: Attack) -> Result<bool, End> {
        let key = DemoKey::signing_at(super::demo::START);
        let token = match attack {
            Attack::TokenSubstitution => self.projected(CLUSTER_AUDIENCE)?,
            _ => self.projected(STS_AUDIENCE)?,
        };
        let file = Http::file("/proc/self/root/var/run/secrets/…/token", &token);
        let parties = (Actor::Pod, Actor::Attacker);
        let token = match attack {
            Attack::AlgNone | Attack::AlgConfusion => {
                let claims = Parts::read(&token).map(|parts| parts.claims);
                forge(attack, "JWT", &claims.unwrap_or_default(), key)
            }
            _ => self.run.send(Title::Stolen, parties, file)?.body_text(),
        };
        if attack == Attack::DeletedPodToken {
            self.delete_pod()?;
            self.token_review(&token)?;
        }
        self.run.now = self.run.now.plus(self.run.setup.wait);
        let credentials = self.assume(Actor::Attacker, &token)?;
        self.signed_call(Actor::Attacker, &credentials)
    }

    fn delete_pod(&mut self) -> Result<(), End> {
        let (operator, server) = (Actor::Kubelet, Actor::ApiServer);
        let url = Url::new("https://api.cluster.example/api/v1/namespaces/shop/pods/orders-1");
        let start = Start::Request { method: "DELETE", url };
        let request = Http { start, headers: Vec::new(), body: Body::Empty };
        self.run.send(Title::PodDelete, (operator, server), request)?;
        self.pod_gone = true;
        let gone = json!({"kind": "Status", "status": "Success"});
        let answer = Http::answer(200, Body::Json(gone));
        self.run.send(Title::PodDeleted, (server, operator), answer)?;
        // The API server forgets a pod's tokens some seconds after the pod.
        self.run.now = self.run.now.plus(60);
        Ok(())
    }
}

fn forge(attack: Attack, typ: &str, claims: &Value, key: DemoKey) -> String {
    match attack {
        Attack::AlgNone => jose::forge_none(typ, claims),
        _ => jose::forge_hmac(typ, claims, key),
    }
}

/// The check that stopped an attack, where one did.
pub(super) const fn stopped_by(end: End) -> Option<Check> {
    match end {
        End::Refused(check) => Some(check),
        End::Until => None,
    }
}
