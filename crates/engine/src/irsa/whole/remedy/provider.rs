//! The OIDC provider, and the keys of its issuer.

use super::{Bench, run};
use crate::fix::{Candidate, FixKind, plain};
use crate::oidc::issuer::without_scheme;
use crate::source::Node;
use crate::source::edit::{Change, string};
use crate::{Check, Reason};

pub(super) fn remedies(bench: &Bench<'_>, check: &Check) -> Vec<Candidate> {
    match &check.reason {
        Reason::ProviderInOtherAccount { other, .. } => bench.role_of(other),
        Reason::IssuerUnreachable { .. } => {
            let edit = bench.settings(&["issuer", "reach"], "ok");
            edit.map(|edit| plain(FixKind::PublishKeys, vec![edit])).into_iter().collect()
        }
        Reason::ThumbprintMismatch { actual, .. } => bench.thumbprint(actual).into_iter().collect(),
        Reason::SignatureTooManyKeys { .. } => bench.fewer_keys().into_iter().collect(),
        Reason::SignatureInvalid { .. }
        | Reason::SignatureKeyMissing { .. }
        | Reason::SignatureKeyUnusable { .. }
        | Reason::IssuerNotHttps { .. } => bench.new_token().into_iter().collect(),
        _ => Vec::new(),
    }
}

impl Bench<'_> {
    /// A role of the account that has the provider.
    fn role_of(&self, other: &str) -> Vec<Candidate> {
        let Some(role) = self.walk.role.clone() else { return Vec::new() };
        let Some(at) = role.place else { return Vec::new() };
        let own = self.walk.role_account();
        let moved = role.arn.replacen(&*own, other, 1);
        let mut all = self.correct_role(&role.arn, at);
        let edit = self.replace(at, string(&moved));
        let live = self.pod().is_some_and(|pod| pod.file == at.file && pod.item.live);
        all.extend(edit.and_then(|edit| match live {
            true => self.on_pod(FixKind::CorrectRole, vec![edit]),
            false => Some(plain(FixKind::CorrectRole, vec![edit])),
        }));
        all
    }

    /// Registers the thumbprint that the issuer's certificate has.
    fn thumbprint(&self, actual: &str) -> Option<Candidate> {
        let (issuer, _) = self.walk.token()?.issuer.clone()?;
        let host = without_scheme(&issuer);
        let provider = self.walk.world.providers.iter().find(|it| it.item.issuer() == host)?;
        let object = self.parent(provider.place(provider.item.url.span))?;
        let list = format!("[{}]", string(actual));
        let edit = match object.get("ThumbprintList") {
            Some(old) => self.edit(provider.file, Change::new(old.span, list))?,
            None => self.set(provider.file, &object, &["ThumbprintList"], &list)?,
        };
        let (partition, account) = (self.walk.partition(), self.walk.role_account());
        let arn = crate::irsa::trust::provider_arn(&partition, &account, &issuer);
        let command = format!(
            "aws iam update-open-id-connect-provider-thumbprint \
             --open-id-connect-provider-arn {arn} --thumbprint-list {actual}"
        );
        Some(run(FixKind::UpdateThumbprint, Some(command), vec![edit]))
    }

    /// Leaves the token's own key among those that the issuer publishes.
    fn fewer_keys(&self) -> Option<Candidate> {
        let jwks = self.walk.world.jwks.first()?;
        let kid = self.walk.world.tokens.first()?.item.header.kid.clone()?;
        let object = self.node(jwks.place(jwks.span))?;
        let keys = object.get("keys")?;
        let own = |key: &&Node| key.get("kid").and_then(Node::text) == Some(&kid);
        let key = keys.items().iter().find(own)?;
        let text = key.span.of(self.text(jwks.file));
        let edit = self.edit(jwks.file, Change::new(keys.span, format!("[{text}]")))?;
        Some(plain(FixKind::PublishKeys, vec![edit]))
    }
}
