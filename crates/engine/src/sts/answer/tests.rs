use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Statuses are those of the service model; two codes keep their suffix on the wire.
#[test]
fn every_code_once() {
    let table = [
        ("ValidationError", 400),
        ("MalformedPolicyDocument", 400),
        ("PackedPolicyTooLarge", 400),
        ("RegionDisabledException", 403),
        ("InvalidIdentityToken", 400),
        ("ExpiredTokenException", 400),
        ("IDPRejectedClaim", 403),
        ("IDPCommunicationError", 400),
        ("AccessDenied", 403),
    ];
    let codes: Vec<_> = Code::ALL.iter().map(|code| (code.wire(), code.status())).collect();
    assert_eq!(codes, table);
    let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.wire()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for code in Code::ALL {
        assert!(code.source_url().starts_with("https://"), "{code:?}");
        assert_eq!(Code::from_wire(code.wire()), Some(*code));
    }
    assert_eq!(Code::from_wire("InvalidIdentityTokenException"), Some(Code::InvalidIdentityToken));
    assert_eq!(Code::from_wire("ExpiredToken"), Some(Code::ExpiredToken));
    assert_eq!(Code::from_wire("Throttling"), None);
    assert_eq!(Code::ALL.iter().filter(|code| code.is_retryable()).count(), 1);
}

#[test]
fn texts_keep_their_quirks() {
    let expired = StsError::expired(Timestamp(1_624_482_533), Timestamp(1_624_482_335));
    let table = [
        (
            expired,
            "ExpiredTokenException",
            "Token expired: current date/time 1624482533 must be before the expiration date/time \
             1624482335",
        ),
        (
            StsError::no_verification_key(),
            "InvalidIdentityToken",
            "Couldn't retrieve verification key from your identity provider,  please reference \
             AssumeRoleWithWebIdentity documentation for requirements",
        ),
        (StsError::too_old(441_398), "ExpiredTokenException", "Token too old: 441398"),
        (
            StsError::region_disabled("123456789012"),
            "RegionDisabledException",
            "STS is not activated in this region for account:123456789012. Your account \
             administrator can activate STS in this region using the IAM Console.",
        ),
        (StsError::missing_claim("sub"), "InvalidIdentityToken", "Missing a required claim: sub"),
    ];
    for (error, code, message) in table {
        assert_eq!((error.code.wire(), &*error.message), (code, message));
    }
}

/// The shape of the recorded refusal.
#[test]
fn error_body() {
    let issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
    let body = StsError::no_provider(issuer).to_xml();
    let (start, end) = body.split_once("<RequestId>").unwrap();
    assert_eq!(
        start,
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
  <Error>
    <Type>Sender</Type>
    <Code>InvalidIdentityToken</Code>
    <Message>No OpenIDConnect provider found in your account for \
         https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE</Message>
  </Error>
  "
    );
    assert_eq!(end.get(36..), Some("</RequestId>\n</ErrorResponse>\n"));
}

fn success(role_arn: &str) -> Option<Success> {
    let request = Request {
        role_arn: role_arn.into(),
        role_session_name: "session-1".into(),
        web_identity_token: "eyJ".into(),
        duration_seconds: None,
        provider_id: None,
        policy_arns: Vec::new(),
        policy: None,
    };
    let accepted = Accepted {
        audience: "sts.amazonaws.com".into(),
        subject: "system:serviceaccount:shop:orders".into(),
        provider: "arn:aws:iam::111122223333:oidc-provider/oidc.example/id/A".into(),
    };
    Success::issue(&request, accepted, Some("AROAEXAMPLE"), Timestamp(1_767_225_600))
}

#[test]
fn success_body() {
    let success = success("arn:aws:iam::111122223333:role/team/shop/orders").unwrap();
    let body = success.to_xml();
    let (start, end) = body.split_once("<RequestId>").unwrap();
    let Success { access_key_id, secret_access_key, session_token, .. } = &success;
    assert_eq!(
        start,
        format!(
            "<AssumeRoleWithWebIdentityResponse \
             xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
  <AssumeRoleWithWebIdentityResult>
    <Audience>sts.amazonaws.com</Audience>
    <AssumedRoleUser>
      <AssumedRoleId>AROAEXAMPLE:session-1</AssumedRoleId>
      <Arn>arn:aws:sts::111122223333:assumed-role/orders/session-1</Arn>
    </AssumedRoleUser>
    <Provider>arn:aws:iam::111122223333:oidc-provider/oidc.example/id/A</Provider>
    <Credentials>
      <AccessKeyId>{access_key_id}</AccessKeyId>
      <SecretAccessKey>{secret_access_key}</SecretAccessKey>
      <SessionToken>{session_token}</SessionToken>
      <Expiration>2026-01-01T01:00:00Z</Expiration>
    </Credentials>
    <SubjectFromWebIdentityToken>system:serviceaccount:shop:orders</SubjectFromWebIdentityToken>
  </AssumeRoleWithWebIdentityResult>
  <ResponseMetadata>
    "
        )
    );
    let end = end.get(36..);
    let close = "</RequestId>\n  </ResponseMetadata>\n</AssumeRoleWithWebIdentityResponse>\n";
    assert_eq!(end, Some(close));
}

#[test]
fn credentials_are_visibly_fake() {
    let role = "arn:aws:iam::111122223333:role/orders";
    let first = success(role).unwrap();
    assert_eq!(first.access_key_id.len(), 20);
    assert_eq!(first.secret_access_key.len(), 40);
    assert!(first.access_key_id.starts_with("ASIADEMO"));
    assert!(first.secret_access_key.starts_with("DEMO/not/a/secret/"));
    assert_eq!(Some(&first), success(role).as_ref());
    let other = success("arn:aws:iam::111122223333:role/other").unwrap();
    assert_ne!(first.access_key_id, other.access_key_id);
    assert_eq!(success("arn:aws:iam::111122223333:user/orders"), None);
}

#[test]
fn markup_is_escaped() {
    let table = [
        ("a<b>&\"'", "a&lt;b&gt;&amp;\"'"),
        ("\u{0}\u{1b}\u{ffff}", "\u{fffd}\u{fffd}\u{fffd}"),
        ("\t\n\r", "\t\n&#13;"),
        ("한국어 😀", "한국어 😀"),
    ];
    for (text, expected) in table {
        assert_eq!(xml::escape(text), expected);
    }
}

proptest! {
    #[test]
    fn any_text_stays_character_data(text in any::<String>()) {
        let escaped = xml::escape(&text);
        prop_assert!(!escaped.contains(['<', '>', '\r', '\0']));
        let plain = escaped
            .replace("&lt;", "")
            .replace("&gt;", "")
            .replace("&amp;", "")
            .replace("&#13;", "");
        prop_assert!(!plain.contains('&'));
    }
}
