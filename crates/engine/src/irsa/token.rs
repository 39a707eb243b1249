//! The token: the one given, or the one the kubelet mints for the pod.

use super::process::{Variables, webhook_settings};
use super::walk::Walk;
use super::who::Who;
use super::world::{Given, World};
use crate::iam::web_identity::Claim;
use crate::k8s::pod::ProjectedToken;
use crate::oidc::mint;
use crate::oidc::token::{Claims, Jwt, Time};
use crate::oidc::verify::is_taken;
use crate::report::Assumed;
use crate::source::Spanned;
use crate::{Check, Finding, Gate, Place, Reason, State, Step, Text};

/// The audience of a token that is asked for without one: the API server's own, as EKS has it.
const API_SERVER: &str = "https://kubernetes.default.svc";
/// AWS documents that STS still takes a token this many seconds after it expired.
const GRACE: i64 = 300;
/// The age in seconds from which STS has been seen to call a token too old.
const OLD: i64 = 86_400;

/// A value and where it was written, where that was in a text.
pub(crate) type Value = (Text, Option<Place>);

/// The token that STS gets.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// `iss`.
    pub(crate) issuer: Option<Value>,
    /// `sub`.
    pub(crate) subject: Option<Value>,
    /// `aud`, in order.
    pub(crate) audiences: Vec<Value>,
    /// `azp`.
    pub(crate) authorized_party: Option<Value>,
    /// Every claim that is text, a number, a boolean or a list of them.
    pub(crate) claims: Vec<Claim>,
    /// Where it comes from.
    pub(crate) origin: Origin,
}

/// Where a token comes from.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// Modelled: the kubelet asks for it and the cluster signs it.
    Minted,
    /// Given as decoded claims: the index among them.
    Claims {
        /// Which.
        index: usize,
    },
    /// Given as a JWT.
    Jwt {
        /// Which.
        index: usize,
    },
}

impl Token {
    /// The value that the provider's client ids are compared with: `azp` where there is one.
    pub(crate) fn compared_audience(&self) -> Option<Value> {
        self.authorized_party.clone().or_else(|| self.audiences.first().cloned())
    }
}

/// The subjects that given tokens and claims name.
pub(super) fn given_subjects(world: &World<'_>) -> Vec<Text> {
    let tokens = world.tokens.iter().map(|given| &given.item.claims);
    let all = tokens.chain(world.claims.iter().map(|given| given.item));
    all.filter_map(|claims| Some(claims.subject.as_ref()?.value.clone())).collect()
}

/// Finds the token: the one given for the asker, else the one that would be minted.
pub(super) fn start(walk: &mut Walk<'_>) {
    walk.token = match given(walk) {
        // Claims with an error in them may be cut off.
        Some(Token { origin: Origin::Claims { index }, .. }) if is_broken(walk, index) => None,
        Some(token) => Some(token),
        None => minted(walk),
    };
}

fn is_broken(walk: &Walk<'_>, index: usize) -> bool {
    walk.world.claims.get(index).is_some_and(|claims| claims.broken)
}

fn given(walk: &Walk<'_>) -> Option<Token> {
    let jwts = walk.world.tokens.iter().enumerate();
    let jwts = jwts.map(|(index, given)| read(claims_of(*given), Origin::Jwt { index }));
    let claims = walk.world.claims.iter().enumerate();
    let claims = claims.map(|(index, given)| read(*given, Origin::Claims { index }));
    let mut all: Vec<Token> = jwts.chain(claims).collect();
    let expected = subject(walk);
    let of_asker =
        |token: &Token| token.subject.as_ref().map(|(subject, _)| subject) == expected.as_ref();
    let own = all.iter().position(of_asker);
    let at = own.or_else(|| all.iter().position(|token| !is_of_other_pod(walk, token)))?;
    Some(all.swap_remove(at))
}

/// Whether another pod that was given is the one that has this token.
fn is_of_other_pod(walk: &Walk<'_>, token: &Token) -> bool {
    let (Some(_), Some((named, _))) = (subject(walk), &token.subject) else { return false };
    let of_pod = walk.world.pods.iter().any(|pod| {
        let pod = pod.item;
        *mint::subject(pod.metadata.namespace(), pod.account_name()) == **named
    });
    let only_accounts = walk.world.pods.is_empty();
    of_pod || only_accounts && walk.known_accounts().of_subject(named).is_some()
}

/// The subject of the asker's account; none for a bare token.
fn subject(walk: &Walk<'_>) -> Option<Text> {
    let known = matches!(walk.who, Who::Pod(_) | Who::Account(_));
    (known && walk.account_unread().is_none())
        .then(|| mint::subject(&walk.namespace(), &walk.account_name()).into())
}

/// The claims of a JWT, which stand where their segment stands.
const fn claims_of(given: Given<'_, Jwt>) -> Given<'_, Claims> {
    let Given { file, broken, item, .. } = given;
    Given { file, broken, span: item.claims.span, item: &item.claims }
}

fn read(given: Given<'_, Claims>, origin: Origin) -> Token {
    let value = |claim: &Spanned<Text>| (claim.value.clone(), Some(given.place(claim.span)));
    let claims = given.item;
    let audiences = claims.audience.iter().flat_map(|audience| &audience.values);
    Token {
        issuer: claims.issuer.as_ref().map(value),
        subject: claims.subject.as_ref().map(value),
        audiences: audiences.map(value).collect(),
        authorized_party: claims.authorized_party.as_ref().map(value),
        claims: for_policies(given),
        origin,
    }
}

/// The claims that policies can ask for: text, numbers, booleans and lists of them.
fn for_policies(given: Given<'_, Claims>) -> Vec<Claim> {
    let claims = given.item;
    let audiences = claims.audience.as_ref().map_or(&[][..], |audience| &audience.values);
    let known = [
        ("iss", claims.issuer.as_slice()),
        ("sub", claims.subject.as_slice()),
        ("aud", audiences),
        ("azp", claims.authorized_party.as_slice()),
        ("amr", claims.methods.as_slice()),
        ("email", claims.email.as_slice()),
    ];
    let known = known.into_iter().filter(|(_, values)| !values.is_empty());
    let known = known.map(|(name, values)| Claim {
        name: name.into(),
        values: values.iter().map(|value| value.value.clone()).collect(),
        at: values.first().map(|value| given.place(value.span)),
    });
    let others = claims.others.iter().filter_map(|claim| {
        let values = claim.value.one_or_many().iter();
        let values: Vec<Text> = values.filter_map(crate::Node::text).cloned().collect();
        let at = Some(given.place(claim.value.span));
        (!values.is_empty()).then(|| Claim { name: claim.name.value.clone(), values, at })
    });
    known.chain(others).collect()
}

/// The token that the kubelet would mount for the pod.
fn minted(walk: &mut Walk<'_>) -> Option<Token> {
    let subject = subject(walk)?;
    let issuer = issuer(walk);
    let audience = match mounted(walk) {
        Some(Ok(token)) if walk.broken_pod().is_none() => of_volume(walk, &token),
        _ => (account_audience(walk), None),
    };
    let who = match walk.who {
        Who::Pod(pod) => pod.item.account.as_ref().map(|name| pod.place(name.span)),
        Who::Account(account) => Some(account.place(account.item.metadata.name.span)),
        Who::Token | Who::Nobody => None,
    };
    let claim = |name: &str, (value, at): &Value| Claim {
        name: name.into(),
        values: vec![value.clone()],
        at: *at,
    };
    let subject = (subject, who);
    let mut claims = vec![claim("sub", &subject), claim("aud", &audience)];
    claims.extend(issuer.as_ref().map(|issuer| claim("iss", issuer)));
    Some(Token {
        issuer,
        subject: Some(subject),
        audiences: vec![audience],
        authorized_party: None,
        claims,
        origin: Origin::Minted,
    })
}

/// The audience that a volume asks for; one that names none gets the API server's.
fn of_volume(walk: &Walk<'_>, token: &ProjectedToken) -> Value {
    match token.audience.as_ref().filter(|audience| !audience.value.is_empty()) {
        Some(audience) => (audience.value.clone(), walk.pod_place(audience.span)),
        None => (API_SERVER.into(), walk.pod_place(token.span)),
    }
}

/// What the account's annotation asks for, else the webhook, where no volume says it.
fn account_audience(walk: &Walk<'_>) -> Text {
    let annotated = walk.account().and_then(|account| account.item.audience());
    let audience = annotated.map(|audience| audience.value.clone());
    let audience = audience.unwrap_or_else(|| webhook_settings(walk).audience);
    if audience.is_empty() { API_SERVER.into() } else { audience }
}

/// The issuer that mints: the cluster's, else the only provider given.
fn issuer(walk: &mut Walk<'_>) -> Option<Value> {
    if let Some((issuer, place)) = walk.world.cluster_issuer() {
        return Some((issuer, Some(place)));
    }
    // A cluster whose description has an error in it says that there is one, not which.
    let single = only_provider(&walk.world).filter(|_| walk.world.clusters.is_empty());
    match single {
        Some((host, place)) => {
            let issuer: Text = format!("https://{host}").into();
            walk.assume(Assumed::Issuer, issuer.clone());
            Some((issuer, Some(place)))
        }
        None => {
            walk.miss_cluster(Gate::Token);
            None
        }
    }
}

/// Host and path of the one provider that the files name, however often. In a text with an error in
/// it they may be cut off.
fn only_provider(world: &World<'_>) -> Option<(Text, Place)> {
    let given = world.providers.iter().filter(|given| !given.broken);
    let given = given.map(|given| (given.item.issuer().into(), given.place(given.item.url.span)));
    let listed = world.provider_lists.iter().filter(|list| !list.broken).flat_map(|list| {
        list.item.arns.iter().filter_map(|arn| {
            let host = crate::arn::Arn::parse(&arn.value)?.oidc_provider()?;
            Some((host.into(), list.place(arn.span)))
        })
    });
    let all: Vec<(Text, Place)> = given.chain(listed).collect();
    let (first, _) = all.first()?;
    all.iter().all(|(host, _)| host == first).then(|| all.first().cloned())?
}

/// Where the token's file is mounted from.
enum Mounted {
    /// No volume is mounted there.
    No,
    /// A volume without a projected token is.
    Foreign(Text, Place),
}

/// The projected token that the container's variable points to.
fn mounted(walk: &Walk<'_>) -> Option<Result<ProjectedToken, Mounted>> {
    let Variables::Both { file: (file, _), .. } = &walk.process.variables else { return None };
    let container = walk.process.container.as_ref()?;
    let pod = walk.process.pod.as_ref()?;
    let path = unix(file);
    let mut foreign = None;
    for mount in &container.mounts {
        let at = mount.path.as_ref().map_or_else(String::new, |path| unix(&path.value));
        let Some(inside) = path.strip_prefix(at.trim_end_matches('/')) else { continue };
        let Some(inside) = inside.strip_prefix('/') else { continue };
        let Some(volume) = pod.volumes.iter().find(|volume| volume.name == mount.volume) else {
            continue;
        };
        let named = |token: &&ProjectedToken| {
            token.path.as_ref().is_some_and(|path| &*path.value == inside)
        };
        match volume.tokens.iter().find(named) {
            Some(token) => return Some(Ok(token.clone())),
            None => foreign = walk.pod_place(mount.span).map(|at| (volume.name.clone(), at)),
        }
    }
    Some(Err(foreign.map_or(Mounted::No, |(volume, at)| Mounted::Foreign(volume, at))))
}

/// Seconds that a minted token lives: what its volume asks for, 3600 where that says nothing, else
/// what the webhook asks for.
pub(super) fn lifetime(walk: &Walk<'_>) -> i64 {
    match mounted(walk) {
        Some(Ok(token)) => token.expiration_seconds.map_or(3600, |seconds| seconds.value),
        _ => webhook_settings(walk).token_expiration,
    }
}

/// A path as Linux writes it, without the drive of a Windows one.
fn unix(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.strip_prefix("C:").or_else(|| path.strip_prefix("c:")).map_or(path.clone(), str::to_owned)
}

pub(super) fn judge(walk: &mut Walk<'_>) {
    mount(walk);
    let given = walk.token.as_ref().is_some_and(|token| !matches!(token.origin, Origin::Minted));
    if let Some(bad) = walk.world.bad_tokens.first().copied().filter(|_| !given) {
        let place = bad.place(bad.span);
        return walk
            .record(check(Step::TokenParsed, State::Fail, Reason::TokenMalformed).at(place));
    }
    let Some(token) = walk.token.clone() else {
        let checked = not_given(walk);
        return walk.record(checked);
    };
    match token.origin {
        Origin::Minted => minted_claims(walk, &token),
        Origin::Claims { index } => {
            if let Some(given) = walk.world.claims.get(index).copied() {
                of_another(walk, &token);
                given_claims(walk, &token, given);
            }
        }
        Origin::Jwt { index } => {
            if let Some(given) = walk.world.tokens.get(index).copied() {
                of_another(walk, &token);
                algorithm(walk, given);
                given_claims(walk, &token, claims_of(given));
            }
        }
    }
}

/// Why there is no token to look at.
fn not_given(walk: &Walk<'_>) -> Check {
    let broken = walk.world.claims.iter().find(|claims| claims.broken);
    match broken {
        Some(claims) => {
            let reason = Reason::TextBroken { file: walk.file_name(claims.file) };
            check(Step::TokenRead, State::Unknown, reason).at(claims.place(claims.span))
        }
        None => check(Step::TokenRead, State::Unknown, Reason::TokenNotGiven),
    }
}

/// Whether STS takes the algorithm that the header names, which it reads before anything else.
fn algorithm(walk: &mut Walk<'_>, given: Given<'_, Jwt>) {
    let algorithm = given.item.header.alg.clone().unwrap_or_default();
    if !is_taken(&algorithm) {
        let place = given.place(given.item.segments.header);
        let reason = Reason::TokenAlgorithm { algorithm };
        walk.record(check(Step::TokenParsed, State::Fail, reason).at(place));
    }
}

fn check(step: Step, state: State, reason: Reason) -> Check {
    Check::new(Gate::Token, step, state, reason)
}

/// Whether a projected token lies where the variable points.
fn mount(walk: &mut Walk<'_>) {
    let mounted = mounted(walk);
    let Variables::Both { file: (file, place), written, .. } = walk.process.variables.clone()
    else {
        return;
    };
    if let Some(pod) = walk.broken_pod().filter(|_| written) {
        let reason = Reason::TextBroken { file: walk.file_name(pod.file) };
        return walk.record(check(Step::TokenRead, State::Unknown, reason).at(pod.place(pod.span)));
    }
    let Some(Err(problem)) = mounted else { return };
    let (reason, at) = match problem {
        Mounted::No => (Reason::TokenNotMounted { path: file }, place),
        Mounted::Foreign(volume, at) => (Reason::TokenVolumeForeign { volume }, Some(at)),
    };
    walk.record(check(Step::TokenRead, State::Fail, reason).at(at));
}

fn minted_claims(walk: &mut Walk<'_>, token: &Token) {
    let subject = token.subject.clone().unwrap_or_default();
    let audience = token.compared_audience().unwrap_or_default();
    if token.issuer.is_none() {
        return walk.record(check(Step::TokenRead, State::Unknown, Reason::TokenNotGiven));
    }
    let reason = Reason::TokenMinted { subject: subject.0, audience: audience.0 };
    walk.record(check(Step::TokenRead, State::Pass, reason).at(subject.1).related(audience.1));
}

/// A token that names another account than the pod's was hardly taken from this pod.
fn of_another(walk: &mut Walk<'_>, token: &Token) {
    let (Some(expected), Some((actual, Some(place)))) = (subject(walk), token.subject.clone())
    else {
        return;
    };
    if expected != actual {
        let reason = Reason::TokenOfAnother { expected, actual };
        walk.find(place.file, Finding::warning(reason, place.span));
    }
}

fn given_claims(walk: &mut Walk<'_>, token: &Token, given: Given<'_, Claims>) {
    let whole = given.place(given.span);
    if let Some(claim) = given.item.missing() {
        let reason = Reason::TokenClaimMissing { claim: claim.into() };
        walk.record(check(Step::TokenParsed, State::Fail, reason).at(whole));
    } else if let Some((subject, place)) = &token.subject {
        let reason = Reason::TokenClaimsPresent { subject: subject.clone() };
        walk.record(check(Step::TokenParsed, State::Pass, reason).at(*place));
    }
    if token.audiences.len() > 1 && token.authorized_party.is_none() {
        let reason = Reason::TokenAudiences { count: token.audiences.len() };
        let place = token.audiences.first().and_then(|(_, place)| *place);
        walk.record(check(Step::AudienceCompared, State::Fail, reason).at(place));
    }
    times(walk, given);
}

fn times(walk: &mut Walk<'_>, given: Given<'_, Claims>) {
    let now = walk.now;
    let subject = given.item.subject.as_ref().map_or_else(|| "".into(), |sub| sub.value.clone());
    let check = |state, reason| check(Step::TimeCompared, state, reason);
    for (name, span) in given.item.malformed_times() {
        let reason = Reason::TokenTimeInvalid { claim: name.into() };
        walk.record(
            Check::new(Gate::Token, Step::TokenParsed, State::Fail, reason).at(given.place(span)),
        );
    }
    let at = |time: &Option<Time>| {
        let time = time.as_ref()?;
        Some((time.at?, given.place(time.span)))
    };
    let expiry = at(&given.item.expiry);
    if let Some((expiry, place)) = expiry {
        let left = expiry.since(now);
        let (state, reason) = if left > 0 {
            (State::Pass, Reason::TokenValid { subject, seconds: left })
        } else if -left <= GRACE {
            (State::Assumed, Reason::TokenJustExpired { seconds: -left })
        } else {
            (State::Fail, Reason::TokenExpired { now: now.0, expiry: expiry.0 })
        };
        walk.record(check(state, reason).at(place));
    }
    let mut starts = [at(&given.item.not_before), at(&given.item.issued)].into_iter().flatten();
    if let Some((start, place)) = starts.find(|(start, _)| *start > now) {
        let reason = Reason::TokenNotYetValid { seconds: start.since(now) };
        walk.record(check(State::Fail, reason).at(place));
    }
    let Some((issued, place)) = at(&given.item.issued) else { return };
    let age = now.since(issued);
    if age > OLD && expiry.is_some_and(|(expiry, _)| expiry > now) {
        walk.find(place.file, Finding::warning(Reason::TokenOld { seconds: age }, place.span));
    }
}
