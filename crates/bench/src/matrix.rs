//! Which of many accounts get which of many roles?

use irsa_engine::Text;
use irsa_engine::iam::prepared::Roles;
use irsa_engine::iam::{Context, Decision, Policy, Request, Silent, decide};
use irsa_engine::oidc::mint;

use crate::figure::Figure;
use crate::host;
use crate::timing::seconds;
use crate::trust::{AUDIENCE, ISSUER, read, request, statement};

const ACCOUNTS: usize = 100_000;
const ROLES: usize = 2_000;
const SECONDS: f64 = 2.0;
const MEGABYTES: f64 = 256.0;
/// How much longer twice as much may take: twice, and what a busy machine adds.
const TWICE: f64 = 2.5;
/// Of how many accounts every pair is checked against the plain matcher first.
const CHECKED: usize = 100;

/// The time for the largest matrix, its memory, and how the time grows.
pub(crate) fn figures() -> Result<Vec<Figure>, String> {
    let policies = policies(ROLES)?;
    check(&policies)?;
    let time = |accounts: usize, roles: usize| {
        let policies = policies.get(..roles).unwrap_or_default();
        seconds(|| reached(policies, 0..accounts).len())
    };
    let whole = time(ACCOUNTS, ROLES);
    let memory = host::memory().map(|bytes| bytes as f64 / 1e6);
    let name = format!("reach matrix, {ACCOUNTS} accounts and {ROLES} roles");
    let mut figures = vec![Figure::new(&name, "s", whole).budget(SECONDS)];
    figures.extend(memory.map(|megabytes| {
        Figure::new(&format!("{name}, all memory"), "MB", megabytes).budget(MEGABYTES)
    }));
    let accounts = whole / time(ACCOUNTS / 2, ROLES);
    let roles = whole / time(ACCOUNTS, ROLES / 2);
    let growth = |name, times| Figure::new(name, "times", times).budget(TWICE);
    figures.push(growth("reach matrix, twice the accounts", accounts));
    figures.push(growth("reach matrix, twice the roles", roles));
    Ok(figures)
}

/// Trust policies as a large organisation has them: most name one account, some a namespace, a few
/// the whole cluster, and one forgets the subject.
fn policies(roles: usize) -> Result<Vec<Policy>, String> {
    let text = |role: usize| {
        let one = subject(role * (ACCOUNTS / ROLES));
        let conditions = match role % 1_000 {
            7 => conditions("Null", "other", "true"),
            8 | 9 => conditions("StringLike", "sub", "system:serviceaccount:*"),
            other if other % 10 == 1 => {
                conditions("StringLike", "sub", &one.replace(":app-0", ":*"))
            }
            _ => conditions("StringEquals", "sub", &one),
        };
        format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statement(role, &conditions))
    };
    let read = |role| read(&text(role)).ok_or("a role's policy can't be read".to_owned());
    (0..roles).map(read).collect()
}

/// The audience, and one more condition on a claim.
fn conditions(operator: &str, claim: &str, value: &str) -> String {
    let audience = format!(r#""ForAnyValue:StringEquals":{{"{ISSUER}:aud":"{AUDIENCE}"}}"#);
    format!(r#"{{{audience},"{operator}":{{"{ISSUER}:{claim}":"{value}"}}}}"#)
}

/// Ten accounts to a namespace.
fn subject(account: usize) -> String {
    mint::subject(&format!("team-{}", account / 10), &format!("app-{}", account % 10))
}

/// Every account with every role it gets.
fn reached(policies: &[Policy], accounts: std::ops::Range<usize>) -> Vec<(usize, usize)> {
    let key = format!("{ISSUER}:sub").to_ascii_lowercase();
    let mut context = context();
    let mut roles = Roles::new(policies, &request(&context), &key);
    let mut pairs = Vec::new();
    for account in accounts {
        context.put(&key, Text::from(subject(account)));
        roles.open_to(&request(&context), |role| pairs.push((account, role)));
    }
    pairs
}

fn context() -> Context {
    Context::default().with(&format!("{ISSUER}:aud"), AUDIENCE)
}

/// The plain matcher says the same of every pair.
fn check(policies: &[Policy]) -> Result<(), String> {
    let accounts = ACCOUNTS - CHECKED..ACCOUNTS;
    let mut expected = Vec::new();
    for account in accounts.clone() {
        let context = context().with(&format!("{ISSUER}:sub"), subject(account));
        let request: Request<'_> = request(&context);
        let gets = |policy: &Policy| decide(policy, &request, &mut Silent) == Decision::Allow;
        let roles = policies.iter().enumerate().filter(|(_, policy)| gets(policy));
        expected.extend(roles.map(|(role, _)| (account, role)));
    }
    let mut found = reached(policies, accounts);
    found.sort_unstable();
    if found == expected && found.len() > CHECKED {
        return Ok(());
    }
    Err(format!("the reach matrix has {} pairs instead of {}", found.len(), expected.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_that_of_the_plain_matcher() {
        check(&policies(ROLES).unwrap()).unwrap();
    }
}
