use proptest::prelude::*;

use super::*;
use crate::Timestamp;

const CLAIMS: &str = concat!(
    r#"{"aud":["sts.amazonaws.com"],"exp":1767312000,"iat":1767225600,"#,
    r#""iss":"https://oidc.example/id/A","jti":"0d","kubernetes.io":{"namespace":"shop","#,
    r#""node":{"name":"n","uid":"0c"},"pod":{"name":"p","uid":"0b"},"#,
    r#""serviceaccount":{"name":"orders","uid":"0a"}},"#,
    r#""nbf":1767225600,"sub":"system:serviceaccount:shop:orders"}"#,
);

fn encode(json: &str) -> String {
    URL_SAFE_NO_PAD.encode(json)
}

fn token(claims: &str) -> String {
    format!("{}.{}.c2ln", encode(r#"{"alg":"RS256","kid":"k"}"#), encode(claims))
}

fn claims(json: &str) -> Claims {
    Claims::read(&json::parse(json).documents[0].root)
}

fn value(text: &Option<Spanned<Text>>) -> Option<&str> {
    text.as_ref().map(|text| &*text.value)
}

#[test]
fn claims_of_a_cluster() {
    let claims = claims(CLAIMS);
    assert_eq!(value(&claims.issuer), Some("https://oidc.example/id/A"));
    assert_eq!(value(&claims.subject), Some("system:serviceaccount:shop:orders"));
    assert_eq!(value(&claims.id), Some("0d"));
    assert_eq!(claims.expiry.as_ref().unwrap().at, Some(Timestamp(1_767_312_000)));
    let kubernetes = claims.kubernetes.as_ref().unwrap();
    assert_eq!(value(&kubernetes.namespace), Some("shop"));
    let names = [&kubernetes.service_account, &kubernetes.pod, &kubernetes.node]
        .map(|object| value(&object.as_ref().unwrap().uid));
    assert_eq!(names, [Some("0a"), Some("0b"), Some("0c")]);
    assert_eq!(claims.others, []);
    assert_eq!((claims.missing(), claims.malformed_times().count()), (None, 0));
    let subject = claims.subject.unwrap();
    assert_eq!(subject.span.of(CLAIMS), "\"system:serviceaccount:shop:orders\"");
}

#[test]
fn audiences() {
    let table = [
        (r#"{"aud":"a"}"#, vec!["a"], Some("a")),
        (r#"{"aud":["a"]}"#, vec!["a"], Some("a")),
        (r#"{"aud":["a","b"]}"#, vec!["a", "b"], None),
        (r#"{"aud":["a","b"],"azp":"b"}"#, vec!["a", "b"], Some("b")),
        (r#"{"aud":"a","azp":"c"}"#, vec!["a"], Some("c")),
        (r#"{"aud":[]}"#, vec![], None),
        (r#"{"aud":[1,"a"]}"#, vec!["a"], Some("a")),
    ];
    for (json, values, effective) in table {
        let claims = claims(json);
        let audience = claims.audience.as_ref().unwrap();
        let found: Vec<_> = audience.values.iter().map(|value| &*value.value).collect();
        assert_eq!(found, values, "{json}");
        assert_eq!(audience.is_list, json.contains('['), "{json}");
        let found = claims.effective_audience().map(|audience| &*audience.value);
        assert_eq!(found, effective, "{json}");
    }
}

#[test]
fn times_are_whole_numbers() {
    let table = [
        ("1767225600", Some(1_767_225_600)),
        ("-1", Some(-1)),
        ("1767225600.5", None),
        ("1.767e9", None),
        ("\"1767225600\"", None),
        ("null", None),
        ("99999999999999999999", None),
    ];
    for (written, at) in table {
        let claims = claims(&format!("{{\"exp\":{written}}}"));
        assert_eq!(claims.expiry.as_ref().unwrap().at, at.map(Timestamp), "{written}");
        let malformed: Vec<_> = claims.malformed_times().map(|(name, _)| name).collect();
        assert_eq!(malformed.is_empty(), at.is_some(), "{written}");
    }
}

#[test]
fn claims_that_are_missing() {
    let table = [
        (r#"{"sub":"s","aud":"a","exp":1,"iat":1}"#, Some("iss")),
        (r#"{"iss":1,"sub":"s","aud":"a","exp":1,"iat":1}"#, Some("iss")),
        (r#"{"iss":"i","aud":"a","exp":1,"iat":1}"#, Some("sub")),
        (r#"{"iss":"i","sub":"s","exp":1,"iat":1}"#, Some("aud")),
        (r#"{"iss":"i","sub":"s","aud":[],"exp":1,"iat":1}"#, Some("aud")),
        (r#"{"iss":"i","sub":"s","aud":"a","iat":1}"#, Some("exp")),
        (r#"{"iss":"i","sub":"s","aud":"a","exp":1}"#, Some("iat")),
        (r#"{"iss":"i","sub":"s","aud":"a","exp":1,"iat":1}"#, None),
    ];
    for (json, missing) in table {
        assert_eq!(claims(json).missing(), missing, "{json}");
    }
}

#[test]
fn other_claims_are_kept() {
    let claims = claims(r#"{"email":"e","amr":["pwd","mfa"],"https://aws.amazon.com/tags":{}}"#);
    assert_eq!(value(&claims.email), Some("e"));
    assert_eq!(claims.methods.len(), 2);
    let others: Vec<_> = claims.others.iter().map(|claim| &*claim.name.value).collect();
    assert_eq!(others, ["https://aws.amazon.com/tags"]);
}

#[test]
fn a_token_is_taken_apart() {
    let text = format!("\n {}\n", token(CLAIMS));
    let jwt = Jwt::read(&text).unwrap();
    assert_eq!(jwt.header.alg.as_deref(), Some("RS256"));
    assert_eq!((jwt.header.kid.as_deref(), jwt.header.typ), (Some("k"), None));
    assert_eq!(jwt.signature.as_deref(), Some(b"sig".as_slice()));
    let Segments { header, claims, signature } = jwt.segments;
    assert_eq!(header.of(&text), encode(r#"{"alg":"RS256","kid":"k"}"#));
    assert_eq!(claims.of(&text), encode(CLAIMS));
    assert_eq!(signature.of(&text), "c2ln");
    assert_eq!(&*jwt.signed, header.to(claims).of(&text));
    assert_eq!(jwt.claims.subject.unwrap().span, claims);
    assert_eq!(jwt.claims.audience.unwrap().values[0].span, claims);
}

#[test]
fn a_signature_may_be_missing() {
    for text in [token(CLAIMS).replace("c2ln", ""), token(CLAIMS).replace(".c2ln", "")] {
        assert!(looks_like_jwt(&text));
        assert_eq!(Jwt::read(&text).unwrap().signature, None, "{text}");
    }
}

#[test]
fn what_is_no_token() {
    let header = encode(r#"{"alg":"RS256"}"#);
    let table = [
        (String::new(), JwtError::SegmentCount(1)),
        (header.clone(), JwtError::SegmentCount(1)),
        ("a.b.c.d".into(), JwtError::SegmentCount(4)),
        (format!("{header}=.e30.c2ln"), JwtError::NotBase64(Part::Header, Span::new(0, 21))),
        (format!("{header}.e3 0.c2ln"), JwtError::NotBase64(Part::Claims, Span::new(21, 25))),
        (format!("{header}.e30.c2+n"), JwtError::NotBase64(Part::Signature, Span::new(25, 29))),
        (format!("{header}.W10.c2ln"), JwtError::NotJson(Part::Claims, Span::new(21, 24))),
        (format!("{header}.ew.c2ln"), JwtError::NotJson(Part::Claims, Span::new(21, 23))),
        (format!("{header}._w.c2ln"), JwtError::NotJson(Part::Claims, Span::new(21, 23))),
    ];
    for (text, error) in table {
        assert_eq!(Jwt::read(&text), Err(error), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        let _ = Jwt::read(&text);
    }

    #[test]
    fn any_json_is_read_without_panic(header in any::<String>(), claims in any::<String>()) {
        let _ = Jwt::read(&format!("{}.{}.", encode(&header), encode(&claims)));
        let _ = Claims::read(&json::parse(&claims).documents[0].root);
    }
}
