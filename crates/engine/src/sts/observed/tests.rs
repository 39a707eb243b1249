use proptest::prelude::*;

use super::*;
use crate::Gate::{Admission, Audience, Binding, Network, Permission, Provider, Sdk, Token, Trust};
use crate::Timestamp;
use crate::source::{Spanned, json};
use crate::sts::StsError;

const DENIED: &str = "Not authorized to perform sts:AssumeRoleWithWebIdentity";

fn check(text: &str, code: Option<&str>, message: &str, gates: &[Gate]) {
    let observed = read_error_text(text).unwrap_or_else(|| panic!("not recognised: {text}"));
    assert_eq!(observed.code.map(Code::wire), code, "{text}");
    assert_eq!(&*observed.message, message, "{text}");
    assert_eq!(observed.span.of(text), message);
    assert_eq!(observed.points_to.gates, gates, "{text}");
    assert!(observed.points_to.source_url.starts_with("https://"));
    assert!(!observed.points_to.command.is_empty());
}

/// Every SDK wraps the same answer in its own way.
#[test]
fn wrappings() {
    let table = [
        format!(
            "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity \
             operation: {DENIED}"
        ),
        format!(
            "WebIdentityErr: failed to retrieve credentials\ncaused by: AccessDenied: {DENIED}\n\t\
             status code: 403, request id: 8ea65c50"
        ),
        format!(
            "rpc error: code = Internal desc = WebIdentityErr: failed to retrieve credentials\\n\
             caused by: AccessDenied: {DENIED}\\n\\tstatus code: 403"
        ),
        format!(
            "operation error STS: AssumeRoleWithWebIdentity, https response error StatusCode: \
             403, RequestID: 1, api error AccessDenied: {DENIED}"
        ),
        format!(
            "software.amazon.awssdk.services.sts.model.StsException: {DENIED} (Service: Sts, \
             Status Code: 403, Request ID: d8ee3773)"
        ),
        format!(
            "com.amazonaws.services.securitytoken.model.AWSSecurityTokenServiceException: \
             {DENIED} (Service: AWSSecurityTokenService; Status Code: 403; Error Code: \
             AccessDenied; Request ID: 1; Proxy: null)"
        ),
        format!("Error: Could not assume role with OIDC: {DENIED}"),
        format!("Aws::STS::Errors::AccessDenied: {DENIED}"),
        StsError::not_authorized().to_xml(),
        format!(r#"{{"Error":{{"Code":"AccessDenied","Message":"{DENIED}"}},"RequestId":"1"}}"#),
    ];
    for text in &table {
        check(text, Some("AccessDenied"), DENIED, &[Trust]);
    }
}

#[test]
fn answers_point_to_their_gate() {
    let now = Timestamp(1_767_225_600);
    let table: [(StsError, &[Gate]); 14] = [
        (StsError::not_authorized(), &[Trust]),
        (StsError::no_provider("https://oidc.example/id/A"), &[Provider]),
        (StsError::incorrect_audience(), &[Audience]),
        (StsError::missing_claim("aud"), &[Token]),
        (StsError::several_audiences(), &[Token]),
        (StsError::not_a_jwt(), &[Token]),
        (StsError::no_verification_key(), &[Provider]),
        (StsError::thumbprint_mismatch(), &[Provider]),
        (StsError::signature_invalid(), &[Provider]),
        (StsError::expired(now, now), &[Token]),
        (StsError::too_old(441_398), &[Token]),
        (StsError::request_arn_invalid(), &[Binding]),
        (StsError::duration_over_maximum(), &[Sdk]),
        (StsError::region_disabled("111122223333"), &[Network]),
    ];
    for (error, gates) in table {
        let text = format!("caused by: {}: {}\n", error.code.wire(), error.message);
        check(&text, Some(error.code.wire()), &error.message, gates);
        check(&error.to_xml(), Some(error.code.wire()), &error.message, gates);
    }
}

#[test]
fn a_violated_constraint_points_to_its_parameter() {
    let table: [(&str, &[Gate]); 3] =
        [("roleArn", &[Binding]), ("webIdentityToken", &[Token]), ("roleSessionName", &[Sdk])];
    for (parameter, gates) in table {
        let message = format!(
            "1 validation error detected: Value 'x' at '{parameter}' failed to satisfy \
             constraint: Member must have length greater than or equal to 20"
        );
        let text = format!("An error occurred (ValidationError) when calling: {message}\n");
        check(&text, Some("ValidationError"), &message, gates);
    }
}

#[test]
fn the_identity_in_a_denial_tells_who_the_process_is() {
    const ROLE: &str = "User: arn:aws:sts::111122223333:assumed-role";
    let denied = "is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k";
    let table: [(String, &[Gate]); 6] = [
        (format!("{ROLE}/node/i-0abc1234def567890 {denied}"), signs::NODE.gates),
        (format!("{ROLE}/node/i-… {denied}"), signs::NODE.gates),
        (format!("{ROLE}/orders/botocore-session-1767225600 {denied}"), &[Permission]),
        (format!("{ROLE}/orders/i-am-a-session {denied}"), &[Permission]),
        (
            format!("{ROLE}/orders/s is not authorized to perform: sts:AssumeRole on resource: x"),
            &[Permission],
        ),
        (format!("User: arn:aws:iam::111122223333:user/ci {denied}"), &[Sdk]),
    ];
    for (message, gates) in table {
        let text = format!("An error occurred (AccessDenied): {message}\n\tstatus code: 403");
        check(&text, Some("AccessDenied"), &message, gates);
    }
}

#[test]
fn tags_beyond_their_room_point_behind_the_role() {
    let message = "Packed size of session tags consumes 138% of allotted space.";
    let text = format!(
        "An error occurred (PackedPolicyTooLarge) when calling the AssumeRole operation: {message}"
    );
    check(&text, Some("PackedPolicyTooLarge"), message, &[Permission]);
}

#[test]
fn what_sdks_say_themselves() {
    let table: [(&str, &[Gate]); 11] = [
        (
            "AccessDeniedException: EKS does not have permissions to assume the associated role.",
            &[Trust],
        ),
        (
            "SdkClientException: Unable to load credentials from any of the providers in the chain",
            &[Binding, Admission, Sdk],
        ),
        (
            "Unable to locate credentials. You can configure credentials by running \"aws\"",
            &[Binding, Admission, Sdk],
        ),
        ("NoCredentialProviders: no valid providers in chain", &[Binding, Admission, Sdk]),
        (
            "open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: permission denied",
            &[Token],
        ),
        ("caused by: open : no such file or directory", &[Admission]),
        (
            "open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: no such file or \
             directory",
            &[Admission, Token],
        ),
        ("Connect timeout on endpoint URL: \"https://sts.amazonaws.com/\"", &[Network]),
        ("dial tcp: lookup sts.us-east-1.amazonaws.com: no such host", &[Network]),
        ("To use web identity tokens, the 'sts' service module must be on the class path.", &[Sdk]),
        ("Post \"https://sts..amazonaws.com\"", &[Sdk]),
    ];
    for (line, gates) in table {
        check(line, None, line, gates);
        check(&format!("Traceback:\n  {line} \r\nexit status 1\n"), None, line, gates);
    }
}

#[test]
fn a_code_alone() {
    let table: [(&str, &str, &str, &[Gate]); 3] = [
        (
            "InvalidIdentityTokenException: something else from AssumeRoleWithWebIdentity",
            "InvalidIdentityToken",
            "InvalidIdentityTokenException: something else from AssumeRoleWithWebIdentity",
            &[Token, Provider, Audience],
        ),
        (
            "(ExpiredTokenException) when calling the AssumeRoleWithWebIdentity operation: ?",
            "ExpiredTokenException",
            "ExpiredTokenException) when calling the AssumeRoleWithWebIdentity operation: ?",
            &[Token],
        ),
        (
            "AccessDenied from AssumeRoleWithWebIdentity",
            "AccessDenied",
            "AccessDenied from AssumeRoleWithWebIdentity",
            &[Trust],
        ),
    ];
    for (text, code, message, gates) in table {
        check(text, Some(code), message, gates);
    }
}

#[test]
fn other_texts_are_not_recognised() {
    for text in [
        "",
        "apiVersion: v1\nkind: Pod\n",
        "AccessDenied",
        "AccessDeniedByMe in AssumeRoleWithWebIdentity",
        "sts:AssumeRoleWithWebIdentity",
        "permission denied",
    ] {
        assert_eq!(read_error_text(text), None, "{text}");
    }
}

const EVENT: &str = r#"{
  "eventTime": "2026-01-01T00:00:00Z",
  "eventName": "AssumeRoleWithWebIdentity",
  "userIdentity": {
    "type": "WebIdentityUser",
    "identityProvider": "arn:aws:iam::111122223333:oidc-provider/oidc.example/id/A",
    "userName": "system:serviceaccount:shop:orders"
  },
  "requestParameters": {"roleArn": "arn:aws:iam::111122223333:role/orders"},
  "errorCode": "AccessDenied",
  "errorMessage": "An unknown error occurred"
}"#;

fn events(text: &str) -> Vec<Event> {
    read_events(&json::parse(text).documents[0].root)
}

#[test]
fn an_event() {
    let events = events(EVENT);
    let [event] = events.as_slice() else { panic!("{events:?}") };
    let value = |text: &Option<Spanned<Text>>| text.as_ref().map(|text| text.value.to_string());
    assert_eq!(event.code(), Some(Code::AccessDenied));
    assert_eq!(value(&event.error_message).as_deref(), Some("An unknown error occurred"));
    assert_eq!(value(&event.subject).as_deref(), Some("system:serviceaccount:shop:orders"));
    assert_eq!(event.role_arn.as_ref().unwrap().span.of(EVENT).len(), 39);
    assert_eq!(event.time, Timestamp::parse("2026-01-01T00:00:00Z"));
    assert_eq!(event.points_to().unwrap().gates, [Trust]);
    let expired = EVENT
        .replace("AccessDenied", "ExpiredTokenException")
        .replace("An unknown error occurred", "Token expired: current date/time 1 must be");
    assert_eq!(read(&expired).points_to().unwrap().gates, [Token]);
    assert_eq!(read(&expired).code(), Some(Code::ExpiredToken));
    let success = EVENT.replace("\"errorCode\"", "\"a\"").replace("\"errorMessage\"", "\"b\"");
    assert_eq!(read(&success).points_to(), None);
}

fn read(text: &str) -> Event {
    events(text).remove(0)
}

#[test]
fn events_of_a_file() {
    let other = EVENT.replace("AssumeRoleWithWebIdentity", "GetObject");
    assert_eq!(events(&format!(r#"{{"Records":[{EVENT},{other},{EVENT}]}}"#)).len(), 2);
    assert_eq!(events(&other), []);
    assert_eq!(events("[]"), []);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        let _ = read_error_text(&text);
    }

    #[test]
    fn a_sign_is_found_in_any_text(
        before in "[^/]*",
        after in any::<String>(),
        sign in 0..SIGNS.len(),
    ) {
        let sign = &SIGNS[sign];
        let text = format!("{before}{}{}{after}", sign.text, sign.also);
        let observed = read_error_text(&text).unwrap();
        prop_assert_eq!(observed.span.of(&text), &*observed.message);
    }
}
