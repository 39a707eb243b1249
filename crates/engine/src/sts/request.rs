//! The call and the limits on its parameters, as
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html> and the
//! service model of the SDKs give them.

use super::answer::StsError;
use crate::Text;
use crate::arn::Arn;

/// The parameters of `AssumeRoleWithWebIdentity`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `RoleArn`.
    pub role_arn: Text,
    /// `RoleSessionName`.
    pub role_session_name: Text,
    /// `WebIdentityToken`.
    pub web_identity_token: Text,
    /// `DurationSeconds`; STS takes 3600 where it is absent.
    pub duration_seconds: Option<i64>,
    /// `ProviderId`, which only tokens of OAuth 2.0 take; absent for OIDC.
    pub provider_id: Option<Text>,
    /// `PolicyArns`: managed policies that limit the session.
    pub policy_arns: Vec<Text>,
    /// `Policy`: an inline policy that limits the session.
    pub policy: Option<Text>,
}

/// Seconds a session lasts when the request does not say.
pub const DEFAULT_DURATION: i64 = 3600;

/// The pattern of an ARN, printed in messages as it stands.
const ARN_PATTERN: &str =
    r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+";
const NAME_PATTERN: &str = r"[\w+=,.@-]*";
const POLICY_PATTERN: &str = r"[\u0009\u000A\u000D\u0020-\u00FF]+";

/// Checks every constraint on the parameters.
///
/// All violations are reported together, in the order of the service model; the pattern comes
/// before the length. Only then is the role ARN taken apart, and a provider id refused.
///
/// # Errors
///
/// The answer of STS: `ValidationError`, or what a provider id leads to.
pub fn validate(request: &Request) -> Result<(), StsError> {
    let mut violations = Violations::default();
    let name = &*request.role_session_name;
    let shown = |value: &str| format!("Value '{value}'");
    violations.arn("roleArn", &request.role_arn);
    violations.pattern("roleSessionName", &shown(name), NAME_PATTERN, is_session_name(name));
    violations.length("roleSessionName", &shown(name), name, (2, 64));
    // A sensitive member is not printed.
    violations.length("webIdentityToken", "Value", &request.web_identity_token, (4, 20_000));
    if let Some(provider) = &request.provider_id {
        violations.length("providerId", &shown(provider), provider, (4, 2048));
    }
    violations.policies(request);
    if let Some(seconds) = request.duration_seconds {
        violations.range("durationSeconds", seconds, (900, 43_200));
    }
    violations.result()?;
    if !names_a_role(&request.role_arn) {
        return Err(StsError::request_arn_invalid());
    }
    request.provider_id.as_ref().map_or(Ok(()), |id| Err(StsError::provider_id(id)))
}

/// Whether the ARN has the form of a role's for STS, which does not count the account's digits: a
/// recorded call with nine of them got as far as the provider lookup.
fn names_a_role(text: &str) -> bool {
    let Some(arn) = Arn::parse(text) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let name = |char: char| char.is_ascii_graphic() && char != '\\' && char != ':';
    arn.partition.starts_with("aws")
        && arn.region.is_empty()
        && digits(arn.account)
        && arn.role().is_some_and(|role| role.chars().all(name))
}

/// Whether `name` has only the characters of a session name, `[\w+=,.@-]*`.
#[must_use]
pub fn is_session_name(name: &str) -> bool {
    name.chars().all(|char| char.is_ascii_alphanumeric() || "_+=,.@-".contains(char))
}

fn is_arn_text(text: &str) -> bool {
    let allowed = |char: char| {
        matches!(char, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}')
            || char > '\u{ffff}'
    };
    !text.is_empty() && text.chars().all(allowed)
}

fn is_policy_text(text: &str) -> bool {
    let allowed = |char| matches!(char, '\t' | '\n' | '\r' | ' '..='\u{ff}');
    !text.is_empty() && text.chars().all(allowed)
}

/// The violations found so far, each as STS words it.
#[derive(Default)]
struct Violations(Vec<String>);

impl Violations {
    fn add(&mut self, parameter: &str, value: &str, constraint: &str) {
        self.0.push(format!("{value} at '{parameter}' failed to satisfy constraint: {constraint}"));
    }

    fn pattern(&mut self, parameter: &str, value: &str, pattern: &str, matches: bool) {
        if !matches {
            let constraint = format!("Member must satisfy regular expression pattern: {pattern}");
            self.add(parameter, value, &constraint);
        }
    }

    fn length(&mut self, parameter: &str, value: &str, text: &str, (least, most): (usize, usize)) {
        let length = text.chars().count();
        if length < least {
            let constraint = format!("Member must have length greater than or equal to {least}");
            self.add(parameter, value, &constraint);
        } else if length > most {
            let constraint = format!("Member must have length less than or equal to {most}");
            self.add(parameter, value, &constraint);
        }
    }

    fn range(&mut self, parameter: &str, number: i64, (least, most): (i64, i64)) {
        let value = format!("Value '{number}'");
        if number < least {
            let constraint = format!("Member must have value greater than or equal to {least}");
            self.add(parameter, &value, &constraint);
        } else if number > most {
            let constraint = format!("Member must have value less than or equal to {most}");
            self.add(parameter, &value, &constraint);
        }
    }

    fn arn(&mut self, parameter: &str, arn: &str) {
        let value = format!("Value '{arn}'");
        self.pattern(parameter, &value, ARN_PATTERN, is_arn_text(arn));
        self.length(parameter, &value, arn, (20, 2048));
    }

    fn policies(&mut self, request: &Request) {
        let arns = &request.policy_arns;
        if arns.len() > 10 {
            let value = format!("Value '[{}]'", arns.join(", "));
            self.add("policyArns", &value, "Member must have length less than or equal to 10");
        }
        for (index, arn) in arns.iter().enumerate() {
            self.arn(&format!("policyArns.{}.member.arn", index + 1), arn);
        }
        if let Some(policy) = &request.policy {
            let value = format!("Value '{policy}'");
            self.pattern("policy", &value, POLICY_PATTERN, is_policy_text(policy));
            self.length("policy", &value, policy, (1, 2048));
        }
    }

    fn result(self) -> Result<(), StsError> {
        let count = self.0.len();
        let noun = match count {
            0 => return Ok(()),
            1 => "validation error",
            _ => "validation errors",
        };
        let message = format!("{count} {noun} detected: {}", self.0.join("; "));
        Err(StsError::validation(message))
    }
}

impl Request {
    /// The body of the POST as botocore sends it: a web form, in the order of its arguments.
    #[must_use]
    pub fn body(&self) -> String {
        let mut body = String::from("Action=AssumeRoleWithWebIdentity&Version=2011-06-15");
        let mut field = |name: &str, value: &str| {
            body.push('&');
            body.push_str(name);
            body.push('=');
            encode_form(value, &mut body);
        };
        field("RoleArn", &self.role_arn);
        field("RoleSessionName", &self.role_session_name);
        field("WebIdentityToken", &self.web_identity_token);
        if let Some(id) = &self.provider_id {
            field("ProviderId", id);
        }
        for (index, arn) in self.policy_arns.iter().enumerate() {
            field(&format!("PolicyArns.member.{}.arn", index + 1), arn);
        }
        if let Some(policy) = &self.policy {
            field("Policy", policy);
        }
        if let Some(seconds) = self.duration_seconds {
            field("DurationSeconds", &seconds.to_string());
        }
        body
    }
}

/// `application/x-www-form-urlencoded` as Python's `urlencode` writes it.
fn encode_form(value: &str, into: &mut String) {
    use std::fmt::Write;
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' => {
                into.push(char::from(byte));
            }
            b' ' => into.push('+'),
            _ => {
                // Writing to a string can't fail.
                let _ = write!(into, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests;
