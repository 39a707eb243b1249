//! How the webhook was started: its flags.

use crate::source::{Entry, Value};
use crate::{Finding, Node, Reason, Text};

use super::EXPIRATION_DEFAULT;

/// Who runs the webhook, which decides the flags that are not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Somebody, with the flags' own defaults.
    #[default]
    Upstream,
    /// EKS, on its control plane: it sets the region and asks for regional STS endpoints.
    Eks,
}

/// The region assumed of an EKS cluster that names none.
const ASSUMED_REGION: &str = "us-east-1";

/// The most the webhook's releases of 2025 took off the default lifetime, in seconds.
const JITTER_MAXIMUM: i64 = 7_200;

/// The webhook's flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSettings {
    /// Who runs it.
    pub profile: Profile,
    /// Whether it runs; where not, its failure policy lets every pod through.
    pub present: bool,
    /// The region it injects, if one is set; an empty one injects nothing.
    pub region: Option<Text>,
    /// Whether it asks for regional STS endpoints, if that is set.
    pub regional_endpoint: Option<bool>,
    /// Where it mounts the token's volume.
    pub mount_path: Text,
    /// The token's audience.
    pub audience: Text,
    /// The token's lifetime, in seconds; a small one is raised like that of an annotation.
    pub token_expiration: i64,
    /// How much it takes off a lifetime that equals the default, in seconds. The source adds this
    /// for Pod Identity; releases of 2025 did it for annotated accounts too.
    pub jitter_seconds: i64,
}

impl Default for WebhookSettings {
    /// The flags' own defaults, from
    /// <https://github.com/aws/amazon-eks-pod-identity-webhook/blob/master/main.go>.
    fn default() -> Self {
        Self {
            profile: Profile::Upstream,
            present: true,
            region: None,
            regional_endpoint: None,
            mount_path: Text::from("/var/run/secrets/eks.amazonaws.com/serviceaccount"),
            audience: Text::from("sts.amazonaws.com"),
            token_expiration: EXPIRATION_DEFAULT,
            jitter_seconds: 0,
        }
    }
}

impl WebhookSettings {
    /// The webhook of an EKS cluster in `region`.
    #[must_use]
    pub fn eks(region: impl Into<Text>) -> Self {
        Self { profile: Profile::Eks, region: Some(region.into()), ..Self::default() }
    }

    /// The region injected into containers; what an EKS cluster does not say is assumed.
    #[must_use]
    pub fn region(&self) -> Option<Text> {
        let assumed = || (self.profile == Profile::Eks).then(|| Text::from(ASSUMED_REGION));
        self.region.clone().or_else(assumed)
    }

    /// Whether regional STS endpoints are asked for, where the account does not say.
    #[must_use]
    pub fn regional_endpoint(&self) -> bool {
        self.regional_endpoint.unwrap_or(self.profile == Profile::Eks)
    }

    /// Reads the map `webhook` of `settings.yaml`. What it does not set, or sets to something
    /// that can't be read, stays the default.
    pub fn read(webhook: &Node, findings: &mut Vec<Finding>) -> Self {
        let mut settings = Self::default();
        for entry in webhook.entries() {
            if matches!(entry.value.resolve().value, Value::Null | Value::Missing) {
                continue;
            }
            let finding = match settings.set(&entry.key, &entry.value) {
                Setting::Read => continue,
                Setting::Unknown => Finding::warning(
                    Reason::SettingUnknown { key: full_key(entry) },
                    entry.key_span,
                ),
                Setting::Invalid => {
                    let value = entry.value.text().cloned();
                    let value = value.unwrap_or_else(|| Text::from(""));
                    let reason = Reason::SettingInvalid { key: full_key(entry), value };
                    Finding::error(reason, entry.value.span)
                }
            };
            findings.push(finding);
        }
        settings
    }

    fn set(&mut self, key: &str, value: &Node) -> Setting {
        match key {
            "profile" => put(&mut self.profile, profile(value)),
            "present" => put(&mut self.present, value.boolean()),
            "region" => put(&mut self.region, value.text().cloned().map(Some)),
            "mountPath" => put(&mut self.mount_path, value.text().cloned()),
            "audience" => put(&mut self.audience, value.text().cloned()),
            "tokenExpiration" => put(&mut self.token_expiration, value.integer()),
            "stsRegionalEndpoint" => put(&mut self.regional_endpoint, value.boolean().map(Some)),
            "jitterSeconds" => {
                let jitter = value.integer().filter(|jitter| (0..=JITTER_MAXIMUM).contains(jitter));
                put(&mut self.jitter_seconds, jitter)
            }
            _ => Setting::Unknown,
        }
    }
}

/// What became of one entry.
enum Setting {
    Read,
    Unknown,
    Invalid,
}

fn put<T>(place: &mut T, value: Option<T>) -> Setting {
    match value {
        Some(value) => {
            *place = value;
            Setting::Read
        }
        None => Setting::Invalid,
    }
}

fn profile(value: &Node) -> Option<Profile> {
    match &**value.text()? {
        "eks" => Some(Profile::Eks),
        "upstream" => Some(Profile::Upstream),
        _ => None,
    }
}

fn full_key(entry: &Entry) -> Text {
    Text::from(format!("webhook.{}", entry.key))
}
