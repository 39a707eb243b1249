//! From a pod's token to a signed call: the API server signs, the kubelet projects, STS judges.
//!
//! STS is the engine's own: what it is given becomes the files of a run, and the run's report is
//! its answer. A check that is left out is left out of those files.

use std::rc::Rc;

use serde_json::{Value, json};

use super::check::{Check, State, Verification};
use super::demo::{CLUSTER, CLUSTER_AUDIENCE, STS_AUDIENCE};
use super::http::{Body, Http, Url};
use super::jose::{self, Parts};
use super::message::{Actor, Title};
use super::run::{Compared, End};
use super::sigv4::{self, Signer};
use super::world::World;
use crate::oidc::issuer::{self, Issuer, without_scheme};
use crate::oidc::keys::DemoKey;
use crate::oidc::mint::{self, Object, TokenRequest};
use crate::oidc::verify::{Verifier, is_taken, verify};
use crate::sts::answer::{Accepted, Code, StsError, Success};
use crate::sts::request::{self, Request};
use crate::{Ask, Report, Step, Timestamp};

const ROLE: &str = "arn:aws:iam::111122223333:role/S3Reader";
const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/";
const REGION: &str = "ap-northeast-2";
const STS: &str = "https://sts.ap-northeast-2.amazonaws.com/";
const BUCKET: &str = "https://orders-archive.s3.ap-northeast-2.amazonaws.com/";
const SUBJECT: &str = "system:serviceaccount:shop:orders";
const FILE: &str = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token";
/// Seconds that the webhook asks for, 24 hours.
const LIFETIME: i64 = 86_400;
const XML: &str = "text/xml";

impl World<'_> {
    /// The whole way of an honest pod.
    pub(super) fn run_irsa(&mut self) -> Result<(), End> {
        let token = self.projected(STS_AUDIENCE)?;
        let credentials = self.assume(Actor::Pod, &token)?;
        self.signed_call(Actor::Pod, &credentials).map(drop)
    }

    /// The kubelet gets a token for the pod and puts it there.
    pub(super) fn projected(&mut self, audience: &str) -> Result<String, End> {
        let (kubelet, server) = (Actor::Kubelet, Actor::ApiServer);
        let url = "https://api.cluster.example/api/v1/namespaces/shop/serviceaccounts/orders/token";
        let mut object = json!({
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenRequest",
            "spec": {
                "audiences": [audience],
                "expirationSeconds": LIFETIME,
                "boundObjectRef": {"apiVersion": "v1", "kind": "Pod", "name": "orders-1"},
            },
        });
        let request = Http::post(url, Body::Json(object.clone()));
        let request = self.run.send(Title::ServiceTokenRequest, (kubelet, server), request)?;
        let token = self.mint(&request);
        if let (Value::Object(map), Body::Json(asked)) = (&mut object, &request.body) {
            let spec = asked.get("spec").cloned().unwrap_or(Value::Null);
            map.insert("spec".to_owned(), spec);
            let expires = Parts::read(&token).and_then(|parts| parts.number("exp"));
            let expires = Timestamp(expires.unwrap_or_default()).to_string();
            let status = json!({"token": token, "expirationTimestamp": expires});
            map.insert("status".to_owned(), status);
        }
        let answer = Http::answer(201, Body::Json(object));
        let answer = self.run.send(Title::ServiceToken, (server, kubelet), answer)?;
        let token = answer.field("status.token").unwrap_or_default();
        let file = Http::file(FILE, &token);
        let file = self.run.send(Title::ProjectedFile, (kubelet, Actor::Pod), file)?;
        Ok(file.body_text())
    }

    /// The token that the API server signs for what was asked.
    fn mint(&self, request: &Http) -> String {
        let Body::Json(asked) = &request.body else { return String::new() };
        let audiences = asked.pointer("/spec/audiences");
        let audiences: Vec<&str> = match audiences {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one],
            _ => vec![CLUSTER_AUDIENCE],
        };
        let lifetime = asked.pointer("/spec/expirationSeconds").and_then(Value::as_i64);
        let pod = asked.pointer("/spec/boundObjectRef/name").and_then(Value::as_str);
        let request = TokenRequest {
            issuer: CLUSTER,
            audiences: &audiences,
            issued: self.run.now,
            lifetime: lifetime.unwrap_or(LIFETIME),
            namespace: "shop",
            service_account: Object { name: "orders", uid: None },
            pod: Object { name: pod.unwrap_or("orders-1"), uid: None },
            node: Some(Object { name: "ip-10-0-1-23", uid: None }),
        };
        mint::mint(&request).unwrap_or_default()
    }

    /// Somebody calls STS with a token; the credentials it hands out.
    pub(super) fn assume(&mut self, caller: Actor, token: &str) -> Result<Success, End> {
        let here = Actor::Sts;
        let asked = Request {
            role_arn: ROLE.into(),
            role_session_name: "orders-1".into(),
            web_identity_token: token.into(),
            duration_seconds: None,
            provider_id: None,
            policy_arns: Vec::new(),
            policy: None,
        };
        let body = Body::Form(super::http::parse_form(&asked.body()));
        let request = self.run.send(Title::AssumeRole, (caller, here), Http::post(STS, body))?;
        let get = |name: &str| request.field(name).unwrap_or_default();
        let asked = Request {
            role_arn: get("RoleArn").into(),
            role_session_name: get("RoleSessionName").into(),
            web_identity_token: get("WebIdentityToken").into(),
            duration_seconds: request.field("DurationSeconds").and_then(|text| text.parse().ok()),
            ..asked
        };
        match self.judge_call(&asked) {
            Ok(success) => {
                let answer = Http::answer(200, Body::Text(XML, success.to_xml()));
                self.run.send(Title::Credentials, (here, caller), answer)?;
                Ok(success)
            }
            Err((End::Until, _)) => Err(End::Until),
            Err((end, error)) => {
                let answer = Http::answer(error.status(), Body::Text(XML, error.to_xml()));
                self.run.send(Title::StsError, (here, caller), answer)?;
                Err(end)
            }
        }
    }

    fn judge_call(&mut self, asked: &Request) -> Result<Success, (End, StsError)> {
        let none = StsError::not_authorized;
        let valid = request::validate(asked);
        let compared = Compared::new("RoleSessionName", "", &asked.role_session_name);
        let result = self.run.judge(Actor::Sts, Check::Parameters, &compared, valid.is_ok());
        if let (Err(end), Err(error)) = (result, valid) {
            return Err((end, error));
        }
        let (token, report) = self.look_at(asked).map_err(|end| (end, none()))?;
        self.record_report(&asked.web_identity_token, &report);
        let refused = |check| (End::Refused(check), error_of(&report).unwrap_or_else(none));
        if let Some(check) = self.first_failure() {
            return Err(refused(check));
        }
        let parts = Parts::read(&token).ok_or_else(|| refused(Check::Format))?;
        let audience = parts.claim("azp").map(str::to_owned);
        let audience = audience.or_else(|| parts.audiences().first().cloned());
        let issuer = parts.claim("iss").unwrap_or_default();
        let accepted = Accepted {
            audience: audience.unwrap_or_default().into(),
            subject: parts.claim("sub").unwrap_or_default().into(),
            provider: format!("{PROVIDER}{}", without_scheme(issuer)).into(),
        };
        Success::issue(asked, accepted, None, self.run.now)
            .ok_or_else(|| refused(Check::Parameters))
    }

    /// The token as STS takes it, and what it makes of it. It asks for keys only where provider
    /// and audience are right.
    fn look_at(&mut self, asked: &Request) -> Result<(String, Report), End> {
        let published = issuer::jwks(&DemoKey::published_at(self.run.now)).unwrap_or_default();
        let judged = |world: &Self, keys: &str| {
            let token = world.weakened(&asked.web_identity_token, keys);
            let report = world.report(&token, keys, &asked.role_arn);
            (token, report)
        };
        let first = judged(self, &published);
        let mut made = first.1.gates.iter().flat_map(|gate| &gate.checks);
        let early = made
            .any(|made| made.state == crate::State::Fail && made.step < Step::SignatureVerified);
        if early {
            return Ok(first);
        }
        let keys = self.issuer_keys(published)?;
        Ok(judged(self, &keys))
    }

    /// STS asks the issuer for its keys; it asks nobody else.
    fn issuer_keys(&mut self, published: String) -> Result<String, End> {
        let (sts, there) = (Actor::Sts, Actor::Issuer);
        let discovery = Url::new(&format!("{CLUSTER}/.well-known/openid-configuration"));
        self.run.send(Title::MetadataRequest, (sts, there), Http::get(discovery))?;
        let document = Issuer::parse(CLUSTER).map(|issuer| issuer.discovery());
        let document = super::http::read(&document.unwrap_or_default());
        let answer = Http::answer(200, Body::Json(document));
        let answer = self.run.send(Title::Metadata, (there, sts), answer)?;
        let keys = answer.field("jwks_uri").unwrap_or_default();
        self.run.send(Title::KeysRequest, (sts, there), Http::get(Url::new(&keys)))?;
        let keys = Http::answer(200, Body::Json(super::http::read(&published)));
        Ok(self.run.send(Title::Keys, (there, sts), keys)?.body_text())
    }

    /// The token as a verifier that makes fewer checks sees it.
    fn weakened(&self, token: &str, keys: &str) -> String {
        let setup = self.run.setup;
        let Some(mut parts) = Parts::read(token) else { return token.to_owned() };
        let alg = parts.header.get("alg").and_then(Value::as_str).unwrap_or_default();
        let by_own_word = !setup.makes(Check::Alg) && !is_taken(alg);
        let content = by_own_word && jose::is_signed_as_it_says(token, &jose::key_set(keys));
        let key = DemoKey::signing_at(super::demo::START);
        if content || !setup.makes(Check::Signature) && (is_taken(alg) || by_own_word) {
            return jose::sign(&super::http::read(&mint::header(key)), &parts.claims, key);
        }
        if by_own_word && let Value::Object(header) = &mut parts.header {
            header.insert("alg".to_owned(), json!("RS256"));
            return parts.compact();
        }
        token.to_owned()
    }

    /// What the engine finds when it is given the token and what the account holds.
    fn report(&self, token: &str, keys: &str, role: &str) -> Report {
        let setup = self.run.setup;
        let parts = Parts::read(token);
        let claims = parts.as_ref();
        let mut clients = vec![STS_AUDIENCE.to_owned()];
        let host = without_scheme(CLUSTER);
        let mut conditions = json!({(format!("{host}:sub")): SUBJECT});
        match setup.makes(Check::Aud) {
            true => set(&mut conditions, &format!("{host}:aud"), json!(STS_AUDIENCE)),
            false => clients.extend(claims.map(Parts::audiences).unwrap_or_default()),
        }
        let expiry = claims.and_then(|parts| parts.number("exp"));
        let now = match (setup.makes(Check::Exp), expiry) {
            (false, Some(expiry)) => Timestamp(self.run.now.0.min(expiry.saturating_sub(1))),
            _ => self.run.now,
        };
        let trusted = match claims.and_then(|parts| parts.claim("iss")) {
            Some(other) if !setup.makes(Check::Iss) => without_scheme(other).to_owned(),
            _ => host.to_owned(),
        };
        let policy = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": {"Federated": format!("{PROVIDER}{trusted}")},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": conditions},
        }]});
        // A role that is not there is answered like one that does not trust the token.
        let name = if role == ROLE { ROLE } else { "arn:aws:iam::111122223333:role/none" };
        let policy =
            if role == ROLE { policy } else { json!({"Version": "2012-10-17", "Statement": []}) };
        let role = json!({"Role": {
            "RoleName": name.rsplit('/').next(), "Arn": name, "AssumeRolePolicyDocument": policy,
        }});
        let provider = json!({"Url": trusted, "ClientIDList": clients});
        let listed =
            json!({"OpenIDConnectProviderList": [{"Arn": format!("{PROVIDER}{trusted}")}]});
        let files = [
            ("token.jwt", token.to_owned()),
            ("jwks.json", keys.to_owned()),
            ("role.json", role.to_string()),
            ("provider.json", provider.to_string()),
            ("providers.json", listed.to_string()),
        ];
        let files: Vec<_> =
            files.iter().map(|(name, text)| Rc::new(crate::parse(name, text))).collect();
        let ask = Ask { now: Some(now), verifier: Some(Verifier(verify)), ..Ask::default() };
        crate::run(&files, &ask)
    }

    /// Records what STS checked, in its order, with the engine's rule behind each.
    fn record_report(&mut self, token: &str, report: &Report) {
        let parts = Parts::read(token);
        let compared = Compared::new("WebIdentityToken", "", "");
        let format = if parts.is_some() { State::Pass } else { State::Fail };
        self.sts_record(Check::Format, &compared, format, None);
        let Some(parts) = parts else { return };
        let alg = parts.header.get("alg").and_then(Value::as_str).unwrap_or_default().to_owned();
        let taken = if is_taken(&alg) { State::Pass } else { State::Fail };
        self.sts_record(Check::Alg, &Compared::new("alg", "RS256", &alg), taken, None);
        let kid = parts.header.get("kid").and_then(Value::as_str).unwrap_or_default();
        let audiences = parts.audiences().join(" ");
        let (issuer, subject) = (parts.claim("iss"), parts.claim("sub"));
        let number = |name| parts.number(name).map(|at| at.to_string()).unwrap_or_default();
        let (expiry, now) = (number("exp"), format!("> {}", self.run.now.0));
        let rows = [
            (Check::Iss, Step::ProviderFound, "iss", CLUSTER, issuer.unwrap_or_default()),
            (Check::Aud, Step::AudienceCompared, "aud", STS_AUDIENCE, audiences.as_str()),
            (Check::Signature, Step::SignatureVerified, "kid", "", kid),
            (Check::Exp, Step::TimeCompared, "exp", now.as_str(), expiry.as_str()),
            (Check::Trust, Step::TrustEvaluated, "sub", SUBJECT, subject.unwrap_or_default()),
        ];
        for (check, step, claim, expected, actual) in rows {
            let made = report.gates.iter().flat_map(|gate| &gate.checks);
            let mut made = made.filter(|made| made.step == step);
            let failed = made.clone().find(|made| made.state == crate::State::Fail);
            let decided = match check {
                Check::Trust => report.gate(crate::Gate::Trust).and_then(|gate| gate.deciding()),
                _ => failed.or_else(|| made.next()),
            };
            let state = match decided.map(|made| made.state) {
                Some(crate::State::Fail) => State::Fail,
                Some(crate::State::Pass | crate::State::Assumed) => State::Pass,
                _ => State::NotApplicable,
            };
            let rule = decided.map(|made| made.reason.rule().id);
            self.sts_record(check, &Compared::new(claim, expected, actual), state, rule);
        }
    }

    fn sts_record(
        &mut self,
        check: Check,
        compared: &Compared<'_>,
        state: State,
        rule: Option<&'static str>,
    ) {
        let state = if self.run.setup.makes(check) { state } else { State::Off };
        let section = match check {
            Check::Iss => "RFC 7519 section 4.1.1",
            Check::Aud => "RFC 7519 section 4.1.3",
            Check::Exp => "RFC 7519 section 4.1.4",
            Check::Signature => "RFC 7515 section 5.2",
            _ => check.section(),
        };
        self.run.record(Actor::Sts, check, compared, state, section);
        if let Some(last) = self.run.verifications.last_mut() {
            last.rule = rule;
        }
    }

    /// The check at which STS refuses: of those of the last call, the first that failed.
    fn first_failure(&self) -> Option<Check> {
        let step = self.run.messages.len().saturating_sub(1);
        let failed = |one: &&Verification| {
            one.by == Actor::Sts && one.step == step && one.state == State::Fail
        };
        self.run.verifications.iter().find(failed).map(|one| one.check)
    }

    /// Somebody uses the credentials; S3 checks the signature.
    pub(super) fn signed_call(
        &mut self,
        caller: Actor,
        credentials: &Success,
    ) -> Result<bool, End> {
        let here = Actor::S3;
        let signer = Signer {
            access_key: &credentials.access_key_id,
            secret: &credentials.secret_access_key,
            region: REGION,
            service: "s3",
        };
        let call = Http::get(Url::new(BUCKET).with("list-type", "2"));
        let hash = sigv4::payload(&call);
        let call = call
            .header("x-amz-content-sha256", &hash)
            .header("x-amz-security-token", &credentials.session_token);
        let call = signer.sign(call, self.run.now);
        let call = self.run.send(Title::SignedCall, (caller, here), call)?;
        let expected = signer.authorization(&call);
        let actual = call.head("authorization").unwrap_or_default().to_owned();
        let session = call.head("x-amz-security-token") == Some(&credentials.session_token);
        let compared = Compared::new("Authorization", &expected, &actual);
        let holds = session && compared.same();
        let result = self.run.judge(here, Check::SigV4, &compared, holds);
        let (status, body) = match &result {
            Ok(()) => (200, LISTING),
            Err(_) => (403, MISMATCH),
        };
        let answer = Http::answer(status, Body::Text("application/xml", body.to_owned()));
        self.run.send(Title::CallResponse, (here, caller), answer)?;
        result.map(|()| true)
    }

    /// Somebody asks the cluster whether a token is still good.
    pub(super) fn token_review(&mut self, token: &str) -> Result<(), End> {
        let (sender, here) = (Actor::Attacker, Actor::ApiServer);
        let url = "https://api.cluster.example/apis/authentication.k8s.io/v1/tokenreviews";
        let review = json!({
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenReview",
            "spec": {"token": token, "audiences": [STS_AUDIENCE]},
        });
        let request = Http::post(url, Body::Json(review.clone()));
        self.run.send(Title::TokenReview, (sender, here), request)?;
        let status = match self.pod_gone {
            true => json!({"authenticated": false, "error": INVALIDATED}),
            false => json!({"authenticated": true, "audiences": [STS_AUDIENCE]}),
        };
        let mut answer = review;
        set(&mut answer, "status", status);
        let answer = Http::answer(201, Body::Json(answer));
        self.run.send(Title::TokenReviewed, (here, sender), answer)?;
        let compared = Compared::new("kubernetes.io", "", "");
        let state = if self.pod_gone { State::Fail } else { State::Pass };
        self.run.record(here, Check::Bound, &compared, state, Check::Bound.section());
        Ok(())
    }
}

/// The error that the engine has STS answer with.
fn error_of(report: &Report) -> Option<StsError> {
    let answer = report.sts.as_ref()?;
    Some(StsError {
        code: Code::from_wire(answer.code?)?,
        message: answer.message.as_deref()?.into(),
        evidence: answer.evidence,
    })
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = object {
        map.insert(key.to_owned(), value);
    }
}

/// What the API server says of a token whose pod is gone:
/// <https://github.com/kubernetes/kubernetes/blob/master/pkg/serviceaccount/claims.go>.
const INVALIDATED: &str = "[invalid bearer token, service account token has been invalidated]";
const LISTING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\n  \
    <Name>orders-archive</Name>\n  <KeyCount>0</KeyCount>\n  \
    <IsTruncated>false</IsTruncated>\n</ListBucketResult>\n";
const MISMATCH: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <Error>\n  <Code>SignatureDoesNotMatch</Code>\n  <Message>The request signature we calculated \
    does not match the signature you provided. Check your key and signing method.</Message>\n\
    </Error>\n";
