//! What is run: which lane, what is left out, who attacks, what was edited.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::Check;
use super::http::{percent, unescape};
use super::ids::ids;

ids! {
    /// A sequence of messages to step through.
    Lane {
        /// OAuth 2.0: the authorization code grant with PKCE, RFC 6749 section 4.1 and RFC 7636.
        Oauth = "oauth",
        /// OpenID Connect on top of it: OpenID Connect Core 1.0.
        Oidc = "oidc",
        /// IAM roles for service accounts.
        Irsa = "irsa",
        /// A client on its own behalf: RFC 6749 section 4.4.
        ClientCredentials = "client-credentials",
        /// A new access token for a refresh token: RFC 6749 section 6.
        Refresh = "refresh",
        /// A device without a browser: RFC 8628.
        DeviceCode = "device-code",
        /// A token for a token, as beside STS: RFC 8693.
        TokenExchange = "token-exchange",
    }
}

ids! {
    /// Whether the client can keep a secret: RFC 6749 section 2.1.
    ClientKind {
        /// It can't: an app on a device, or in a browser.
        Public = "public",
        /// It authenticates with a secret.
        Confidential = "confidential",
    }
}

ids! {
    /// How the client gets its ID token.
    Delivery {
        /// From the token endpoint, server to server: OpenID Connect Core section 3.1.
        TokenEndpoint = "token-endpoint",
        /// Through the browser, with `response_type=code id_token`: section 3.3.
        FrontChannel = "front-channel",
    }
}

ids! {
    /// The form of an access token.
    AccessToken {
        /// A JWT that the API reads itself: RFC 9068.
        Jwt = "jwt",
        /// A reference that only its issuer can look up: RFC 7662.
        Opaque = "opaque",
    }
}

ids! {
    /// Something that somebody tries against the parties.
    Attack {
        /// The response of the authorization endpoint ends up with somebody else.
        CodeInterception = "code-interception",
        /// The victim's browser is made to finish the attacker's login.
        LoginCsrf = "login-csrf",
        /// A stolen code is put into the attacker's own login.
        CodeInjection = "code-injection",
        /// An ID token that was used before is used again.
        IdTokenReplay = "id-token-replay",
        /// A token that was issued for another party is used as a login.
        TokenSubstitution = "token-substitution",
        /// The client takes one server's answer for another's.
        MixUp = "mix-up",
        /// A forged token says that it needs no signature.
        AlgNone = "alg-none",
        /// A forged token takes the public key for a shared secret.
        AlgConfusion = "alg-confusion",
        /// A pod's token is used from outside of the cluster.
        StolenProjectedToken = "stolen-projected-token",
        /// A pod's token is used after the pod is gone.
        DeletedPodToken = "deleted-pod-token",
    }
}

/// A value in a message that is another than its sender would have written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The message, counted from 0.
    pub step: usize,
    /// A parameter, a header, a path into a JSON body, or a token's field and, behind a dot, its
    /// claim: `state`, `spec.audiences`, `id_token.nonce`, `id_token.header.alg`.
    pub field: String,
    /// The value: JSON where it is read from JSON, else text.
    pub value: String,
}

/// Everything that a flow depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// What is stepped through.
    pub lane: Lane,
    /// Whether the client has a secret.
    pub client: ClientKind,
    /// How the ID token comes; where nobody chose, as the attack needs it, else from the token
    /// endpoint.
    pub delivery: Option<Delivery>,
    /// The form of access tokens.
    pub access_token: AccessToken,
    /// The checks that nobody makes.
    pub without: Vec<Check>,
    /// Who attacks; none where everybody is honest.
    pub attack: Option<Attack>,
    /// Seconds that the attacker waits with what was taken.
    pub wait: i64,
    /// What was edited.
    pub edits: Vec<Edit>,
}

impl Setup {
    /// A public client with every check in place, and nobody who attacks.
    #[must_use]
    pub const fn new(lane: Lane) -> Self {
        Self {
            lane,
            client: ClientKind::Public,
            delivery: None,
            access_token: AccessToken::Jwt,
            without: Vec::new(),
            attack: None,
            wait: 0,
            edits: Vec::new(),
        }
    }

    /// Whether a check is made.
    #[must_use]
    pub fn makes(&self, check: Check) -> bool {
        !self.without.contains(&check)
    }

    /// How the ID token comes. An attack that hands in an ID token needs the front channel; it is
    /// taken unless somebody chose.
    #[must_use]
    pub const fn delivered(&self) -> Delivery {
        match (self.delivery, self.attack) {
            (Some(delivery), _) => delivery,
            (None, Some(attack)) if attack.hands_in_an_id_token() => Delivery::FrontChannel,
            (None, _) => Delivery::TokenEndpoint,
        }
    }

    /// Whether there are ID tokens.
    #[must_use]
    pub fn is_openid(&self) -> bool {
        self.lane == Lane::Oidc
    }

    /// Whether the ID token comes through the browser.
    #[must_use]
    pub fn by_front_channel(&self) -> bool {
        self.is_openid() && self.delivered() == Delivery::FrontChannel
    }
}

/// A word that says nothing about a setup, or that it has no lane to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupError(pub String);

/// A setup in one line, as [`FromStr`] reads it: the lane, then what differs from
/// [`Setup::new`]. Edited values are percent-encoded.
impl fmt::Display for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.lane.id())?;
        if self.client != ClientKind::Public {
            write!(f, " {}", self.client.id())?;
        }
        if let Some(delivery) = self.delivery {
            write!(f, " {}", delivery.id())?;
        }
        if self.access_token != AccessToken::Jwt {
            write!(f, " {}", self.access_token.id())?;
        }
        if let Some(attack) = self.attack {
            write!(f, " attack={}", attack.id())?;
        }
        if self.wait != 0 {
            write!(f, " wait={}", self.wait)?;
        }
        if !self.without.is_empty() {
            let ids: Vec<&str> = self.without.iter().map(|check| check.id()).collect();
            write!(f, " without={}", ids.join(","))?;
        }
        for Edit { step, field, value } in &self.edits {
            let (mut name, mut text) = (String::new(), String::new());
            percent(field, &mut name);
            percent(value, &mut text);
            write!(f, " {step}:{name}={text}")?;
        }
        Ok(())
    }
}

impl FromStr for Setup {
    type Err = SetupError;

    /// Reads a setup from words in any order behind its lane: `public` or `confidential`,
    /// `token-endpoint` or `front-channel`, `jwt` or `opaque`, `attack=NAME`, `wait=SECONDS`,
    /// `without=CHECK,CHECK`, `STEP:FIELD=VALUE`.
    fn from_str(text: &str) -> Result<Self, SetupError> {
        let mut words = text.split_whitespace();
        let lane = words.next().and_then(Lane::from_id);
        let mut setup = Self::new(lane.ok_or_else(|| SetupError(text.to_owned()))?);
        for word in words {
            setup.take(word).ok_or_else(|| SetupError(word.to_owned()))?;
        }
        Ok(setup)
    }
}

impl Setup {
    fn take(&mut self, word: &str) -> Option<()> {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        if let Some((step, field)) = key.split_once(':') {
            let (field, value) = (unescape(field), unescape(value));
            self.edits.push(Edit { step: step.parse().ok()?, field, value });
        } else if let Some(client) = ClientKind::from_id(word) {
            self.client = client;
        } else if let Some(delivery) = Delivery::from_id(word) {
            self.delivery = Some(delivery);
        } else if let Some(form) = AccessToken::from_id(word) {
            self.access_token = form;
        } else {
            match key {
                "attack" => self.attack = Some(Attack::from_id(value)?),
                "wait" => self.wait = value.parse().ok()?,
                "without" => {
                    let switch = |id| Check::from_id(id).filter(|it| Check::SWITCHES.contains(it));
                    let all: Option<Vec<Check>> = value.split(',').map(switch).collect();
                    self.without = all?;
                }
                _ => return None,
            }
        }
        Some(())
    }
}

impl Attack {
    /// Where a way of the attack is described.
    #[must_use]
    pub const fn section(self, way: usize) -> &'static str {
        match self {
            Self::CodeInterception if way > 0 => "RFC 9700 section 4.1.1",
            Self::CodeInterception => "RFC 7636 section 1",
            Self::LoginCsrf => "RFC 9700 section 4.7",
            Self::CodeInjection => "RFC 9700 section 4.5",
            Self::IdTokenReplay => "OpenID Connect Core section 16.9",
            Self::TokenSubstitution => "OpenID Connect Core section 16.11",
            Self::MixUp => "RFC 9700 section 4.4",
            Self::AlgNone | Self::AlgConfusion => "RFC 8725 section 2.1",
            Self::StolenProjectedToken => "RFC 9700 section 4.10",
            Self::DeletedPodToken => "RFC 7009 section 3",
        }
    }

    const fn hands_in_an_id_token(self) -> bool {
        matches!(
            self,
            Self::IdTokenReplay | Self::TokenSubstitution | Self::AlgNone | Self::AlgConfusion
        )
    }

    /// Whether the lane has what the attack is about.
    #[must_use]
    pub const fn applies_to(self, lane: Lane) -> bool {
        match self {
            Self::CodeInterception | Self::LoginCsrf | Self::CodeInjection | Self::MixUp => {
                matches!(lane, Lane::Oauth | Lane::Oidc)
            }
            Self::IdTokenReplay => matches!(lane, Lane::Oidc),
            Self::TokenSubstitution | Self::AlgNone | Self::AlgConfusion => {
                matches!(lane, Lane::Oauth | Lane::Oidc | Lane::Irsa)
            }
            Self::StolenProjectedToken | Self::DeletedPodToken => matches!(lane, Lane::Irsa),
        }
    }
}
