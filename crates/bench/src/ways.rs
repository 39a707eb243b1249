//! Looking for ways out, and asking every policy type at once.

use irsa_engine::fix;
use irsa_engine::iam::authorize;
use irsa_engine::irsa::whole::WHOLE;
use irsa_engine::{Ask, parse, run};
use std::hint::black_box;
use std::rc::Rc;

use crate::figure::Figure;
use crate::texts::home;
use crate::timing::seconds;

const KNOWN: usize = 10_000;
/// How many roles the account could be bound to: as many ways out are tried.
const ROLES: usize = 10;
const ISSUER: &str = "oidc.eks.ap-northeast-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";

/// The search for ways out, and questions to every policy type.
pub(crate) fn figures() -> Result<Vec<Figure>, String> {
    let [all, typing] = unbound()?;
    Ok(vec![denied()?, all, typing, every_type()?])
}

/// The page's first example: one condition fails.
fn denied() -> Result<Figure, String> {
    let files = home(KNOWN)?;
    let ask = Ask::default();
    let report = run(&files, &ask);
    if fix::search(&files, &ask, &report).is_empty() {
        return Err("nothing mends the example".to_owned());
    }
    let took = seconds(|| black_box(fix::search(&files, &ask, &report)));
    let name = format!("ways out of one failing condition among {KNOWN} service accounts");
    Ok(Figure::new(&name, "ms", took * 1e3))
}

/// An account without a role, and ten that it could have: all ways out, and those that a page looks
/// for while somebody types.
fn unbound() -> Result<[Figure; 2], String> {
    let mut files = home(KNOWN)?;
    let kept = |name: &str| !matches!(name, "trust-policy.json" | "role.json");
    files.retain(|file| kept(&file.name));
    for file in &mut files {
        let text = file.text.replace("eks.amazonaws.com/role-arn", "example.com/owner");
        let text = text.replace("arn:aws:iam::111122223333:role/S3Reader", "team");
        *file = Rc::new(parse(&file.name, &text));
    }
    files.extend(
        (0..ROLES)
            .map(|at| Rc::new(parse(&format!("role-{at}.json"), &role(&format!("reader-{at}"))))),
    );
    let ask = Ask { whole: Some(WHOLE), ..Ask::default() };
    let report = run(&files, &ask);
    let found = fix::search(&files, &ask, &report).len();
    if found < ROLES {
        return Err(format!("{found} ways out instead of {ROLES}: {:?}", report.verdict()));
    }
    let name = format!("ways out by {ROLES} roles among {KNOWN} service accounts");
    let figure = |name: &str, bytes: usize| {
        let took = seconds(|| black_box(fix::search_within(&files, &ask, &report, bytes)));
        Figure::new(name, "ms", took * 1e3)
    };
    let typing = format!("{name}, while typing");
    Ok([figure(&name, usize::MAX), figure(&typing, fix::BYTES_WHILE_TYPING)])
}

fn role(name: &str) -> String {
    format!(
        r#"{{"Role": {{"RoleName": "{name}", "Arn": "arn:aws:iam::111122223333:role/{name}",
        "AssumeRolePolicyDocument": {{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow",
        "Principal": {{"Federated": "arn:aws:iam::111122223333:oidc-provider/{ISSUER}"}},
        "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {{"StringEquals": {{
        "{ISSUER}:sub": "system:serviceaccount:store:orders",
        "{ISSUER}:aud": "sts.amazonaws.com"}}}}}}]}}}}}}"#
    )
}

/// A question that brings every policy type, read and answered anew each time.
fn every_type() -> Result<Figure, String> {
    let policy = |statement: &str| {
        format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{statement}}}]}}"#)
    };
    let own = policy(r#""Action":"s3:*","Resource":"arn:aws:s3:::data/*""#);
    let any = policy(r#""Action":"*","Resource":"*""#);
    let of_resource = policy(
        r#""Principal":{"AWS":"arn:aws:iam::444455556666:role/app"},
        "Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*""#,
    );
    let question = format!(
        r#"{{"principal":"arn:aws:sts::444455556666:assumed-role/app/s","action":"s3:GetObject",
        "resource":"arn:aws:s3:::data/key","account":"111122223333","policy":{of_resource},
        "identity":[{own}],"boundary":[{any}],"session":[{own}],"scps":[[{any}],[{any}]],
        "rcps":[[{any}]],"endpoint":[{any}],"context":{{"aws:SecureTransport":"true"}}}}"#
    );
    let answer = authorize::answer(&question);
    if answer != "allow" {
        return Err(format!("every type allows, and the answer is {answer}"));
    }
    let took = seconds(|| black_box(authorize::answer(&question)));
    Ok(Figure::new("authorize, all policy types, from JSON to the word", "/s", 1.0 / took))
}
