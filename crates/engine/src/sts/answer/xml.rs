//! The answers as STS writes them: XML with two spaces of indent and a final line feed.
//!
//! The order of elements is that of recorded traffic:
//! <https://github.com/smithy-lang/smithy-rs>, `aws-config/test-data`.

use super::{StsError, Success};
use crate::oidc::derived_uuid;

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

impl StsError {
    /// The body of the answer. The request id is derived from what is said.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let mut xml = Xml::default();
        xml.open_root("ErrorResponse");
        xml.open("Error");
        xml.element("Type", "Sender");
        xml.element("Code", self.code.wire());
        xml.element("Message", &self.message);
        xml.close("Error");
        xml.element("RequestId", &derived_uuid(&["request", self.code.wire(), &self.message]));
        xml.close("ErrorResponse");
        xml.text
    }
}

impl Success {
    /// The body of the answer. The request id is derived from what is said.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let expiration = self.expiration.to_string();
        let mut xml = Xml::default();
        xml.open_root("AssumeRoleWithWebIdentityResponse");
        xml.open("AssumeRoleWithWebIdentityResult");
        xml.element("Audience", &self.audience);
        xml.open("AssumedRoleUser");
        xml.element("AssumedRoleId", &self.assumed_role_id);
        xml.element("Arn", &self.assumed_role_arn);
        xml.close("AssumedRoleUser");
        xml.element("Provider", &self.provider);
        xml.open("Credentials");
        xml.element("AccessKeyId", &self.access_key_id);
        xml.element("SecretAccessKey", &self.secret_access_key);
        xml.element("SessionToken", &self.session_token);
        xml.element("Expiration", &expiration);
        xml.close("Credentials");
        xml.element("SubjectFromWebIdentityToken", &self.subject);
        xml.close("AssumeRoleWithWebIdentityResult");
        xml.open("ResponseMetadata");
        let request = ["request", &self.assumed_role_arn, &self.subject, &expiration];
        xml.element("RequestId", &derived_uuid(&request));
        xml.close("ResponseMetadata");
        xml.close("AssumeRoleWithWebIdentityResponse");
        xml.text
    }
}

#[derive(Default)]
struct Xml {
    text: String,
    depth: usize,
}

impl Xml {
    fn line(&mut self, line: &str) {
        self.text.push_str(&"  ".repeat(self.depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn open_root(&mut self, name: &str) {
        self.line(&format!("<{name} xmlns=\"{NAMESPACE}\">"));
        self.depth += 1;
    }

    fn open(&mut self, name: &str) {
        self.line(&format!("<{name}>"));
        self.depth += 1;
    }

    fn close(&mut self, name: &str) {
        self.depth -= 1;
        self.line(&format!("</{name}>"));
    }

    fn element(&mut self, name: &str, text: &str) {
        self.line(&format!("<{name}>{}</{name}>", escape(text)));
    }
}

/// `text` as character data: markup escaped, and characters that XML 1.0 has no place for replaced.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // A bare one would be read back as a line feed.
            '\r' => escaped.push_str("&#13;"),
            '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => {
                escaped.push(char);
            }
            _ => escaped.push('\u{fffd}'),
        }
    }
    escaped
}
