//! The edits worth trying for a failing check. None is trusted: the search runs the engine on each.

use super::{Action, Edit, FixKind};
use crate::iam::condition::Condition;
use crate::iam::{Policy, Statement};
use crate::irsa::trust::{ACTION, provider_arn};
use crate::irsa::{self, Walk};
use crate::oidc::issuer::without_scheme;
use crate::report::{GateReport, Report};
use crate::source::edit::{gap, string, with_comma};
use crate::{Ask, Check, Gate, Place, Reason, Span, State, Text};

/// An edit worth trying.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) kind: FixKind,
    pub(crate) action: Action,
    pub(crate) command: Option<String>,
    pub(crate) edits: Vec<Edit>,
}

/// What a fix is for: the check that decided the verdict, or where nothing stands in the way of the
/// role, the one that denies it the call asked about.
pub(super) fn problem(report: &Report) -> Option<&Check> {
    let call = || report.gate(Gate::Permission).filter(|gate| gate.state == State::Fail);
    report.deciding().or_else(|| call().and_then(GateReport::deciding))
}

/// What could mend the check that is in the way, the likeliest first.
pub(super) fn candidates(report: &Report) -> Vec<Candidate> {
    let Some(check) = problem(report) else { return Vec::new() };
    let ask = Ask { now: Some(report.now), ..report.ask.clone() };
    let mut walk = Walk::new(&report.files, &ask);
    irsa::seat(&mut walk);
    let scene = Scene::new(report, &walk);
    let mut all = match (check.gate, &scene) {
        (Gate::Trust, Some(scene)) if walk.association().is_none() => scene.trust(&walk, check),
        (Gate::Provider, Some(scene)) if check.reason.rule().id.starts_with("provider-") => {
            scene.provider()
        }
        (Gate::Audience, Some(scene)) => scene.audience(&walk, check),
        _ => Vec::new(),
    };
    if let Some(whole) = report.ask.whole {
        all.extend(whole.remedies(&walk, report, check));
        all = all.into_iter().map(|candidate| whole.written(report, candidate)).collect();
    }
    for edit in all.iter_mut().flat_map(|candidate| &mut candidate.edits) {
        let file = report.files.iter().find(|file| file.name == edit.file);
        if file.is_some_and(|file| file.text.contains("\r\n")) {
            edit.text = edit.text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
    }
    all
}

/// What the edits are made of.
struct Scene<'a> {
    report: &'a Report,
    issuer: Text,
    subject: Text,
    audience: Text,
    provider: String,
}

impl<'a> Scene<'a> {
    fn new(report: &'a Report, walk: &Walk<'_>) -> Option<Self> {
        let token = walk.token()?;
        let (issuer, _) = token.issuer.clone()?;
        let provider = provider_arn(&walk.partition(), &walk.role_account(), &issuer);
        let (subject, _) = token.subject.clone()?;
        let (audience, _) = token.compared_audience()?;
        Some(Self { report, issuer, subject, audience, provider })
    }

    fn edit(&self, file: usize, span: Span, text: impl Into<String>) -> Vec<Edit> {
        let name = self.report.files.get(file).map(|file| file.name.clone());
        name.map(|file| Edit { file, span, text: text.into() }).into_iter().collect()
    }

    /// What stands between an item of a list and the one before it.
    fn gap(&self, file: usize, item: usize) -> &str {
        gap(self.report.files.get(file).map_or("", |file| &file.text), item)
    }

    /// Text for the place of a JSON string, with its quotes.
    fn replace(&self, kind: FixKind, place: Place, value: &str) -> Candidate {
        plain(kind, self.edit(place.file, place.span, string(value)))
    }

    // ---- trust -------------------------------------------------------------------------------

    fn trust(&self, walk: &Walk<'_>, check: &Check) -> Vec<Candidate> {
        let Some(given) = irsa::trust::given(walk) else { return Vec::new() };
        let policy = &given.item.policy;
        let mut all = match (&*check.reason, check.at) {
            (
                Reason::ExplicitDeny { .. }
                | Reason::RoleMissing { .. }
                | Reason::RoleNameTaken { .. },
                _,
            ) => return Vec::new(),
            (Reason::PrincipalDiffers { .. } | Reason::PrincipalNotArn { .. }, Some(at))
            | (Reason::PrincipalOtherAccount { .. }, Some(at)) => {
                vec![self.replace(FixKind::CorrectPrincipal, at, &self.provider)]
            }
            (Reason::ActionDiffers { .. }, Some(at)) => {
                vec![self.replace(FixKind::CorrectAction, at, ACTION)]
            }
            (_, Some(at)) => self.condition(policy, at),
            (_, None) => Vec::new(),
        };
        if !check.reason.rule().id.starts_with("policy-") {
            all.extend(self.statement(policy, given.file));
        }
        all
    }

    /// Ways to make the condition at a place hold.
    fn condition(&self, policy: &Policy, at: Place) -> Vec<Candidate> {
        let found = policy.statements.iter().find_map(|statement| {
            let holds = |condition: &&Condition| {
                let whole = condition.key.span.to(condition.values_span);
                within(at.span, whole) || at.span == condition.name.span
            };
            statement.conditions.iter().find(holds).map(|condition| (statement, condition))
        });
        let Some((statement, condition)) = found else { return Vec::new() };
        let mut all = Vec::new();
        let place = |span| Place { file: at.file, span };
        let key = self.key(&condition.key.value);
        if !key.eq_ignore_ascii_case(&condition.key.value) {
            all.push(self.replace(FixKind::CorrectKey, place(condition.key.span), &key));
        } else if let Some(actual) = self.actual(&condition.key.value) {
            all.push(self.value(condition, at.file, &actual));
        }
        if let Some(like) = self.like(statement, condition, at.file) {
            all.push(like);
        }
        if let Some(span) = self.entry_span(at.file, statement, condition) {
            all.push(plain(FixKind::RemoveCondition, self.edit(at.file, span, "")));
        }
        all
    }

    /// The key as the request carries it: the issuer's host, whatever the policy has before the
    /// claim's name.
    fn key(&self, key: &str) -> String {
        let claim = key.rsplit(':').next().unwrap_or(key);
        match claim {
            "sub" | "aud" => format!("{}:{claim}", without_scheme(&self.issuer)),
            _ => key.to_owned(),
        }
    }

    fn actual(&self, key: &str) -> Option<Text> {
        match key.rsplit(':').next() {
            Some("sub") => Some(self.subject.clone()),
            Some("aud") => Some(self.audience.clone()),
            _ => None,
        }
    }

    /// The token's own value instead of a single one, or beside those of a list.
    fn value(&self, condition: &Condition, file: usize, actual: &str) -> Candidate {
        match condition.values.as_slice() {
            [.., last] if condition.values.len() > 1 => {
                let after = Span::at(last.span.end);
                let text = format!(",{}{}", self.gap(file, last.span.start), string(actual));
                plain(FixKind::UseActualValue, self.edit(file, after, text))
            }
            [single] => {
                let place = Place { file, span: single.span };
                self.replace(FixKind::UseActualValue, place, actual)
            }
            _ => {
                let place = Place { file, span: condition.values_span };
                self.replace(FixKind::UseActualValue, place, actual)
            }
        }
    }

    /// `StringLike` instead of `StringEquals`, where a value has wildcards in it.
    fn like(&self, statement: &Statement, condition: &Condition, file: usize) -> Option<Candidate> {
        let name = &*condition.name.value;
        let wild = condition.values.iter().any(|value| value.text.contains(['*', '?']));
        let taken = statement.conditions.iter().any(|other| {
            other.name.value.contains("StringLike") && other.name.span != condition.name.span
        });
        let like = name.replacen("StringEquals", "StringLike", 1);
        let place = Place { file, span: condition.name.span };
        (wild && !taken && like != name).then(|| self.replace(FixKind::UseStringLike, place, &like))
    }

    /// The condition's entry with one of the commas around it.
    fn entry_span(
        &self,
        file: usize,
        statement: &Statement,
        condition: &Condition,
    ) -> Option<Span> {
        let text = &*self.report.files.get(file)?.text;
        let same = |other: &&Condition| other.name.span == condition.name.span;
        let siblings = statement.conditions.iter().filter(same).count();
        let entry = if siblings > 1 {
            condition.key.span.to(condition.values_span)
        } else {
            let close = text.get(condition.values_span.end..)?.find('}')?;
            condition.name.span.to(Span::at(condition.values_span.end + close + 1))
        };
        Some(with_comma(text, entry))
    }

    /// A statement for this very service account, before the others.
    fn statement(&self, policy: &Policy, file: usize) -> Option<Candidate> {
        let text = &*self.report.files.get(file)?.text;
        let first = policy.statements.first()?;
        let start = first.span.start;
        let line = text.get(..start)?.rsplit('\n').next()?;
        let indent: String = line.chars().take_while(|char| char.is_whitespace()).collect();
        let old = first.span.of(text);
        let call = [&self.provider, without_scheme(&self.issuer), &*self.subject, &*self.audience];
        let statement = match old.split_once('\n') {
            // Each level as deep as the first of the statement that is there.
            Some((_, rest)) => {
                let blank = rest.get(..rest.len() - rest.trim_start().len());
                let unit = blank.and_then(|blank| blank.strip_prefix(&*indent));
                let unit = unit.filter(|unit| !unit.is_empty() && !unit.contains('\n'));
                indented(&new_statement(call, ""), &indent, unit.unwrap_or("  "))
            }
            None => on_one_line(&new_statement(call, "")),
        };
        let edits = if text.get(..start)?.trim_end().ends_with('[') {
            self.edit(file, Span::at(start), format!("{statement},{}", gap(text, start)))
        } else {
            self.edit(file, first.span, format!("[{statement}, {old}]"))
        };
        Some(plain(FixKind::AddStatement, edits))
    }

    // ---- provider ----------------------------------------------------------------------------

    /// The command that creates the provider, and what the listings show afterwards.
    fn provider(&self) -> Vec<Candidate> {
        // Nobody outside of the cluster, STS included, can fetch the keys of such an issuer.
        if without_scheme(&self.issuer).contains(".svc") {
            return Vec::new();
        }
        let listing = format!(
            "{{ \"OpenIDConnectProviderList\": [{{ \"Arn\": {} }}] }}\n",
            string(&self.provider)
        );
        let object = format!(
            "{{ \"Url\": {}, \"ClientIDList\": [{}] }}\n",
            string(without_scheme(&self.issuer)),
            string(&self.audience)
        );
        let edits =
            [("created-oidc-providers.json", listing), ("created-oidc-provider.json", object)];
        vec![Candidate {
            kind: FixKind::CreateProvider,
            action: Action::Run,
            command: Some(format!(
                "aws iam create-open-id-connect-provider --url {} --client-id-list {}",
                self.issuer, self.audience
            )),
            edits: edits
                .into_iter()
                .map(|(file, text)| Edit { file: file.into(), span: Span::at(0), text })
                .collect(),
        }]
    }

    // ---- audience ----------------------------------------------------------------------------

    fn audience(&self, walk: &Walk<'_>, check: &Check) -> Vec<Candidate> {
        let Some(at) = check.at else { return Vec::new() };
        let last = walk.last_client_id(&self.issuer);
        let edits = match last {
            Some(last) => {
                let gap = self.gap(at.file, last.start);
                let text = format!(",{gap}{}", string(&self.audience));
                self.edit(at.file, Span::at(last.end), text)
            }
            None => self.edit(at.file, at.span, format!("[{}]", string(&self.audience))),
        };
        vec![Candidate {
            kind: FixKind::AddClientId,
            action: Action::Run,
            command: Some(format!(
                "aws iam add-client-id-to-open-id-connect-provider \
                 --open-id-connect-provider-arn {} --client-id {}",
                self.provider, self.audience
            )),
            edits,
        }]
    }
}

/// Lines that are indented by two blanks a level, with another unit and below an indent.
fn indented(lines: &str, indent: &str, unit: &str) -> String {
    let line = |line: &str| {
        let text = line.trim_start();
        unit.repeat((line.len() - text.len()) / 2) + text
    };
    lines.lines().map(line).collect::<Vec<_>>().join(&format!("\n{indent}"))
}

/// Lines put one after the other.
fn on_one_line(lines: &str) -> String {
    lines.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// A statement for one service account: its provider, the host of its issuer, its subject and its
/// audience.
pub(crate) fn new_statement(call: [&str; 4], indent: &str) -> String {
    let [provider, host, subject, audience] = call;
    let lines = [
        "{".to_owned(),
        format!("  \"Effect\": {},", string("Allow")),
        format!("  \"Principal\": {{ \"Federated\": {} }},", string(provider)),
        format!("  \"Action\": {},", string(ACTION)),
        "  \"Condition\": {".to_owned(),
        "    \"StringEquals\": {".to_owned(),
        format!("      {}: {},", string(&format!("{host}:sub")), string(subject)),
        format!("      {}: {}", string(&format!("{host}:aud")), string(audience)),
        "    }".to_owned(),
        "  }".to_owned(),
        "}".to_owned(),
    ];
    lines.join(&format!("\n{indent}"))
}

pub(crate) const fn plain(kind: FixKind, edits: Vec<Edit>) -> Candidate {
    Candidate { kind, action: Action::Edit, command: None, edits }
}

const fn within(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
