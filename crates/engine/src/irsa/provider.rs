//! Does the role's account hold an OIDC provider for this exact issuer, and does the signature
//! verify?

use super::token::{Origin, Token};
use super::walk::Walk;
use crate::arn::{self, Arn};
use crate::oidc::issuer::without_scheme;
use crate::oidc::verify::Signature;
use crate::report::{Artefacts, Assumed};
use crate::{Check, Gate, Place, Reason, State, Step, Text};

pub(super) fn judge(walk: &mut Walk<'_>) {
    let Some(token) = walk.token.clone() else {
        return walk.record(provider(State::Unknown, Reason::IssuerNotGiven));
    };
    let Some((issuer, place)) = token.issuer.clone() else {
        return walk.record(provider(State::Unknown, Reason::IssuerNotGiven));
    };
    let checked = if issuer.starts_with("https://") {
        look_up(walk, &issuer)
    } else {
        provider(State::Fail, Reason::IssuerNotHttps { issuer: issuer.clone() })
    };
    let found = matches!(checked.state, State::Pass | State::Assumed);
    walk.record(checked.related(place));
    if found {
        let checked = signature(walk, &token);
        walk.record(checked);
    }
}

fn provider(state: State, reason: Reason) -> Check {
    Check::new(Gate::Provider, Step::ProviderFound, state, reason)
}

/// What is known of the providers of the role's account.
struct Known {
    /// Each issuer's host and path, and where it was written.
    issuers: Vec<(Text, Option<Place>)>,
    /// Whether there are no others.
    complete: bool,
    /// A listing that can't be read to its end.
    broken: Option<Place>,
}

/// What the listings and the settings say about `account`. An empty listing names no account: it
/// is taken for the role's.
fn known(walk: &Walk<'_>, account: &str) -> Known {
    let world = &walk.world;
    let mut known = Known { issuers: Vec::new(), complete: false, broken: None };
    for list in &world.provider_lists {
        if list.item.account().is_some_and(|listed| listed != account) {
            continue;
        }
        if list.broken {
            known.broken = Some(list.place(list.span));
        }
        known.complete |= !list.broken;
        for arn in &list.item.arns {
            if let Some(issuer) = Arn::parse(&arn.value).and_then(|arn| arn.oidc_provider()) {
                known.issuers.push((issuer.into(), Some(list.place(arn.span))));
            }
        }
    }
    let mut set = world.settings.providers.iter().rev();
    if let Some((_, issuers)) = set.find(|(other, _)| **other == *account) {
        known.complete = true;
        known.issuers.extend(issuers.iter().map(|issuer| (host_and_path(issuer).into(), None)));
    }
    if world.settings.complete.oidc_providers {
        known.complete = true;
        known.issuers.extend(
            world
                .providers
                .iter()
                .map(|given| (given.item.issuer().into(), Some(given.place(given.item.url.span)))),
        );
    }
    // No account has a number of another length.
    known.complete = (known.complete && world.all_read) || !arn::is_account_id(account);
    known
}

/// The issuer's host and path, from a provider's ARN or from a URL with or without its scheme.
fn host_and_path(issuer: &str) -> &str {
    let of_arn = Arn::parse(issuer).and_then(|arn| arn.oidc_provider());
    of_arn.unwrap_or_else(|| without_scheme(issuer))
}

fn look_up(walk: &mut Walk<'_>, issuer: &Text) -> Check {
    let account = walk.role_account();
    let wanted = without_scheme(issuer);
    let known = known(walk, &account);
    if let Some((_, place)) = known.issuers.iter().find(|(found, _)| **found == *wanted) {
        let reason = Reason::ProviderFound { issuer: issuer.clone(), account };
        return provider(State::Pass, reason).at(*place);
    }
    if let (false, Some(place)) = (known.complete, known.broken) {
        let file = walk.file_name(place.file);
        return provider(State::Unknown, Reason::TextBroken { file }).at(place);
    }
    if !known.complete {
        return without_listing(walk, issuer, account);
    }
    if let Some((other, place)) = in_other_account(walk, wanted, &account) {
        let reason = Reason::ProviderInOtherAccount { issuer: issuer.clone(), account, other };
        return provider(State::Fail, reason).at(place);
    }
    if let Some((near, place)) = known.issuers.iter().find(|(found, _)| is_near(found, wanted)) {
        let provider_url = near.clone();
        let reason =
            Reason::ProviderUrlDiffers { expected: provider_url, actual: wanted.into(), account };
        return provider(State::Fail, reason).at(*place);
    }
    let place = walk.world.provider_lists.first().map(|list| list.place(list.item.span));
    let reason = Reason::ProviderMissing { issuer: issuer.clone(), account };
    provider(State::Fail, reason).at(place)
}

/// A single provider proves only itself: it is taken to be in the role's account, unless another
/// account's listing has it.
fn without_listing(walk: &mut Walk<'_>, issuer: &Text, account: Text) -> Check {
    let wanted = without_scheme(issuer);
    let given = walk.world.providers.iter().find(|given| given.item.issuer() == wanted).copied();
    let elsewhere = in_other_account(walk, wanted, &account).is_some();
    if let Some(given) = given.filter(|_| !elsewhere) {
        walk.assume(Assumed::ProviderAccount, account.clone());
        let reason = Reason::ProviderAccountAssumed { issuer: issuer.clone(), account };
        return provider(State::Assumed, reason).at(given.place(given.item.url.span));
    }
    walk.miss(Gate::Provider, Artefacts::ProviderList, "aws iam list-open-id-connect-providers");
    provider(State::Unknown, Reason::ProviderNotGiven { issuer: issuer.clone(), account })
}

/// Another account that is known to hold the issuer.
fn in_other_account(walk: &Walk<'_>, wanted: &str, account: &str) -> Option<(Text, Option<Place>)> {
    let lists = &walk.world.provider_lists;
    let listed = lists.iter().flat_map(|list| list.item.arns.iter().map(move |arn| (list, arn)));
    let mut listed = listed.filter_map(|(list, arn)| {
        let parsed = Arn::parse(&arn.value)?;
        let other = parsed.account != account && parsed.oidc_provider() == Some(wanted);
        other.then(|| (parsed.account.into(), Some(list.place(arn.span))))
    });
    let mut set = walk.world.settings.providers.iter().filter(|(other, issuers)| {
        **other != *account && issuers.iter().any(|issuer| host_and_path(issuer) == wanted)
    });
    listed.next().or_else(|| set.next().map(|(other, _)| (other.clone(), None)))
}

/// Whether two issuers differ only in letter case, a slash at the end, or a scheme too many.
fn is_near(left: &str, right: &str) -> bool {
    let plain = |issuer: &str| without_scheme(issuer).trim_end_matches('/').to_ascii_lowercase();
    plain(left) == plain(right)
}

fn signature(walk: &mut Walk<'_>, token: &Token) -> Check {
    let check = |state, reason| Check::new(Gate::Provider, Step::SignatureVerified, state, reason);
    let jwt = match &token.origin {
        Origin::Minted => return check(State::Pass, Reason::SignatureModelled),
        Origin::Claims { .. } => None,
        Origin::Jwt { index, .. } => walk.world.tokens.get(*index).copied(),
    };
    let keys = walk.world.jwks.first().copied();
    let (Some(jwt), Some(keys)) = (jwt, keys) else {
        walk.assume(Assumed::Signature, "valid".into());
        return check(State::Assumed, Reason::SignatureAssumed);
    };
    let place = jwt.place(jwt.item.segments.signature);
    let Some(verifier) = walk.verifier else {
        walk.assume(Assumed::Signature, "valid".into());
        return check(State::Assumed, Reason::SignatureNotVerified).at(place);
    };
    let checked = match verifier.0(jwt.item, keys.item) {
        Signature::Valid { kid } => check(State::Pass, Reason::SignatureValid { key: kid }),
        Signature::Invalid { kid } => check(State::Fail, Reason::SignatureInvalid { key: kid }),
        Signature::KeyMissing { kid } => {
            check(State::Fail, Reason::SignatureKeyMissing { key: kid })
        }
        Signature::KeyUnusable { kid } => {
            check(State::Fail, Reason::SignatureKeyUnusable { key: kid })
        }
        Signature::TooManyKeys { count } => {
            check(State::Fail, Reason::SignatureTooManyKeys { count })
        }
        Signature::NotModelled { alg } => {
            walk.assume(Assumed::Signature, "valid".into());
            check(State::Assumed, Reason::SignatureNotModelled { algorithm: alg })
        }
        // A refused algorithm is the token gate's to fail.
        Signature::NotGiven | Signature::AlgorithmRefused { .. } => {
            walk.assume(Assumed::Signature, "valid".into());
            check(State::Assumed, Reason::SignatureAssumed)
        }
    };
    match checked.state {
        State::Fail if keys.broken => {
            let reason = Reason::TextBroken { file: walk.file_name(keys.file) };
            check(State::Unknown, reason).at(keys.place(keys.span)).related(place)
        }
        _ => checked.at(place),
    }
}
