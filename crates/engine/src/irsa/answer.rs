//! What STS would answer, as a fold of the checks that happen inside it.

use super::process::Variables;
use super::walk::Walk;
use super::who::Who;
use crate::report::StsAnswer;
use crate::sts::answer::StsError;
use crate::sts::request::{self, Request};
use crate::{Check, Evidence, Gate, Reason, State, Step, Text, Timestamp};

/// The answer; none where STS is never called, or what it says can't be known.
pub(super) fn of(walk: &Walk<'_>) -> Option<StsAnswer> {
    let before = |check: &&Check| check.step < Step::ParametersValidated;
    let never = walk.checks.iter().filter(before).any(|check| check.state == State::Fail);
    if never || !asks(walk) {
        return None;
    }
    let of_state = |state| {
        let before = |check: &&Check| check.state == state && check.gate < Gate::Identity;
        walk.decisive().filter(before).min_by_key(|check| check.step)
    };
    match of_state(State::Fail) {
        Some(check) => error(walk, check).map(|error| answer(&error)),
        None if of_state(State::Unknown).is_some() => None,
        None => {
            Some(StsAnswer { status: 200, code: None, message: None, evidence: Evidence::AwsDoc })
        }
    }
}

/// Whether a web identity is there to call STS with.
fn asks(walk: &Walk<'_>) -> bool {
    if walk.association().is_some() {
        return false;
    }
    match walk.who {
        Who::Token => true,
        Who::Nobody => false,
        Who::Account(_) => walk.role.is_some(),
        Who::Pod(_) if walk.is_yet_to_be_written() => walk.role.is_some(),
        Who::Pod(_) => matches!(walk.process.variables, Variables::Both { .. }),
    }
}

fn answer(error: &StsError) -> StsAnswer {
    StsAnswer {
        status: error.status(),
        code: Some(error.code.wire()),
        message: Some(error.message.to_string()),
        evidence: error.evidence,
    }
}

/// The error that a failing check leads to; none for a check that happens outside of STS.
fn error(walk: &Walk<'_>, check: &Check) -> Option<StsError> {
    Some(match &*check.reason {
        Reason::RoleArnMalformed { .. }
        | Reason::SessionNameInvalid { .. }
        | Reason::DurationOutOfRange { .. } => parameters(walk)?,
        Reason::RegionDisabled { account } => StsError::region_disabled(account),
        Reason::TokenMalformed => StsError::not_a_jwt(),
        Reason::TokenClaimMissing { claim } => StsError::missing_claim(claim),
        Reason::TokenTimeInvalid { .. } => StsError::invalid_timestamp(),
        Reason::TokenAlgorithm { .. } => StsError::not_a_jwt(),
        Reason::TokenAudiences { .. } => StsError::several_audiences(),
        Reason::TokenExpired { now, expiry } => {
            StsError::expired(Timestamp(*now), Timestamp(*expiry))
        }
        Reason::TokenNotYetValid { .. } => StsError::issued_in_the_future(),
        Reason::SignatureInvalid { .. } => StsError::signature_invalid(),
        Reason::SignatureTooManyKeys { .. } => StsError::too_many_keys(),
        Reason::SignatureKeyMissing { .. }
        | Reason::SignatureKeyUnusable { .. }
        | Reason::IssuerUnreachable { .. } => StsError::no_verification_key(),
        Reason::ThumbprintMismatch { .. } => StsError::thumbprint_mismatch(),
        Reason::AudienceNotRegistered { .. } => StsError::incorrect_audience(),
        Reason::SessionArnIncomplete { value } => StsError::session_arn_incomplete(value),
        Reason::DurationOverMaximum { .. } => StsError::duration_over_maximum(),
        _ => match check.gate {
            Gate::Provider => StsError::no_provider(&issuer(walk)),
            Gate::Trust => StsError::not_authorized(),
            _ => return None,
        },
    })
}

fn issuer(walk: &Walk<'_>) -> Text {
    let issuer = walk.token.as_ref().and_then(|token| token.issuer.clone());
    issuer.map_or_else(|| "".into(), |(issuer, _)| issuer)
}

/// What STS says to the parameters of this very call.
fn parameters(walk: &Walk<'_>) -> Option<StsError> {
    let session = super::sdk::given_session_name(walk).map(|(name, _)| name);
    let request = Request {
        role_arn: walk.role_arn()?,
        role_session_name: session.unwrap_or_else(|| "botocore-session".into()),
        web_identity_token: "token".into(),
        duration_seconds: walk.world.settings.request.duration.as_ref().map(|found| found.value),
        provider_id: None,
        policy_arns: Vec::new(),
        policy: None,
    };
    request::validate(&request).err().or_else(|| Some(StsError::request_arn_invalid()))
}
