//! What IAM refuses to save.

use super::{Bench, run};
use crate::fix::{Candidate, Edit, FixKind, plain};
use crate::iam::policy::SYNTAX;
use crate::irsa::trust::{self, ACTION, provider_arn};
use crate::irsa::whole::pod_identity::SERVICE;
use crate::source::edit::{Change, string};
use crate::{Check, Place, Reason, Span};

/// The lengths that the quota for a trust policy can be raised to, in characters.
const QUOTAS: [usize; 2] = [4096, 8192];

/// Whether a reason says that IAM would not save the policy.
pub(super) fn is_refusal(reason: &Reason) -> bool {
    let id = reason.rule().id;
    let starts = ["policy-", "principal-key-", "sid-", "condition-operator-unknown"];
    starts.iter().any(|start| id.starts_with(start))
}

pub(super) fn remedies(bench: &Bench<'_>, check: &Check) -> Vec<Candidate> {
    let Some(at) = check.at else { return Vec::new() };
    let edit = match &*check.reason {
        Reason::PolicyRefusedFederated { .. } => bench.own_provider(at),
        Reason::PolicyRefusedActions { .. } => bench.replace(at, string(ACTION)),
        Reason::PolicyRefusedResource { .. }
        | Reason::PolicyElementUnknown { .. }
        | Reason::PolicyElementDuplicate { .. }
        | Reason::PolicyRefusedDuplicate { .. } => bench.without_part(at),
        // Of two elements that exclude each other the second one is named.
        Reason::PolicyRefused { message } if &**message == SYNTAX => bench.without_part(at),
        Reason::PolicyEffectInvalid { .. } => bench.replace(at, string("Allow")),
        Reason::PolicyVersionInvalid { .. } => bench.replace(at, string("2012-10-17")),
        Reason::PrincipalKeyUnknown { .. } => bench.principal_key(at),
        Reason::JsonTrailingComma => bench.replace(at, ""),
        _ => None,
    };
    let own = edit.map(|edit| plain(FixKind::CorrectPolicy, vec![edit]));
    let raised = match &*check.reason {
        Reason::PolicyRefusedSize { length, .. } => bench.raised(*length),
        _ => None,
    };
    own.into_iter().chain(raised).chain(bench.rewritten()).collect()
}

impl Bench<'_> {
    /// The provider that the token speaks through.
    fn own_provider(&self, at: Place) -> Option<Edit> {
        let (issuer, _) = self.walk.token()?.issuer.clone()?;
        let (partition, account) = (self.walk.partition(), self.walk.role_account());
        self.replace(at, string(&provider_arn(&partition, &account, &issuer)))
    }

    /// The key that a principal's own form asks for.
    fn principal_key(&self, at: Place) -> Option<Edit> {
        let map = self.parent(at)?;
        let entry = map.entries().iter().find(|entry| entry.key_span == at.span)?;
        let value = entry.value.one_or_many().first()?.text()?.clone();
        let key = if value.contains(":oidc-provider/") || value.contains(":saml-provider/") {
            "Federated"
        } else if value.ends_with(".amazonaws.com") || *value == *SERVICE {
            "Service"
        } else {
            "AWS"
        };
        self.replace(at, string(key))
    }

    /// Has the quota raised as far as the policy needs.
    fn raised(&self, length: usize) -> Option<Candidate> {
        let quota = QUOTAS.into_iter().find(|quota| *quota >= length)?.to_string();
        let edit = self.settings(&["quotas", "trustPolicyLength"], &quota)?;
        let command = format!(
            "aws service-quotas request-service-quota-increase --service-code iam \
             --quota-code L-C07B4B0D --desired-value {quota}"
        );
        Some(run(FixKind::RaiseQuota, Some(command), vec![edit]))
    }

    /// A policy for the asker alone, where nothing smaller mends the text.
    fn rewritten(&self) -> Option<Candidate> {
        let given = trust::given(self.walk)?;
        let statement = self.statement("    ")?;
        let text = format!(
            "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {statement}\n  ]\n}}"
        );
        let file = given.file;
        let bare = self.walk.world.policies.iter().any(|bare| std::ptr::eq(bare.item, given.item));
        let whole = Span::new(0, self.text(file).trim_end().len());
        let span = if bare { whole } else { given.item.span };
        let edit = self.edit(file, Change::new(span, text))?;
        Some(plain(FixKind::RewritePolicy, vec![edit]))
    }
}
