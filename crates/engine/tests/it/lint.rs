//! What is said of trust policies that let in more than they should, or nobody, and that nothing is
//! said of correct ones.

use std::rc::Rc;

use irsa_engine::{parse, run};

use crate::cases::ask;

const CORRECT: &str = include_str!("../cases/correct-policies.json");
pub(crate) const HOST: &str =
    "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE0000000000000000000000001";

/// What is said of a trust policy: severity and rule.
pub(crate) fn said(policy: &str) -> Vec<String> {
    let files = [Rc::new(parse("trust-policy.json", policy))];
    let findings = run(&files, &ask()).findings.into_iter().map(|found| found.finding);
    findings.map(|it| format!("{} {}", it.severity.id(), it.reason.rule().id)).collect()
}

/// A policy for the cluster's provider with this condition.
pub(crate) fn policy(condition: &str) -> String {
    let condition = condition.replace("HOST", HOST);
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":
           {{"Federated":"arn:aws:iam::111122223333:oidc-provider/{HOST}"}},
           "Action":"sts:AssumeRoleWithWebIdentity","Condition":{{{condition}}}}}]}}"#
    )
}

#[test]
fn each_careless_policy_is_told_from_the_good_one() {
    let table = [
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders","HOST:aud":"sts.amazonaws.com"}"#,
            "",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:*","HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-wildcard-equals",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders"}"#,
            "info lint-no-audience",
        ),
        (r#""StringEquals":{"HOST:aud":"sts.amazonaws.com"}"#, "warning lint-no-subject"),
        (
            r#""StringLike":{"HOST:sub":"*"},"StringEquals":{"HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-wide-subject",
        ),
        (
            r#""StringLike":{"HOST:sub":"system:serviceaccount:*:orders","HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-wide-subject",
        ),
        (
            r#""StringLike":{"HOST:sub":"system:serviceaccount:*:*","HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-wide-subject",
        ),
        (
            r#""ForAllValues:StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders"},"StringEquals":{"HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-for-all-values",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders","HOST:aud":"sts.amazonaws.com","HOST:jti":"x"}"#,
            "warning lint-key-never-sent",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders","HOST:aud":"sts.amazonaws.com","oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE9:sub":"x"}"#,
            "warning lint-key-never-sent",
        ),
        (
            r#""StringEquals":{"https://HOST:sub":"system:serviceaccount:shop:orders","HOST:sub":"system:serviceaccount:shop:orders","HOST:aud":"sts.amazonaws.com"}"#,
            "warning condition-key-colons, warning lint-key-never-sent",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders","HOST:aud":"sts.amazonaws.com","aws:SourceAccount":"111122223333"}"#,
            "warning lint-caller-key",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders","HOST:aud":"sts.amazonaws.com","sts:ExternalId":"x"}"#,
            "warning lint-caller-key",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:$namespace:$service_account","HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-placeholder",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:<namespace>:orders","HOST:aud":"sts.amazonaws.com"}"#,
            "warning lint-placeholder",
        ),
    ];
    for (condition, expected) in table {
        assert_eq!(said(&policy(condition)).join(", "), expected, "{condition}");
    }
}

/// What no subject of a service account is like, and patterns that end nowhere.
#[test]
fn a_subject_that_nobody_has_is_named() {
    let form = "warning lint-subject-form";
    let table = [
        ("StringEquals", "shop:orders", form),
        ("StringEquals", "shop/orders", form),
        ("StringEquals", "system:serviceaccount:orders", form),
        ("StringEquals", "system:serviceaccounts:shop:orders", form),
        ("StringEquals", "system:serviceaccount:main:shop:orders", form),
        ("StringEquals", "system:serviceaccount:shop/orders", form),
        ("StringEquals", "system:serviceaccount:shop: orders", form),
        ("StringEquals", "system:serviceaccount:Shop:orders", form),
        ("StringEquals", "system:serviceaccount:shop:", form),
        ("StringEquals", "sts.amazonaws.com", form),
        ("StringEquals", "arn:aws:iam::111122223333:role/orders", form),
        ("StringEquals", "system:serviceaccount:{{ .Values.namespace }}:orders", form),
        ("StringEqualsIgnoreCase", "System:ServiceAccount:Shop:Orders", ""),
        ("StringEqualsIgnoreCase", "Shop:Orders", form),
        ("StringEquals", "system:serviceaccount:shop:orders.v2-a", ""),
        ("StringNotEquals", "shop:orders", "warning lint-no-subject"),
        ("StringLike", "system:serviceaccount/shop/*", form),
        ("StringLike", "system:serviceaccount:shop:*_*", form),
        ("StringLike", "system:serviceaccount:shop:?rders", ""),
        ("StringLike", "*:shop:orders", ""),
        ("StringLike", "*:shop:orders:*", form),
        ("StringLike", "system:serviceaccount:shop*", "warning lint-subject-across"),
        ("StringLike", "system:serviceaccount:shop*orders", "warning lint-subject-across"),
        ("StringLike", "system:serviceaccount:shop-*:orders", ""),
        ("StringLike", "system:serviceaccount:*", "warning lint-wide-subject"),
    ];
    for (operator, subject, expected) in table {
        let condition = format!(
            r#""{operator}":{{"HOST:sub":"{subject}"}},"ForAnyValue:StringEquals":{{"HOST:aud":"sts.amazonaws.com"}}"#
        );
        assert_eq!(said(&policy(&condition)).join(", "), expected, "{condition}");
    }
}

/// Keys that no token of EKS makes: of tags, of a source identity, of other claims.
#[test]
fn a_key_that_no_token_of_eks_makes_is_named() {
    let good = GOOD.strip_suffix('}').unwrap();
    let table = [
        (r#","aws:RequestTag/kubernetes-namespace":"shop"}"#, "warning lint-tag-key"),
        (r#","sts:SourceIdentity":"kim"}"#, "warning lint-tag-key"),
        (r#","sts:DurationSeconds":"3600"}"#, "warning lint-caller-key"),
        (r#"},"ForAnyValue:StringEquals":{"aws:TagKeys":"team"}"#, "warning lint-tag-key"),
        (r#"},"ForAllValues:StringEquals":{"aws:TagKeys":"team"}"#, ""),
        (r#"},"StringEqualsIfExists":{"aws:RequestTag/team":"shop"}"#, ""),
        (r#"},"ForAnyValue:StringEquals":{"HOST:amr":"mfa"}"#, "warning lint-key-never-sent"),
        (r#","HOST:email":"kim@example.com"}"#, "warning lint-key-never-sent"),
        (r#"},"Null":{"HOST:email":"true"}"#, ""),
        (r#","sub":"system:serviceaccount:shop:orders"}"#, "warning lint-key-never-sent"),
        (r#","HOST.aud":"sts.amazonaws.com"}"#, "warning lint-key-never-sent"),
    ];
    for (more, expected) in table {
        let condition = format!("{good}{more}");
        assert_eq!(said(&policy(&condition)).join(", "), expected, "{condition}");
    }
}

/// What a statement for EKS Pod Identity may ask for, and what it has to let happen.
#[test]
fn what_pod_identity_never_sends_is_named() {
    let both = r#"["sts:AssumeRole","sts:TagSession"]"#;
    let asks = |key: &str| format!(r#""StringEquals":{{"{key}":"shop"}}"#);
    let agent = "warning lint-agent-key";
    let table = [
        (both, asks("aws:RequestTag/kubernetes-namespace"), ""),
        (both, asks("aws:SourceAccount"), ""),
        (both, asks("aws:RequestTag/namespace"), agent),
        (both, asks("aws:PrincipalTag/kubernetes-namespace"), agent),
        (both, asks(&format!("{HOST}:sub")), agent),
        (both, asks("aws:PrincipalOrgID"), agent),
        (both, asks("sts:ExternalId"), agent),
        (both, asks("aws:RequestTag/eks-cluster-*"), agent),
        (r#""sts:AssumeRole""#, String::new(), "warning tag-session-missing"),
        (r#""sts:TagSession""#, String::new(), ""),
    ];
    for (action, condition, expected) in table {
        let service = r#""Service":"pods.eks.amazonaws.com""#;
        let policy = with_principal(service, action, &condition);
        assert_eq!(said(&policy).join(", "), expected, "{policy}");
    }
    for other in ["pod.eks.amazonaws.com", "pods.eks.amazonaws.com.cn", "eks-pods.amazonaws.com"] {
        let policy = with_principal(&format!(r#""Service":"{other}""#), both, "");
        assert_eq!(said(&policy), ["warning policy-may-be-refused"], "{policy}");
    }
}

#[test]
fn a_wildcard_that_is_none_is_named_wherever_it_stands() {
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringNotEquals":{"HOST:sub":"system:serviceaccount:shop:*"}}}"#;
    let good = policy(GOOD);
    let both = good.replace("]}", &format!(",{}]}}", deny.replace("HOST", HOST)));
    assert_eq!(said(&both), ["warning lint-wildcard-equals"], "{both}");
    let service = with_principal(
        r#""Service":"pods.eks.amazonaws.com""#,
        r#"["sts:AssumeRole","sts:TagSession"]"#,
        r#""StringEquals":{"aws:SourceArn":"arn:aws:eks:*:111122223333:cluster/*"}"#,
    );
    assert_eq!(said(&service), ["warning lint-wildcard-equals"], "{service}");
    let literal = GOOD.replace("orders", "${*}");
    assert!(!said(&policy(&literal)).contains(&"warning lint-wildcard-equals".to_owned()));
}

#[test]
fn a_denial_of_all_that_is_allowed_is_named() {
    let deny = r#"{"Effect":"Deny","Principal":PRINCIPAL,"Action":"ACTION""#;
    let with = |principal: &str, action: &str, rest: &str| {
        let deny = deny.replace("PRINCIPAL", principal).replace("ACTION", action);
        policy(GOOD).replace("]}", &format!(",{deny}{rest}}}]}}"))
    };
    let web = "sts:AssumeRoleWithWebIdentity";
    assert_eq!(said(&with(r#""*""#, web, "")), ["warning lint-denies-all"]);
    assert_eq!(said(&with(r#"{"AWS":"*"}"#, web, "")), ["warning lint-denies-all"]);
    assert_eq!(said(&with(r#""*""#, "sts:AssumeRole", "")), [""; 0]);
    let saml = "sts:AssumeRoleWithSAML";
    let provider = r#"{"Federated":"arn:aws:iam::111122223333:saml-provider/shop"}"#;
    let allowed = format!(r#",{{"Effect":"Allow","Principal":{provider},"Action":"{saml}"}}"#);
    let both = with(r#""*""#, saml, "").replace("]}", &format!("{allowed}]}}"));
    assert_eq!(said(&both), ["warning lint-denies-all"], "{both}");
    // Of two actions that are allowed, a denial of either is one; who has a token signs no call.
    let signed =
        r#",{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}"#;
    let both = with(r#""*""#, "sts:AssumeRole", "").replace("]}", &format!("{signed}]}}"));
    assert_eq!(said(&both), ["warning lint-denies-all"], "{both}");
    let wide = with(r#""*""#, "sts:AssumeRole", "").replacen(
        &format!("\"{web}\""),
        &format!(r#"["sts:AssumeRole","{web}"]"#),
        1,
    );
    assert_eq!(said(&wide), [""; 0], "{wide}");
    assert_eq!(said(&with(r#"{"AWS":"111122223333"}"#, web, "")), [""; 0]);
    let region = r#","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}"#;
    assert_eq!(said(&with(r#""*""#, web, region)), [""; 0]);
}

/// What a condition beside the good one has said of it, by the checks of IAM Access Analyzer.
#[test]
fn what_access_analyzer_checks_is_named() {
    let table = [
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders","HOST:SUB":"system:serviceaccount:shop:orders"}"#,
            "warning lint-key-case-twice",
        ),
        (
            r#""StringEquals":{"HOST:sub":["system:serviceaccount:shop:orders","system:serviceaccount:shop:orders"]}"#,
            "info lint-repeated",
        ),
        (
            r#""ArnLike":{"HOST:sub":"system:serviceaccount:shop:orders"}"#,
            "warning lint-operator-type",
        ),
        (
            r#""IpAddress":{"aws:SourceIp":["10.0.0.0/8","172.20.0.1"]}"#,
            "warning lint-private-address",
        ),
        (r#""NotIpAddress":{"aws:SourceIp":"192.168.0.0/16"}"#, "warning lint-private-address"),
        (r#""IpAddress":{"aws:SourceIp":["10.0.0.0/8","203.0.113.0/24"]}"#, ""),
        (r#""IpAddress":{"aws:SourceIp":"172.32.0.0/16"}"#, ""),
        (r#""StringEquals":{"aws:SourceVpc":"vpc-main"}"#, "warning lint-vpc-format"),
        (r#""StringEquals":{"aws:SourceVpc":"vpc-0a1b2c3d4e5f60718"}"#, ""),
        (r#""StringEquals":{"aws:SourceVpce":"vpc-0a1b2c3d4e5f60718"}"#, "warning lint-vpc-format"),
        (r#""StringLike":{"aws:SourceVpce":"vpce-*"}"#, ""),
        (r#""StringEquals":{"aws:ResourceTag/":"shop"}"#, "warning lint-tag-missing"),
        (r#""StringEquals":{"aws:ResourceTag":"shop"}"#, "warning lint-tag-missing"),
        (r#""StringEquals":{"aws:ResourceTag/team":"shop"}"#, ""),
        (r#""StringEquals":{"sts:RoleSessionName":"${aws:userid"}"#, "warning lint-variable"),
        (r#""StringEquals":{"sts:RoleSessionName":"${}"}"#, "warning lint-variable"),
        (
            r#""StringLike":{"aws:SourceArn":"arn:aws:eks:*:111122223333:cluster/*"}"#,
            "warning lint-arn-operator, warning lint-caller-key",
        ),
        (
            r#""StringEquals":{"aws:TagKeys":"team"}"#,
            "warning lint-needs-set-operator, warning lint-tag-key",
        ),
        (r#""ForAllValues:StringEquals":{"aws:TagKeys":"team"}"#, ""),
        (
            r#""ForAllValues:StringEquals":{"aws:RequestedRegion":"eu-west-1"}"#,
            "warning lint-for-all-values",
        ),
        (r#""StringEquals":{"aws:RequestedRegion":"eu-*"}"#, "warning lint-wildcard-equals"),
    ];
    let good = ["lint-no-audience", "lint-no-subject", "lint-key-never-sent"];
    for (condition, expected) in table {
        let said = said(&policy(condition));
        let told: Vec<String> =
            said.into_iter().filter(|it| !good.iter().any(|id| it.ends_with(id))).collect();
        assert_eq!(told.join(", "), expected, "{condition}");
    }
}

/// A policy whose one statement has this principal, action and condition.
pub(crate) fn with_principal(principal: &str, action: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{{principal}}},"Action":{action},"Condition":{{{condition}}}}}]}}"#
    )
}

#[test]
fn a_principal_that_can_not_be_meant_is_named() {
    let provider =
        |host: &str| format!("\"Federated\":\"arn:aws:iam::111122223333:oidc-provider/{host}\"");
    let web = "\"sts:AssumeRoleWithWebIdentity\"";
    let github = provider("token.actions.githubusercontent.com");
    let subject = |value: &str| {
        format!("\"StringLike\":{{\"token.actions.githubusercontent.com:sub\":\"{value}\"}}")
    };
    let table = [
        (provider(HOST), "\"sts:AssumeRole\"", String::new(), "warning lint-action-mismatch"),
        (
            "\"Service\":\"pods.eks.amazonaws.com\"".to_owned(),
            web,
            String::new(),
            "warning lint-action-mismatch",
        ),
        (
            provider(&HOST.replace("EXAMPLE", "*")),
            web,
            String::new(),
            "warning lint-wildcard-principal",
        ),
        (
            provider(HOST)
                .replace("111122223333:oidc", "111122223333:oidc-provider/${aws:userid}-oidc"),
            web,
            String::new(),
            "warning lint-variable",
        ),
        (github.clone(), web, String::new(), "warning lint-shared-issuer"),
        (
            github.clone(),
            web,
            subject("*"),
            "warning lint-shared-issuer, warning lint-wide-subject",
        ),
        (github.clone(), web, subject("repo:*"), "warning lint-shared-issuer"),
        (github.clone(), web, subject("repo:shop*"), "warning lint-shared-issuer"),
        (github.clone(), web, subject("repo:*/orders:*"), "warning lint-shared-issuer"),
        (github.clone(), web, subject("repo:shop/*"), ""),
        (github, web, subject("repo:shop/orders:*"), ""),
        (provider("scalr.io"), web, String::new(), "warning lint-shared-issuer"),
    ];
    let others = ["lint-no-audience", "lint-no-subject", "lint-key-never-sent"];
    for (principal, action, condition, expected) in table {
        let policy = with_principal(&principal, action, &condition);
        let said = said(&policy).into_iter();
        let told: Vec<String> =
            said.filter(|it| !others.iter().any(|id| it.ends_with(id))).collect();
        assert_eq!(told.join(", "), expected, "{policy}");
    }
}

#[test]
fn a_reference_of_terraform_that_nothing_filled_in_is_named() {
    let left = GOOD.replace("shop:orders", "${var.namespace}:orders");
    assert_eq!(said(&policy(&left)), ["warning lint-placeholder"]);
}

/// The policy with its statement once more, changed by `change`.
fn twice(policy: &str, change: impl Fn(&str) -> String) -> String {
    let (head, rest) = policy.split_once('[').unwrap();
    let statement = rest.strip_suffix("]}").unwrap();
    format!("{head}[{statement},{}]}}", change(statement))
}

const GOOD: &str = r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:orders","HOST:aud":"sts.amazonaws.com"}"#;

#[test]
fn a_statement_that_another_one_says_is_named() {
    let good = policy(GOOD);
    assert_eq!(said(&twice(&good, str::to_owned)), ["info lint-redundant"]);
    assert_eq!(said(&twice(&good, |it| it.replace(":orders", ":carts"))), [""; 0]);
}

#[test]
fn a_policy_close_to_the_quota_is_named() {
    let long = |name: &str| policy(&GOOD.replace("orders", name));
    let of = |count: usize| said(&long(&"x".repeat(count)));
    let length = long("").chars().filter(|char| !char.is_whitespace()).count();
    assert_eq!(of(1843 - length), [""; 0]);
    assert_eq!(of(1844 - length), ["info lint-near-quota"]);
    assert_eq!(of(2048 - length), ["info lint-near-quota"]);
    assert_eq!(of(2049 - length), ["error policy-refused-size"]);
}

#[test]
fn two_providers_whose_keys_are_asked_for_together_are_named() {
    let other = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE0000000000000000000000002";
    let both = policy(&format!(
        r#""StringEquals":{{"HOST:sub":"system:serviceaccount:shop:orders","{other}:sub":"system:serviceaccount:shop:orders"}}"#
    ));
    let arn = |host: &str| format!("\"arn:aws:iam::111122223333:oidc-provider/{host}\"");
    let both = both.replace(&arn(HOST), &format!("[{},{}]", arn(HOST), arn(other)));
    assert_eq!(said(&both), ["warning lint-two-issuers"]);
}

#[test]
fn a_finding_counts_whom_its_statement_lets_in() {
    let accounts = "apiVersion: v1\nkind: List\nitems:\n".to_owned()
        + &["shop/orders", "shop/carts", "bank/ledger"]
            .map(|account| {
                let (namespace, name) = account.split_once('/').unwrap();
                format!(
                    "- {{apiVersion: v1, kind: ServiceAccount, metadata: {{name: {name}, \
                     namespace: {namespace}, annotations: {{eks.amazonaws.com/role-arn: \
                     \"arn:aws:iam::111122223333:role/test\"}}}}}}\n"
                )
            })
            .concat();
    let provider = format!("{{\"Url\": \"{HOST}\", \"ClientIDList\": [\"sts.amazonaws.com\"]}}");
    let table = [
        (r#""StringEquals":{"HOST:aud":"sts.amazonaws.com"}"#, "lint-no-subject 2 of 2 cluster"),
        (
            r#""StringLike":{"HOST:sub":"system:serviceaccount:*:orders","HOST:aud":"sts.amazonaws.com"}"#,
            "lint-wide-subject 0 of 2 cluster",
        ),
        (
            r#""StringEquals":{"HOST:sub":"system:serviceaccount:shop:*","HOST:aud":"sts.amazonaws.com"}"#,
            "lint-wildcard-equals 0 of 2 none",
        ),
        (
            r#""StringEquals":{"HOST:sub":["system:serviceaccount:shop:orders","system:serviceaccount:shop:carts"]}"#,
            "lint-no-audience 1 of 2 none",
        ),
    ];
    for (condition, expected) in table {
        let files = [
            Rc::new(parse("trust-policy.json", &policy(condition))),
            Rc::new(parse("accounts.yaml", &accounts)),
            Rc::new(parse("provider.json", &provider)),
        ];
        let report = run(&files, &ask());
        let counted = report.ask.whole.unwrap().let_in(&report);
        let told = report.findings.iter().zip(counted).filter_map(|(found, who)| {
            let who = who?;
            let rule = found.finding.reason.rule().id;
            Some(format!("{rule} {} of {} {}", who.count, who.of, who.open.id()))
        });
        assert_eq!(told.collect::<Vec<_>>(), [expected], "{condition}");
    }
}

#[test]
fn nothing_is_said_of_correct_policies() {
    let mut count = 0;
    for line in CORRECT.lines().filter(|line| line.contains("\"policy\"")) {
        let (what, policy) = line.split_once("\"policy\": ").unwrap();
        let policy = policy.trim_end_matches(',').strip_suffix('}').unwrap();
        assert_eq!(said(policy), [""; 0], "{what}");
        count += 1;
    }
    assert_eq!(count, 67);
}
