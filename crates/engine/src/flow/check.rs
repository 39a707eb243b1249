//! What the parties check, where that is written, and which check of STS answers to which of a
//! client.

use serde::Serialize;

use super::ids::ids;
use super::message::Actor;

ids! {
    /// A check that some party makes. The first ten can be left out.
    Check {
        /// The code verifier is the one behind the code challenge.
        Pkce = "pkce",
        /// The response belongs to this browser's request.
        State = "state",
        /// The ID token belongs to this browser's request.
        Nonce = "nonce",
        /// The token is for the party that reads it.
        Aud = "aud",
        /// The token comes from the issuer that was asked.
        Iss = "iss",
        /// The response comes from the issuer that was asked.
        IssResponse = "iss-response",
        /// The redirect URI is one that was registered, character by character.
        RedirectUri = "redirect-uri",
        /// The token's algorithm is on the verifier's own list.
        Alg = "alg",
        /// The signature is that of the issuer's key.
        Signature = "signature",
        /// The token has not expired.
        Exp = "exp",
        /// The client is who it says it is.
        ClientAuthentication = "client-authentication",
        /// The code was issued to this client, and was not used before.
        Code = "code",
        /// The refresh token is known, is this client's, and was not used before.
        RefreshToken = "refresh-token",
        /// The user has approved the device.
        Approval = "approval",
        /// The metadata is that of the issuer that was asked for it.
        Metadata = "metadata",
        /// Nobody hands in an ID token that is only taken from the token endpoint.
        Delivery = "delivery",
        /// The token can be taken apart.
        Format = "format",
        /// The token's type is the one expected.
        Typ = "typ",
        /// The ID token is encrypted, where that was agreed.
        Encryption = "encryption",
        /// The authorized party, where there is one, is as the extension that uses it has it.
        AzpPresent = "azp-present",
        /// The authorized party, where there is one, is the client.
        Azp = "azp",
        /// A keyed hash is made with the client's own secret.
        MacKey = "mac-key",
        /// The token was issued a moment ago.
        Iat = "iat",
        /// The user authenticated in the way that was asked for.
        Acr = "acr",
        /// The user authenticated as recently as was asked for.
        AuthTime = "auth-time",
        /// The access token is the one the ID token came with.
        AtHash = "at-hash",
        /// The code is the one the ID token came with.
        CHash = "c-hash",
        /// Another statement about the user is about the same one.
        Sub = "sub",
        /// The access token is known to its issuer.
        Introspection = "introspection",
        /// The API server still knows the account and the pod.
        Bound = "bound",
        /// The parameters of the call are within their limits.
        Parameters = "parameters",
        /// The trust policy lets the token in.
        Trust = "trust",
        /// The request is signed with the secret behind its access key.
        SigV4 = "sigv4",
    }
}

impl Check {
    /// The checks that can be left out.
    pub const SWITCHES: [Self; 10] = [
        Self::Pkce,
        Self::State,
        Self::Nonce,
        Self::Aud,
        Self::Iss,
        Self::IssResponse,
        Self::RedirectUri,
        Self::Alg,
        Self::Signature,
        Self::Exp,
    ];

    /// Where the check is asked for.
    #[must_use]
    pub const fn section(self) -> &'static str {
        match self {
            Self::Pkce => "RFC 7636 section 4.6",
            Self::State => "RFC 6749 section 10.12",
            Self::Nonce => "OpenID Connect Core section 3.1.3.7, 11",
            Self::Aud => "OpenID Connect Core section 3.1.3.7, 3",
            Self::Iss => "OpenID Connect Core section 3.1.3.7, 2",
            Self::IssResponse => "RFC 9207 section 2.4",
            Self::RedirectUri => "RFC 9700 section 4.1.3",
            Self::Alg => "RFC 8725 section 3.1",
            Self::Signature => "OpenID Connect Core section 3.1.3.7, 6",
            Self::Exp => "OpenID Connect Core section 3.1.3.7, 9",
            Self::ClientAuthentication => "RFC 6749 section 3.2.1",
            Self::Code => "RFC 6749 section 4.1.2",
            Self::RefreshToken => "RFC 9700 section 4.14.2",
            Self::Approval => "RFC 8628 section 3.5",
            Self::Metadata => "RFC 8414 section 3.3",
            Self::Delivery => "OpenID Connect Core section 3.1.3.3",
            Self::Format => "RFC 7519 section 7.2",
            Self::Typ => "RFC 9068 section 4",
            Self::Encryption => "OpenID Connect Core section 3.1.3.7, 1",
            Self::AzpPresent => "OpenID Connect Core section 3.1.3.7, 4",
            Self::Azp => "OpenID Connect Core section 3.1.3.7, 5",
            Self::MacKey => "OpenID Connect Core section 3.1.3.7, 8",
            Self::Iat => "OpenID Connect Core section 3.1.3.7, 10",
            Self::Acr => "OpenID Connect Core section 3.1.3.7, 12",
            Self::AuthTime => "OpenID Connect Core section 3.1.3.7, 13",
            Self::AtHash => "OpenID Connect Core section 3.1.3.8",
            Self::CHash => "OpenID Connect Core section 3.3.2.10",
            Self::Sub => "OpenID Connect Core section 5.3.2",
            Self::Introspection => "RFC 7662 section 2.2",
            Self::Bound => "Kubernetes, bound service account tokens",
            Self::Parameters => "AWS STS, AssumeRoleWithWebIdentity",
            Self::Trust => "AWS IAM, role trust policies",
            Self::SigV4 => "AWS Signature Version 4",
        }
    }

    /// Its number among the thirteen of OpenID Connect Core, section 3.1.3.7.
    #[must_use]
    pub fn number(self) -> Option<usize> {
        THIRTEEN.iter().position(|check| *check == self).map(|at| at + 1)
    }
}

/// What a client checks of an ID token, in the order of OpenID Connect Core, section 3.1.3.7.
pub const THIRTEEN: [Check; 13] = [
    Check::Encryption,
    Check::Iss,
    Check::Aud,
    Check::AzpPresent,
    Check::Azp,
    Check::Signature,
    Check::Alg,
    Check::MacKey,
    Check::Exp,
    Check::Iat,
    Check::Nonce,
    Check::Acr,
    Check::AuthTime,
];

/// What STS checks of a token, in its order, and the check of a client that answers to it.
pub const STS: [(Check, Option<usize>); 9] = [
    (Check::Parameters, None),
    (Check::Format, None),
    (Check::Alg, Some(7)),
    (Check::Iss, Some(2)),
    (Check::Azp, Some(5)),
    (Check::Aud, Some(3)),
    (Check::Signature, Some(6)),
    (Check::Exp, Some(9)),
    (Check::Trust, None),
];

ids! {
    /// How a check came out.
    State {
        /// It holds.
        Pass = "pass",
        /// It does not.
        Fail = "fail",
        /// Nobody makes it.
        Off = "off",
        /// There is nothing to check, or the flow did not come to it.
        NotApplicable = "not-applicable",
    }
}

/// A check that was made, with what it compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// The last message before it.
    pub step: usize,
    /// Who checks.
    pub by: Actor,
    /// What.
    pub check: Check,
    /// Its number among the thirteen, where an ID token is checked.
    pub number: Option<usize>,
    /// How it came out.
    pub state: State,
    /// Whether it holds, also where nobody makes it; none where there is nothing to compare.
    pub holds: Option<bool>,
    /// The claim, header or parameter that is compared.
    pub claim: &'static str,
    /// What it has to be; empty where nothing is compared.
    pub expected: String,
    /// What it is; empty where it is absent.
    pub actual: String,
    /// Where the check is asked for.
    pub section: &'static str,
    /// The engine's own rule behind it, where STS judges.
    pub rule: Option<&'static str>,
}

/// How a check came out over a whole flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// What.
    pub check: Check,
    /// Its weightiest state.
    pub state: State,
    /// Where the check is asked for.
    pub section: &'static str,
}

/// A line of the comparison of a client with STS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pair {
    /// The number of the client's check; none where only STS checks.
    pub number: Option<usize>,
    /// What the client checks of an ID token.
    pub client: Option<Check>,
    /// What STS checks of a projected token.
    pub sts: Option<Check>,
}

/// The thirteen checks and what STS does in their place, then what STS alone checks.
#[must_use]
pub fn pairs() -> Vec<Pair> {
    let sts = |number| STS.iter().find(|(_, of)| *of == Some(number)).map(|(check, _)| *check);
    let client = THIRTEEN.iter().zip(1..).map(|(check, number)| Pair {
        number: Some(number),
        client: Some(*check),
        sts: sts(number),
    });
    let alone = STS.iter().filter(|(_, of)| of.is_none());
    let alone = alone.map(|(check, _)| Pair { number: None, client: None, sts: Some(*check) });
    client.chain(alone).collect()
}

/// The ten switches, and every other check that was made, each once.
pub(super) fn summary(made: &[Verification], without: &[Check]) -> Vec<Summary> {
    let weight = |state: &State| *state as usize;
    let of = |check: Check| {
        let states = made.iter().filter(|one| one.check == check).map(|one| one.state);
        let order = [State::Fail, State::Off, State::Pass, State::NotApplicable];
        let place = |state: &State| order.iter().position(|one| weight(one) == weight(state));
        states.min_by_key(place)
    };
    let listed = Check::ALL.iter().filter_map(|check| {
        let switch = Check::SWITCHES.contains(check);
        let state = match of(*check) {
            _ if without.contains(check) => State::Off,
            Some(state) => state,
            None if switch => State::NotApplicable,
            None => return None,
        };
        Some(Summary { check: *check, state, section: check.section() })
    });
    listed.collect()
}
