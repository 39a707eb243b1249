use super::*;

const REQUEST: TokenRequest<'_> = TokenRequest {
    issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/EX1",
    audiences: &["sts.amazonaws.com"],
    issued: Timestamp(1_767_225_600),
    lifetime: 86_400,
    namespace: "shop",
    service_account: Object { name: "orders", uid: Some("0a") },
    pod: Object { name: "orders-1", uid: Some("0b") },
    node: Some(Object { name: "node-1", uid: Some("0c") }),
};

#[test]
fn claims_in_the_order_of_a_cluster() {
    let claims = claims(&REQUEST);
    let (before, after) = claims.split_once(r#","jti":""#).unwrap();
    assert_eq!(
        before,
        concat!(
            r#"{"aud":["sts.amazonaws.com"],"exp":1767312000,"iat":1767225600,"#,
            r#""iss":"https://oidc.eks.us-east-1.amazonaws.com/id/EX1""#,
        )
    );
    assert_eq!(
        after.get(36..).unwrap(),
        concat!(
            r#"","kubernetes.io":{"namespace":"shop","node":{"name":"node-1","uid":"0c"},"#,
            r#""pod":{"name":"orders-1","uid":"0b"},"#,
            r#""serviceaccount":{"name":"orders","uid":"0a"}},"#,
            r#""nbf":1767225600,"sub":"system:serviceaccount:shop:orders"}"#,
        )
    );
}

#[test]
fn ids_are_derived_from_what_they_name() {
    let pod = |name| claims(&TokenRequest { pod: Object { name, uid: None }, ..REQUEST });
    assert_eq!(pod("a"), pod("a"));
    assert_ne!(pod("a").replace(r#""name":"a""#, r#""name":"b""#), pod("b"));
    let without_node = claims(&TokenRequest { node: None, ..REQUEST });
    assert!(!without_node.contains(r#""node""#));
    assert_eq!(derived_uuid(&["a", "b"]).as_bytes()[14], b'8');
    assert_ne!(derived_uuid(&["a", "b"]), derived_uuid(&["ab", ""]));
}

#[test]
fn the_header_has_no_type() {
    let token = mint(&REQUEST).unwrap();
    let header = token.split('.').next().unwrap();
    assert_eq!(
        String::from_utf8(URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap(),
        r#"{"alg":"RS256","kid":"u5n4QH9A9rgo_Mke_raVwZPz_migQSSUYTkdhSKReRA"}"#
    );
}
