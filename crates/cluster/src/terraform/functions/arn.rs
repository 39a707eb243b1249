//! The functions that the provider of AWS brings itself.
//!
//! Source: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_parse>.

use hcl_edit::{Decorated, Ident};

use super::{Args, Outcome};
use crate::terraform::value::Value;

/// The parts of an ARN behind `arn:`, in their order.
const PARTS: [&str; 5] = ["partition", "service", "region", "account_id", "resource"];

/// Whether these names lead to the functions of this file, as in `provider::aws::arn_parse`.
pub(super) fn is_known(namespace: &[Decorated<Ident>]) -> bool {
    let mut names = namespace.iter().map(|name| name.as_str());
    names.next() == Some("provider") && names.next() == Some("aws")
}

/// The outcome of a function of this file.
pub(super) fn apply(name: &str, args: &Args<'_>) -> Option<Outcome> {
    Some(match name {
        "arn_parse" => parse(args),
        "arn_build" => build(args),
        "trim_iam_role_path" => trim(args),
        _ => return None,
    })
}

fn parse(args: &Args<'_>) -> Outcome {
    let (text, at) = (args.text(0)?, args.get(0)?.at);
    let rest = text.strip_prefix("arn:").map(|rest| rest.splitn(5, ':').collect::<Vec<_>>());
    let parts = rest.filter(|parts| parts.len() == 5).ok_or_else(|| args.wrong("an ARN"))?;
    let named = PARTS.into_iter().zip(parts);
    Ok(Value::object(named.map(|(name, part)| (name, Value::text(part).at(at)))))
}

fn build(args: &Args<'_>) -> Outcome {
    let parts: Vec<_> = (0..PARTS.len()).map(|at| args.text(at)).collect::<Result<_, _>>()?;
    Ok(Value::text(format!("arn:{}", parts.join(":"))))
}

/// The ARN of a role without its path.
fn trim(args: &Args<'_>) -> Outcome {
    let text = args.text(0)?;
    let (before, role) =
        text.split_once(":role/").ok_or_else(|| args.wrong("the ARN of a role"))?;
    let name = role.rsplit('/').next().unwrap_or(role);
    Ok(Value::text(format!("{before}:role/{name}")))
}
