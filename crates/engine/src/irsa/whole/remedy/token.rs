//! The token and its file.

use super::pod::VARIABLES;
use super::{Bench, run};
use crate::fix::{Candidate, Edit, FixKind};
use crate::oidc::issuer::without_scheme;
use crate::oidc::mint;
use crate::source::Node;
use crate::source::edit::{set, string, without_items};
use crate::{Check, Place, Reason, Span, Text};

/// What a token is asked to live, in seconds.
const LIFETIME: i64 = 3600;
/// The group that a process of any user is given to read the token's file with.
const GROUP: &str = "65534";

pub(super) fn remedies(bench: &Bench<'_>, check: &Check) -> Vec<Candidate> {
    let found = match &*check.reason {
        Reason::TokenNotMounted { .. } => bench.mounted(),
        Reason::TokenVolumeForeign { volume } => bench.without_volume(volume),
        Reason::TokenFileUnreadable { .. } => bench.readable(),
        Reason::TokenPathNotWindows { path } => bench.windows_path(path),
        _ => bench.new_token(),
    };
    found.into_iter().collect()
}

impl Bench<'_> {
    /// The token that the cluster mints now, as its claims.
    pub(super) fn new_token(&self) -> Option<Candidate> {
        let (place, old) = self.given_token()?;
        let (issuer, subject) = (self.issuer(old.as_ref())?, self.named(old.as_ref())?);
        let audience = self.audience(old.as_ref());
        let now = self.walk.now.0;
        let text = format!(
            "{{\"aud\": [{}], \"exp\": {}, \"iat\": {now}, \"iss\": {}, \"nbf\": {now}, \
             \"sub\": {}}}\n",
            string(&audience),
            now + LIFETIME,
            string(&issuer),
            string(&subject)
        );
        let command = subject.strip_prefix("system:serviceaccount:").and_then(|name| {
            let (namespace, account) = name.split_once(':')?;
            Some(format!(
                "kubectl create token {account} -n {namespace} --audience {audience} \
                 --duration {LIFETIME}s"
            ))
        });
        Some(run(FixKind::NewToken, command, vec![self.replace(place, text)?]))
    }

    /// The token's text, and its claims where they can be read.
    fn given_token(&self) -> Option<(Place, Option<crate::oidc::token::Claims>)> {
        let world = &self.walk.world;
        let whole = |file: usize| Place { file, span: Span::new(0, self.text(file).len()) };
        let jwt = world.tokens.first();
        let jwt = jwt.map(|given| (whole(given.file), Some(given.item.claims.clone())));
        let claims = world.claims.first();
        let claims = claims.map(|given| (given.place(given.span), Some(given.item.clone())));
        let bad = world.bad_tokens.first().map(|given| (whole(given.file), None));
        jwt.or(claims).or(bad)
    }

    /// The issuer that mints: the cluster's, the token's own, or the only provider's.
    fn issuer(&self, old: Option<&crate::oidc::token::Claims>) -> Option<Text> {
        let world = &self.walk.world;
        let cluster = world.cluster_issuer().map(|(issuer, _)| issuer);
        let own = old.and_then(|claims| claims.issuer.as_ref()).map(|issuer| issuer.value.clone());
        let own = own.filter(|issuer| issuer.starts_with("https://"));
        let listed =
            world.provider_lists.iter().flat_map(|list| &list.item.arns).find_map(|arn| {
                crate::arn::Arn::parse(&arn.value)?.oidc_provider().map(Text::from)
            });
        let given = world.providers.first().map(|given| Text::from(given.item.issuer()));
        let of_provider =
            given.or(listed).map(|host| Text::from(format!("https://{}", without_scheme(&host))));
        cluster.or(own).or(of_provider)
    }

    /// Whom it names: the asker, or whom the old one named.
    fn named(&self, old: Option<&crate::oidc::token::Claims>) -> Option<Text> {
        let asker = self.report.asker.as_ref();
        let asker = asker.and_then(|asker| {
            let (namespace, account) = (asker.namespace.as_ref()?, asker.account.as_ref()?);
            Some(Text::from(mint::subject(namespace, account)))
        });
        let own = old.and_then(|claims| claims.subject.as_ref()).map(|it| it.value.clone());
        asker.or(own).or_else(|| self.trusted_subject())
    }

    /// The one subject that the trust policy spells out.
    fn trusted_subject(&self) -> Option<Text> {
        let policy = crate::irsa::trust::given(self.walk)?;
        let conditions = policy.item.policy.statements.iter().flat_map(|it| &it.conditions);
        let of_subject = conditions.filter(|it| it.lower_key.ends_with(":sub"));
        let mut values = of_subject.flat_map(|it| &it.values).map(|value| value.text.clone());
        values.find(|value| !value.contains(['*', '?']))
    }

    /// An audience that the provider takes: the old one's, else the first registered.
    fn audience(&self, old: Option<&crate::oidc::token::Claims>) -> Text {
        let registered: Vec<Text> = self
            .walk
            .world
            .providers
            .iter()
            .flat_map(|given| &given.item.client_ids)
            .map(|id| id.value.clone())
            .collect();
        let own = old.and_then(|claims| claims.audience.as_ref());
        let mut own = own.into_iter().flat_map(|audience| &audience.values);
        let own = own.find(|it| registered.contains(&it.value)).map(|it| it.value.clone());
        own.or_else(|| registered.first().cloned()).unwrap_or_else(|| "sts.amazonaws.com".into())
    }

    /// Lets the webhook mount the token: what a pod sets by itself keeps it from that.
    fn mounted(&self) -> Option<Candidate> {
        if let Some(edit) = self.file_is_there() {
            return Some(crate::fix::plain(FixKind::MountToken, vec![edit]));
        }
        self.on_pod(FixKind::MountToken, self.without_variables(&VARIABLES))
    }

    /// The token's file, where the settings say that it is not there or can't be read.
    fn file_is_there(&self) -> Option<Edit> {
        crate::irsa::whole::options::node(self.walk, &["token", "file"])?;
        self.settings(&["token", "file"], "ok")
    }

    /// Takes the volume out that has the name of the webhook's, with where it is mounted.
    fn without_volume(&self, name: &str) -> Option<Candidate> {
        let pod = self.pod()?;
        let text = self.text(pod.file);
        let named =
            |item: &Node| item.get("name").and_then(Node::text).is_some_and(|it| **it == *name);
        let out = |list: Option<&Node>| {
            let changes = list.map(|list| without_items(text, list, named)).unwrap_or_default();
            changes.into_iter().filter_map(|change| self.edit(pod.file, change))
        };
        let volumes = out(pod.item.node.path(&["spec", "volumes"]));
        let mounts = out(self.container()?.get("volumeMounts"));
        let variables = self.without_variables(&VARIABLES);
        let edits = volumes.chain(mounts).chain(variables).collect();
        self.on_pod(FixKind::MountToken, edits)
    }

    /// Gives the process's group the file, which the kubelet does for a pod with `fsGroup`.
    fn readable(&self) -> Option<Candidate> {
        let pod = self.pod()?;
        let spec = pod.item.node.get("spec")?;
        let change = set(self.text(pod.file), spec, &["securityContext", "fsGroup"], GROUP)?;
        let edits = [self.edit(pod.file, change), self.file_is_there()];
        self.on_pod(FixKind::ReadToken, edits.into_iter().flatten().collect())
    }

    fn windows_path(&self, path: &str) -> Option<Candidate> {
        let container = self.walk.process.container.as_ref()?;
        let variable = container.set_variable(VARIABLES[1])?.value.as_ref()?;
        let path = format!("C:{}", path.replace('/', "\\"));
        let place = self.walk.pod_place(variable.span)?;
        self.on_pod(FixKind::UseWindowsPath, vec![self.replace(place, string(&path))?])
    }
}
