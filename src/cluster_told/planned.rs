//! What an apply would do, in Terraform's own symbols and words.

use irsa_cluster::{Action, Plan};
use irsa_engine::source::lines::Lines;
use serde_json::{Value, json};

use super::asked::Texts;

/// The plan.
pub(super) fn plan(plan: &Plan, errors: &[Value]) -> Value {
    let text = plan.to_string();
    let changes = plan.changes.iter().filter(|change| change.action != Action::NoOp);
    let changes = changes.map(|change| {
        json!({
            "address": change.address,
            "action": change.action.id(),
            "symbol": symbol(change.action),
            "because": change.because,
        })
    });
    let legend = text.lines().skip(1).take_while(|line| !line.is_empty());
    let legend = legend.filter_map(|line| line.trim().split_once(' '));
    let symbols: Vec<_> = match plan.is_empty() || !errors.is_empty() {
        true => Vec::new(),
        false => legend.map(|(symbol, meaning)| [symbol, meaning]).collect(),
    };
    let counts = text.lines().find(|line| line.starts_with("Plan: "));
    json!({
        "says": counts.or_else(|| text.lines().last()),
        "symbols": symbols,
        "changes": changes.collect::<Vec<_>>(),
        "errors": errors,
        "text": text,
    })
}

const fn symbol(action: Action) -> &'static str {
    match action {
        Action::Create => "+",
        Action::Update => "~",
        Action::Delete => "-",
        Action::Forget => ".",
        Action::Replace => "-/+",
        Action::CreateThenDestroy => "+/-",
        Action::NoOp => "",
    }
}

/// Why there is no plan: in Terraform's words, and where.
pub(super) fn errors(plan: &Plan, texts: &Texts) -> Vec<Value> {
    let named = texts.named();
    let told = plan.errors.iter().zip(plan.faults()).map(|(error, (file, found))| {
        let (name, text) = named.get(*file).copied().unwrap_or_default();
        let line = Lines::new(text).position(text, found.span.start).line;
        let said = error.rsplit_once(" (on ").map_or(error.as_str(), |(said, _)| said);
        json!({
            "text": said,
            "severity": "error",
            "file": file,
            "name": name,
            "line": line,
            "from": found.span.start,
            "to": found.span.end,
        })
    });
    told.collect()
}
