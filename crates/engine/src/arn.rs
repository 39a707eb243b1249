//! Amazon Resource Names: six parts between colons.

/// The parts of an ARN, borrowed from its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: &'a str,
    /// `iam`, `sts`, …
    pub service: &'a str,
    /// Empty for IAM.
    pub region: &'a str,
    /// Twelve digits, or empty.
    pub account: &'a str,
    /// Everything after the fifth colon.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Takes `arn:partition:service:region:account:resource` apart; the parts may be empty.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        if parts.next()? != "arn" {
            return None;
        }
        Some(Self {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        })
    }

    /// The path and name of an IAM role, as in `role/path/name`; none for anything else.
    #[must_use]
    pub fn role(&self) -> Option<&'a str> {
        let name = self.resource.strip_prefix("role/")?;
        (self.service == "iam" && !name.is_empty()).then_some(name)
    }

    /// The host and path of an IAM OIDC provider, which is its issuer without `https://`.
    #[must_use]
    pub fn oidc_provider(&self) -> Option<&'a str> {
        let issuer = self.resource.strip_prefix("oidc-provider/")?;
        (self.service == "iam" && !issuer.is_empty()).then_some(issuer)
    }
}

/// Whether `text` is the ARN of an IAM role as the webhook's own pattern has it:
/// `^arn:aws[a-z0-9-]*:iam::\d{12}:role\/[\w-\/.@+=,]+$`.
#[must_use]
pub fn is_role_arn(text: &str) -> bool {
    let Some(arn) = Arn::parse(text) else { return false };
    let Some(suffix) = arn.partition.strip_prefix("aws") else { return false };
    let partition = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
    let name = |char: char| char.is_ascii_alphanumeric() || "_-/.@+=,".contains(char);
    suffix.chars().all(partition)
        && arn.region.is_empty()
        && is_account_id(arn.account)
        && arn.role().is_some_and(|role| role.chars().all(name))
}

/// Whether STS takes `text` for a role's ARN instead of calling it invalid: an account of another
/// length than twelve digits has been seen to come as far as the look-up of the provider.
#[must_use]
pub fn is_taken_by_sts(text: &str) -> bool {
    let Some(arn) = Arn::parse(text) else { return false };
    let digits = !arn.account.is_empty() && arn.account.bytes().all(|byte| byte.is_ascii_digit());
    digits && is_role_arn(&text.replacen(arn.account, "111122223333", 1))
}

/// Whether `text` is twelve digits.
#[must_use]
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_arns() {
        let table = [
            ("arn:aws:iam::111122223333:role/app", true),
            ("arn:aws-cn:iam::111122223333:role/path/app", true),
            ("arn:aws:iam::111122223333:role/", false),
            ("arn:aws:iam::11112222333:role/app", false),
            ("arn:aws:iam:::111122223333:role/app", false),
            ("arn:aws:iam::111122223333:role/app\\", false),
            ("arn:aws:iam::111122223333:user/app", false),
            ("arn:aws:sts::111122223333:assumed-role/app/s", false),
            ("app", false),
            ("", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_role_arn(text), expected, "{text}");
        }
    }

    #[test]
    fn provider_host_and_path() {
        let text = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A";
        let arn = Arn::parse(text).unwrap();
        assert_eq!(arn.oidc_provider(), Some("oidc.eks.us-east-1.amazonaws.com/id/A"));
        assert_eq!(arn.role(), None);
    }
}
