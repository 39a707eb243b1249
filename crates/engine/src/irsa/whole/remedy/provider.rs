//! The OIDC provider, and the keys of its issuer.

use super::{Bench, run};
use crate::fix::{Candidate, Edit, FixKind, plain};
use crate::oidc::issuer::without_scheme;
use crate::source::Node;
use crate::source::edit::{Change, string};
use crate::{Check, Reason};

/// How many keys of one type IAM takes.
const KEYS_MAX: usize = 100;

/// The annotation that names a token's audience.
const AUDIENCE_ANNOTATION: &str = "eks.amazonaws.com/audience";

pub(super) fn remedies(bench: &Bench<'_>, check: &Check) -> Vec<Candidate> {
    match &*check.reason {
        Reason::AudienceNotRegistered { .. } => {
            bench.registered().into_iter().chain(bench.new_token()).collect()
        }
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
    /// Asks for a token with an audience that is registered: in the volume, or where the webhook
    /// reads it.
    fn registered(&self) -> Option<Candidate> {
        let issuer = self.walk.token()?.issuer.clone()?.0;
        let host = without_scheme(&issuer);
        let provider = self.walk.world.providers.iter().find(|it| it.item.issuer() == host)?;
        let audience = provider.item.client_ids.first()?.value.clone();
        let kind = FixKind::CorrectAudience;
        if let Some(edit) = self.volume_audience(&audience) {
            return self.on_pod(kind, vec![edit]);
        }
        if let Some(account) = self.walk.account()
            && let Some(annotated) = account.item.audience()
        {
            let edit = self.replace(account.place(annotated.span), string(&audience))?;
            let command = format!(
                "kubectl annotate serviceaccount {} --overwrite {AUDIENCE_ANNOTATION}={audience}",
                self.account()
            );
            return Some(run(kind, Some(command), vec![edit]));
        }
        self.walk.world.settings.webhook.as_ref()?;
        let edit = self.settings(&["webhook", "audience"], &string(&audience))?;
        Some(plain(kind, vec![edit]))
    }

    /// The audience of the projected token that the pod's own text has.
    fn volume_audience(&self, audience: &str) -> Option<Edit> {
        let pod = self.pod()?;
        let volumes = pod.item.node.path(&["spec", "volumes"])?.items().iter();
        let sources = volumes.filter_map(|volume| volume.path(&["projected", "sources"]));
        let mut tokens =
            sources.flat_map(Node::items).filter_map(|it| it.get("serviceAccountToken"));
        let token = tokens.next()?;
        self.set(pod.file, token, &["audience"], &string(audience))
    }

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

    /// Leaves no more keys than IAM takes, the token's own among them.
    fn fewer_keys(&self) -> Option<Candidate> {
        let jwks = self.walk.world.jwks.first()?;
        let kid = self.walk.world.tokens.first()?.item.header.kid.clone()?;
        let object = self.node(jwks.place(jwks.span))?;
        let keys = object.get("keys")?;
        let own = |key: &&Node| key.get("kid").and_then(Node::text) == Some(&kid);
        let first = keys.items().iter().find(own);
        let others = keys.items().iter().filter(|key| !own(key));
        let kept = first.into_iter().chain(others).take(KEYS_MAX);
        let kept: Vec<&str> = kept.map(|key| key.span.of(self.text(jwks.file))).collect();
        let list = format!("[{}]", kept.join(",\n"));
        let edit = self.edit(jwks.file, Change::new(keys.span, list))?;
        Some(plain(FixKind::PublishKeys, vec![edit]))
    }
}
