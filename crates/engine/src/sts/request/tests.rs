use super::*;

const ROLE: &str = "arn:aws:iam::111122223333:role/app";

fn request() -> Request {
    Request {
        role_arn: ROLE.into(),
        role_session_name: "botocore-session-1".into(),
        web_identity_token: "eyJ.eyJ.sig".into(),
        duration_seconds: None,
        provider_id: None,
        policy_arns: Vec::new(),
        policy: None,
    }
}

fn check(change: impl FnOnce(&mut Request), expected: Result<(), &str>) {
    let mut request = request();
    change(&mut request);
    let answer = validate(&request);
    assert_eq!(answer.as_ref().map_err(|error| &*error.message).copied(), expected);
}

#[test]
fn lengths_and_ranges() {
    check(|_| (), Ok(()));
    for (seconds, bound) in [
        (899, Some("greater than or equal to 900")),
        (900, None),
        (43_200, None),
        (43_201, Some("less than or equal to 43200")),
    ] {
        let message = bound.map(|bound| {
            format!(
                "1 validation error detected: Value '{seconds}' at 'durationSeconds' \
                 failed to satisfy constraint: Member must have value {bound}"
            )
        });
        let expected = message.as_deref().map_or(Ok(()), Err);
        check(|request| request.duration_seconds = Some(seconds), expected);
    }
    for (length, fits) in [(1, false), (2, true), (64, true), (65, false)] {
        let mut request = request();
        request.role_session_name = "s".repeat(length).into();
        assert_eq!(validate(&request).is_ok(), fits, "{length}");
    }
    for (length, fits) in [(3, false), (4, true), (20_000, true), (20_001, false)] {
        let mut request = request();
        request.web_identity_token = "t".repeat(length).into();
        assert_eq!(validate(&request).is_ok(), fits, "{length}");
    }
    for (length, fits) in [(0, false), (1, true), (2048, true), (2049, false)] {
        let mut request = request();
        request.policy = Some("{".repeat(length).into());
        assert_eq!(validate(&request).is_ok(), fits, "{length}");
    }
    for (count, fits) in [(10, true), (11, false)] {
        let mut request = request();
        request.policy_arns = vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".into(); count];
        assert_eq!(validate(&request).is_ok(), fits, "{count}");
    }
}

#[test]
fn the_token_is_not_printed() {
    check(
        |request| request.web_identity_token = "abc".into(),
        Err("1 validation error detected: Value at 'webIdentityToken' failed to satisfy \
             constraint: Member must have length greater than or equal to 4"),
    );
}

/// The wording of <https://github.com/suzuki-shunsuke/tfaction/issues/1934>.
#[test]
fn session_name_pattern() {
    check(
        |request| request.role_session_name = "my session".into(),
        Err("1 validation error detected: Value 'my session' at 'roleSessionName' failed to \
             satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"),
    );
}

/// The pattern before the length, joined with a semicolon, as in
/// <https://github.com/mmmorris1975/aws-runas/issues/80>.
#[test]
fn several_violations_at_once() {
    check(
        |request| {
            request.role_arn = "".into();
            request.role_session_name = "ü".into();
        },
        Err("4 validation errors detected: Value '' at 'roleArn' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: \
             [\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\
             \\u10000-\\u10FFFF]+; Value '' at 'roleArn' failed to satisfy constraint: \
             Member must have length greater than or equal to 20; Value 'ü' at 'roleSessionName' \
             failed to satisfy constraint: Member must satisfy regular expression pattern: \
             [\\w+=,.@-]*; Value 'ü' at 'roleSessionName' failed to satisfy constraint: \
             Member must have length greater than or equal to 2"),
    );
}

#[test]
fn role_arns() {
    let table = [
        (ROLE, true),
        ("arn:aws-cn:iam::111122223333:role/path/app", true),
        ("arn:aws:iam::123456789:role/app", true),
        ("arn:aws:iam:::111122223333:role/app", false),
        ("arn:aws:iam::111122223333:role/app\\", false),
        ("arn:aws:iam::111122223333:user/application", false),
        ("arm:aws:iam::111122223333:role/app", false),
        ("arn:aws:iam::${account}:role/application", false),
    ];
    for (arn, fits) in table {
        let expected = if fits { Ok(()) } else { Err("Request ARN is invalid") };
        check(|request| request.role_arn = arn.into(), expected);
    }
}

#[test]
fn a_provider_id_is_not_for_oidc() {
    let table = [
        ("www.amazon.com", "InvalidIdentityToken"),
        ("graph.facebook.com", "IDPRejectedClaim"),
        ("oidc.eks.us-east-1.amazonaws.com", "InvalidIdentityToken"),
        ("abc", "ValidationError"),
    ];
    for (id, code) in table {
        let request = Request { provider_id: Some(id.into()), ..request() };
        assert_eq!(validate(&request).unwrap_err().code.wire(), code, "{id}");
    }
}

#[test]
fn bodies() {
    let mut request = request();
    request.web_identity_token = "a.b.c-_\n".into();
    assert_eq!(
        request.body(),
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15\
         &RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fapp\
         &RoleSessionName=botocore-session-1&WebIdentityToken=a.b.c-_%0A"
    );
    request.duration_seconds = Some(900);
    request.policy_arns = vec!["arn:x".into(), "arn:y".into()];
    request.policy = Some("{ é}".into());
    request.provider_id = Some("p".into());
    let end = "&ProviderId=p&PolicyArns.member.1.arn=arn%3Ax&PolicyArns.member.2.arn=arn%3Ay\
               &Policy=%7B+%C3%A9%7D&DurationSeconds=900";
    assert!(request.body().ends_with(end), "{}", request.body());
}
