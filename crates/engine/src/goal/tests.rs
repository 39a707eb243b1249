use super::*;

/// A token whose audience the provider of its issuer does not take.
const FILES: &str = r#"# A typing error in the provider's client id.
--- claims.json
{"iss": "https://issuer.example", "sub": "app", "aud": "sts.amazonaws.com", "iat": 0, "exp": 9}
--- role.json
{"Role": {"RoleName": "app", "Arn": "arn:aws:iam::111122223333:role/app",
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}}
--- provider.json
{"Url": "issuer.example", "ClientIDList": ["sts.amazon.com"]}
--- settings.yaml
now: 1
pods: [everything]
"#;

fn check(file: &str, lines: &str) -> Vec<String> {
    let scenario = Scenario::parse(&format!("{FILES}--- {file}\n{lines}\n")).unwrap();
    misses(&scenario, &Ask::default()).iter().map(Miss::to_string).collect()
}

#[test]
fn what_comes_out_holds() {
    let lines = "verdict error\ngate  audience\nbecause audience-not-registered\n\n# words\n\
        at provider.json 1:43-1:61\nsts InvalidIdentityToken\nmessage Incorrect token audience\n\
        who-else 0\nidentity none\nstate trust fail\nstate pod not-applicable\n\
        check policy-refused  fail\ncheck network-assumed assumed\nfinding setting-unknown\n\
        assumed network\nassumed provider-account";
    assert_eq!(check("expect", lines), [""; 0]);
    assert_eq!(
        check("checks", "deny shop/orders\ndeny a/b arn:aws:iam::111122223333:role/app"),
        [""; 0]
    );
}

#[test]
fn what_does_not_come_out_is_named() {
    let table = [
        ("verdict allow", "expect:1: expected `verdict allow`, got `error`"),
        ("because token-expired", "got `audience-not-registered`"),
        ("sts ok", "got `InvalidIdentityToken`"),
        ("message Incorrect", "got `Incorrect token audience`"),
        ("identity imds", "got `none`"),
        ("state trust pass", "trust fail, "),
        ("check policy-refused pass", "policy-refused fail"),
        ("check policy-refused", "policy-refused fail"),
        ("check token-expired fail", "policy-refused fail"),
        ("finding json-comment", "setting-unknown`"),
        ("assumed node-role", "provider-account"),
        ("missing aws sts get-caller-identity", "got ``"),
        ("weather fine", "got `no such fact`"),
    ];
    for (line, expected) in table {
        let found = check("expect", line);
        assert!(matches!(&*found, [one] if one.contains(expected)), "{line}: {found:?}");
    }
    for line in ["allow shop/orders", "deny shop", "deny a/b arn:aws:iam::111122223333:role/other"]
    {
        assert_eq!(check("checks", line).len(), 1, "{line}");
    }
}
