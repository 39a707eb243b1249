use super::*;

#[test]
fn issuers() {
    let table = [
        ("https://oidc.eks.us-east-1.amazonaws.com/id/AAAA", Ok("/id/AAAA")),
        ("https://example.com", Ok("")),
        ("https://example.com:8443/", Ok("/")),
        ("http://example.com", Err(IssuerError::NotHttps)),
        ("HTTPS://example.com", Err(IssuerError::NotHttps)),
        ("example.com", Err(IssuerError::NotHttps)),
        ("", Err(IssuerError::NotHttps)),
        ("https://", Err(IssuerError::HostMissing)),
        ("https:///id/A", Err(IssuerError::HostMissing)),
        ("https://example.com?a=b", Err(IssuerError::QueryOrFragment)),
        ("https://example.com/#a", Err(IssuerError::QueryOrFragment)),
        ("https://example.com/ ", Err(IssuerError::Whitespace)),
    ];
    for (text, path) in table {
        let issuer = Issuer::parse(text);
        assert_eq!(issuer.as_ref().map(Issuer::path).map_err(|error| *error), path, "{text}");
        if let Ok(issuer) = issuer {
            assert_eq!(format!("{}{}", issuer.host(), issuer.path()), issuer.without_scheme());
        }
    }
    for (length, error) in [(247, None), (248, Some(IssuerError::TooLong))] {
        let long = format!("https://{}", "a".repeat(length));
        assert_eq!(Issuer::parse(&long).err(), error, "{length}");
    }
}

#[test]
fn forms_of_eks() {
    use EksForm::{China, DualStack, Standard};
    let table = [
        ("oidc.eks.us-east-1.amazonaws.com/id/EX1", Some(("us-east-1", "EX1", Standard))),
        ("oidc.eks.cn-north-1.amazonaws.com.cn/id/EX1", Some(("cn-north-1", "EX1", China))),
        ("oidc-eks.eu-west-1.api.aws/id/EX1", Some(("eu-west-1", "EX1", DualStack))),
        ("oidc.eks.us-east-1.amazonaws.com/id/", None),
        ("oidc.eks.us-east-1.amazonaws.com/id/EX1/", None),
        ("oidc.eks.us-east-1.amazonaws.com/id/ex1", None),
        ("oidc.eks.amazonaws.com/id/EX1", None),
        ("oidc.eks..amazonaws.com/id/EX1", None),
        ("eks.oidc.us-east-1.amazonaws.com/id/EX1", None),
        ("token.actions.githubusercontent.com", None),
    ];
    for (url, expected) in table {
        let issuer = Issuer::parse(&format!("https://{url}")).unwrap();
        let eks = issuer.eks().map(|eks| (eks.region, eks.id, eks.form));
        assert_eq!(eks, expected, "{url}");
    }
    for region in ["us-east-1", "cn-north-1"] {
        let issuer = Issuer::parse(&Issuer::eks_url(region, "EX1")).unwrap();
        assert_eq!(issuer.eks().map(|eks| eks.region), Some(region));
    }
}

#[test]
fn provider() {
    let issuer = Issuer::parse("https://oidc.eks.us-east-1.amazonaws.com/id/EX1").unwrap();
    assert_eq!(
        issuer.provider_arn("aws", "111122223333"),
        "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EX1"
    );
}

#[test]
fn documents() {
    let issuer = Issuer::parse("https://oidc.eks.us-east-1.amazonaws.com/id/EX1").unwrap();
    assert_eq!(
        issuer.discovery(),
        concat!(
            r#"{"issuer":"https://oidc.eks.us-east-1.amazonaws.com/id/EX1","#,
            r#""jwks_uri":"https://oidc.eks.us-east-1.amazonaws.com/id/EX1/keys","#,
            r#""authorization_endpoint":"urn:kubernetes:programmatic_authorization","#,
            r#""response_types_supported":["id_token"],"subject_types_supported":["public"],"#,
            r#""claims_supported":["sub","iss"],"#,
            r#""id_token_signing_alg_values_supported":["RS256"]}"#,
        )
    );
    let jwks = jwks(&DemoKey::ALL).unwrap();
    let start = concat!(
        r#"{"keys":[{"kty":"RSA","kid":"u5n4QH9A9rgo_Mke_raVwZPz_migQSSUYTkdhSKReRA","#,
        r#""use":"sig","alg":"RS256","n":"vk_jrwgn"#,
    );
    assert!(jwks.starts_with(start), "{jwks}");
    assert!(jwks.ends_with(r#"","e":"AQAB"}]}"#), "{jwks}");
}
