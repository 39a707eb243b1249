//! How far a trust policy reaches beyond the accounts that are known.

use std::rc::Rc;

use irsa_engine::goal::files;
use irsa_engine::iam::reach::{AccountName, Open, how_many, lets_in, who_else};
use irsa_engine::irsa::reached::reached;
use irsa_engine::scenario::Scenario;
use irsa_engine::{parse, run};
use proptest::prelude::*;

use crate::cases::{ask, scenarios};

/// The condition of the scenario that the subjects below take the place of.
const EXACT: &str = r#""system:serviceaccount:shop:orders""#;

/// A pod of `shop/orders` that gets its role.
fn scenario() -> Scenario {
    let mut all = scenarios("gates/identity").into_iter();
    all.find(|(name, _)| name == "identity-web-identity").unwrap().1
}

/// How far the policy reaches with a pattern for a subject; the asker is `shop/orders`.
fn open(pattern: &str) -> Open {
    let mut scenario = scenario();
    let policy = scenario.files.iter_mut().find(|file| file.name == "trust-policy.json").unwrap();
    assert!(policy.text.contains(EXACT), "{}", policy.text);
    policy.text = policy.text.replace(EXACT, &format!("{pattern:?}"));
    policy.text = policy.text.replace("StringEquals", "StringLike");
    who_else(&run(&files(&scenario), &ask())).unwrap().open
}

#[test]
fn a_pattern_reaches_wherever_its_stars_can() {
    let table = [
        ("system:serviceaccount:shop:orders", Open::None),
        ("system:serviceaccount:shop:order?", Open::Namespace),
        ("system:serviceaccount:shop:*", Open::Namespace),
        ("system:serviceaccount:sho*:orders", Open::Cluster),
        ("system:serviceaccount:*:orders", Open::Cluster),
        ("system:serviceaccount:sh*", Open::Cluster),
        ("system:serviceaccount:*orders", Open::Cluster),
        ("system:serviceaccount*orders", Open::Cluster),
        ("system:*:orders", Open::Cluster),
        ("system:*:shop:*", Open::Namespace),
        ("sys*:*:*", Open::Cluster),
        ("*:orders", Open::Cluster),
        ("*shop*", Open::Cluster),
        ("*", Open::Cluster),
        ("repo:shop/*", Open::None),
        // Somebody else by name, who is not among the accounts that were given.
        ("system:serviceaccount:evil:any", Open::Cluster),
    ];
    for (pattern, expected) in table {
        assert_eq!(open(pattern), expected, "{pattern}");
    }
}

/// Accounts beside the asker's, each in the order in which it is first given; some are given again.
const OTHERS: [&str; 6] = ["shop/cart", "shop/web", "store/orders", "a/b", "zz/z", "q/q"];

const ISSUER: &str = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";

/// Effect, operator and the subject compared with; no operator where the subject doesn't count.
type Statement = (&'static str, &'static str, &'static str);

fn statement((effect, operator, subject): Statement) -> String {
    let condition = match operator {
        "" => String::new(),
        _ => format!(
            r#","Condition":{{"{operator}":{{"{ISSUER}:sub":"system:serviceaccount:{subject}"}}}}"#
        ),
    };
    format!(
        r#"{{"Effect":"{effect}","Action":"sts:AssumeRoleWithWebIdentity","Principal":{{"Federated":
        "arn:aws:iam::111122223333:oidc-provider/{ISSUER}"}}{condition}}}"#
    )
}

/// Who gets in beside the asker; the same as where each is asked about by itself.
fn let_in(statements: &[Statement]) -> Vec<String> {
    let account = |account: &str| {
        let (namespace, name) = account.split_once('/').unwrap();
        format!(
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
        )
    };
    let mut files = files(&scenario());
    let given = [&OTHERS[..5], &["shop/cart", "zz/z"], &["shop/cart", "a/b", "a/b"], &["q/q"]];
    for (at, accounts) in given.into_iter().enumerate() {
        let texts: Vec<String> = accounts.iter().map(|it| account(it)).collect();
        files.push(Rc::new(parse(&format!("{at}.yaml"), &texts.join("---\n"))));
    }
    let statements: Vec<String> = statements.iter().map(|it| statement(*it)).collect();
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
    let policy = files.iter_mut().find(|file| &*file.name == "trust-policy.json").unwrap();
    *policy = Rc::new(parse("trust-policy.json", &text));
    let report = run(&files, &ask());
    let who = who_else(&report).unwrap();
    assert_eq!(who.of, OTHERS.len());
    let names = who.accounts.iter().map(|it| format!("{}/{}", it.namespace, it.name));
    let names: Vec<String> = names.collect();
    let gets_in = |account: &&str| {
        let (namespace, name) = account.split_once('/').unwrap();
        lets_in(&report, namespace, name, None).unwrap()
    };
    assert_eq!(names, OTHERS.into_iter().filter(gets_in).collect::<Vec<_>>(), "{text}");
    assert_eq!(how_many(&report), Some((names.len(), who.of, who.open)), "{text}");
    names
}

#[test]
fn a_policy_lets_in_whom_it_names_and_whom_it_leaves_open() {
    let all = ("Allow", "StringLike", "*");
    assert_eq!(let_in(&[("Allow", "StringEquals", "shop:cart")]), ["shop/cart"]);
    assert_eq!(let_in(&[("Allow", "StringEquals", "zz-unheard-of:zz-unheard-of")]), [""; 0]);
    assert_eq!(let_in(&[all]), OTHERS);
    let but_one = ["shop/cart", "shop/web", "store/orders", "zz/z", "q/q"];
    let denied = ("Deny", "StringEquals", "a:b");
    assert_eq!(let_in(&[all, denied]), but_one);
    assert_eq!(let_in(&[("Allow", "", ""), denied]), but_one);
    assert_eq!(let_in(&[("Allow", "StringNotEquals", "a:b")]), but_one);
}

proptest! {
    #[test]
    fn who_gets_in_is_as_if_each_were_asked_about(
        statements in prop::collection::vec(
            (
                prop::sample::select(vec!["Allow", "Allow", "Deny"]),
                prop::sample::select(vec!["StringEquals", "StringLike", "StringNotEquals", ""]),
                prop::sample::select(vec![
                    "shop:cart", "shop:web", "store:orders", "a:b", "shop:orders", "no:body",
                    "shop:*", "*", "zz-unheard-of:zz-unheard-of", "s*",
                ]),
            ),
            1..4,
        ),
    ) {
        let_in(&statements);
    }
}

#[test]
fn what_each_account_reaches_is_what_asking_for_the_role_says() {
    let (mut given, mut refused) = (0, 0);
    for (name, scenario) in ["field", "gates"].into_iter().flat_map(scenarios) {
        let files = files(&scenario);
        let report = run(&files, &ask());
        let Some(role) = report.role.as_deref() else { continue };
        for one in reached(&files, &ask()) {
            let AccountName { namespace, name: account } = &one.account;
            let Some(expected) = lets_in(&report, namespace, account, None) else { continue };
            let holds = |roles: &[irsa_engine::Text]| roles.iter().any(|arn| **arn == *role);
            if !holds(&one.unknown) {
                assert_eq!(holds(&one.roles), expected, "{name}: {namespace}/{account} → {role}");
                *(if expected { &mut given } else { &mut refused }) += 1;
            }
        }
    }
    assert!(given >= 20 && refused >= 20, "{given} given, {refused} refused");
}
