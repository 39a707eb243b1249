//! Is the token's audience among the provider's client ids?

use super::trust::provider_arn;
use super::walk::Walk;
use super::world::Given;
use crate::model::aws::Provider;
use crate::oidc::issuer::without_scheme;
use crate::report::Artefacts;
use crate::{Check, Gate, Reason, State, Step};

pub(super) fn judge(walk: &mut Walk<'_>) {
    let checked = compare(walk);
    walk.record(checked);
}

fn check(state: State, reason: Reason) -> Check {
    Check::new(Gate::Audience, Step::AudienceCompared, state, reason)
}

fn compare(walk: &mut Walk<'_>) -> Check {
    let Some(token) = walk.token.clone() else {
        return check(State::Unknown, Reason::TokenNotGiven);
    };
    let Some((audience, place)) = token.compared_audience() else {
        return check(State::NotApplicable, Reason::TokenClaimMissing { claim: "aud".into() });
    };
    let Some((issuer, _)) = &token.issuer else {
        return check(State::Unknown, Reason::AudienceNotGiven { audience }).at(place);
    };
    let issuer = without_scheme(issuer);
    let of_issuer = |given: &&Given<'_, Provider>| given.item.issuer() == issuer;
    let given = walk.world.providers.iter().find(of_issuer).copied();
    let Some((given, list)) = given.and_then(|given| Some((given, given.item.client_ids_span?)))
    else {
        if walk.failed(Gate::Provider) {
            return check(State::NotApplicable, Reason::AudienceWithoutProvider);
        }
        let arn = provider_arn(&walk.partition(), &walk.role_account(), issuer);
        let command =
            format!("aws iam get-open-id-connect-provider --open-id-connect-provider-arn {arn}");
        walk.miss(Gate::Audience, Artefacts::Provider, command);
        return check(State::Unknown, Reason::AudienceNotGiven { audience }).at(place);
    };
    let ids = &given.item.client_ids;
    match ids.iter().find(|id| id.value == audience) {
        Some(id) => check(State::Pass, Reason::AudienceRegistered { audience })
            .at(given.place(id.span))
            .related(place),
        None if given.broken => {
            let file = walk.file_name(given.file);
            check(State::Unknown, Reason::TextBroken { file }).at(given.place(list)).related(place)
        }
        None => {
            let registered: Vec<&str> = ids.iter().map(|id| &*id.value).collect();
            let reason = Reason::AudienceNotRegistered {
                actual: audience,
                expected: registered.join(", ").into(),
            };
            check(State::Fail, reason).at(given.place(list)).related(place)
        }
    }
}
