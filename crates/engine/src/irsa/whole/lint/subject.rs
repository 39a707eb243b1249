//! Values that are held against the subject of a cluster's tokens.

use super::{is_positive, is_wide, placeholder};
use crate::arn::Arn;
use crate::glob::{Piece, pieces};
use crate::iam::operator::Test;
use crate::iam::principal::PrincipalKind;
use crate::iam::{Condition, Statement};
use crate::oidc::mint::SUBJECT;
use crate::{Finding, Reason};

/// Whether an issuer, without its scheme, is that of a cluster of EKS: its tokens are those of
/// service accounts, and nobody can add a claim to them.
pub(super) fn is_eks(host: &str) -> bool {
    host.starts_with("oidc.eks.") || host.starts_with("oidc-eks.")
}

pub(super) fn of_statement(statement: &Statement, findings: &mut Vec<Finding>) {
    let principals = statement.principals.iter().flat_map(|scope| &scope.items);
    // A key of another issuer than the statement's has more wrong with it than its value.
    let speaks = |host: &str| {
        principals.clone().any(|it| {
            let arn = Arn::parse(&it.value.value);
            let own = arn.as_ref().and_then(Arn::oidc_provider);
            it.kind == PrincipalKind::Anyone
                || own.is_some_and(|own| own.eq_ignore_ascii_case(host))
        })
    };
    for condition in statement.conditions.iter().filter(|it| is_positive(it)) {
        let issuer = condition.lower_key.strip_suffix(":sub");
        if issuer.is_some_and(|host| is_eks(host) && speaks(host)) {
            of_condition(condition, findings);
        }
    }
}

fn of_condition(condition: &Condition, findings: &mut Vec<Finding>) {
    let Some(operator) = condition.operator else { return };
    for value in condition.values.iter().filter(|value| placeholder(&value.text).is_none()) {
        let (text, wild) = (&value.text, value.text.contains(['*', '?']));
        let lower = text.to_ascii_lowercase();
        let asked = match operator.test {
            Test::StringLike => text,
            Test::StringEquals if !wild => text,
            Test::StringEqualsIgnoreCase if !wild => &*lower,
            _ => continue,
        };
        let reason = if !can_match(asked) {
            Reason::LintSubjectForm { value: text.clone() }
        } else if crosses(text) && !is_wide(text) {
            Reason::LintSubjectAcross { pattern: text.clone() }
        } else {
            continue;
        };
        findings.push(Finding::warning(reason, value.span));
    }
}

/// Whether a wildcard stands in for the colon behind the namespace, and so for what comes before
/// it, too.
fn crosses(pattern: &str) -> bool {
    pattern.strip_prefix(SUBJECT).is_some_and(|rest| !rest.contains(':') && rest.contains('*'))
}

/// How far a subject is spelled: `system:serviceaccount:NAMESPACE:NAME`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before this character of its beginning.
    Head(usize),
    /// Before the first character of a namespace.
    Namespace,
    /// Behind some character of a namespace.
    InNamespace,
    /// Before the first character of a name.
    Name,
    /// Behind some character of a name, where a subject may end.
    InName,
}

impl At {
    /// Where a character leads; none where no subject has it.
    fn after(self, char: char) -> Option<Self> {
        let label = char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
        match self {
            Self::Head(at) => {
                let (_, rest) = SUBJECT.split_at_checked(at)?;
                let last = rest.len() == 1;
                let next = if last { Self::Namespace } else { Self::Head(at + 1) };
                rest.starts_with(char).then_some(next)
            }
            Self::Namespace | Self::InNamespace if label => Some(Self::InNamespace),
            Self::InNamespace if char == ':' => Some(Self::Name),
            Self::Name | Self::InName if label || char == '.' => Some(Self::InName),
            _ => None,
        }
    }

    /// Where any character leads that a subject may have here.
    fn after_any(self) -> impl Iterator<Item = Self> {
        let own = match self {
            Self::Head(at) => SUBJECT.get(at..).and_then(|rest| rest.chars().next()),
            _ => Some('a'),
        };
        own.into_iter().chain([':']).filter_map(move |char| self.after(char))
    }
}

/// Whether any service account's subject matches a pattern.
fn can_match(pattern: &str) -> bool {
    let mut reached = vec![At::Head(0)];
    for piece in pieces(pattern) {
        reached = match piece {
            Piece::Literal(char) => reached.iter().filter_map(|at| at.after(char)).collect(),
            Piece::One => reached.iter().flat_map(|at| at.after_any()).collect(),
            Piece::Many => {
                let mut seen = 0;
                while let Some(at) = reached.get(seen).copied() {
                    let more: Vec<At> = at.after_any().filter(|at| !reached.contains(at)).collect();
                    reached.extend(more);
                    seen += 1;
                }
                reached
            }
        };
        reached.dedup();
    }
    reached.contains(&At::InName)
}
