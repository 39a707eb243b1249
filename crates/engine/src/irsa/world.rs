//! Everything that was given, by kind, with the file it came from.

use std::rc::Rc;

use super::accounts::Accounts;
use crate::arn::Arn;
use crate::k8s::objects::ServiceAccount;
use crate::k8s::pod::Pod;
use crate::model::settings::Settings;
use crate::model::{Content, Listed, Parsed, aws};
use crate::oidc::issuer::Issuer;
use crate::oidc::token::{Claims, Jwt, JwtError};
use crate::oidc::verify::Jwks;
use crate::sts::observed::{Event, Observed};
use crate::{Finding, Node, Place, Span, Text};

/// A thing and where it came from.
#[derive(Debug)]
pub(crate) struct Given<'a, T> {
    /// Index of the file.
    pub file: usize,
    /// Whether its document has an error, so that it may be incomplete.
    pub broken: bool,
    /// Where it stands.
    pub span: Span,
    /// The thing.
    pub item: &'a T,
}

impl<T> Clone for Given<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Given<'_, T> {}

impl<T> Given<'_, T> {
    /// A part of it, as a place.
    #[must_use]
    pub(crate) const fn place(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }
}

/// Everything that was given.
#[derive(Debug, Default)]
pub(crate) struct World<'a> {
    /// The settings, the last file's where several hold some.
    pub settings: Settings,
    /// The file the settings came from.
    pub settings_file: usize,
    /// The service accounts.
    pub accounts: Accounts<'a>,
    /// What was given again with another content: file, place and name.
    pub given_twice: Vec<(usize, Span, Text)>,
    /// The pods and what workloads make.
    pub pods: Vec<Given<'a, Pod>>,
    /// The roles.
    pub roles: Vec<Given<'a, aws::Role>>,
    /// The trust policies on their own.
    pub policies: Vec<Given<'a, aws::TrustPolicy>>,
    /// The OIDC providers.
    pub providers: Vec<Given<'a, aws::Provider>>,
    /// The listings of OIDC providers.
    pub provider_lists: Vec<Given<'a, aws::ProviderList>>,
    /// The clusters.
    pub clusters: Vec<Given<'a, aws::Cluster>>,
    /// The Pod Identity associations.
    pub associations: Vec<Given<'a, aws::Association>>,
    /// The tokens.
    pub tokens: Vec<Given<'a, Jwt>>,
    /// The texts that are meant as tokens and are none.
    pub bad_tokens: Vec<Given<'a, JwtError>>,
    /// The decoded claims.
    pub claims: Vec<Given<'a, Claims>>,
    /// The key sets.
    pub jwks: Vec<Given<'a, Jwks>>,
    /// What only a run with [`Whole`](super::whole::Whole) reads.
    pub others: Vec<Given<'a, Node>>,
    /// The errors that were pasted.
    pub observed: Vec<Given<'a, Observed>>,
    /// The CloudTrail records that were pasted.
    pub events: Vec<Given<'a, Event>>,
    /// Whether all service accounts were given.
    pub all_accounts: bool,
    /// Whether every file was read to its end, so that what is in none of them was not given.
    pub all_read: bool,
    /// Whether all roles were given.
    pub all_roles: bool,
    /// Whether all mutating webhooks were given.
    pub all_webhooks: bool,
}

impl<'a> World<'a> {
    /// Sorts what the files hold by kind.
    #[must_use]
    pub(crate) fn new(files: &'a [Rc<Parsed>]) -> Self {
        let mut world = Self::default();
        for (file, parsed) in files.iter().enumerate() {
            for artefact in &parsed.artefacts {
                world.add(file, artefact.broken, artefact.span, &artefact.content);
            }
            world.given_twice.extend(world.accounts.add(file, &parsed.accounts));
        }
        world.all_accounts |= world.settings.complete.service_accounts;
        world.all_roles |= world.settings.complete.roles;
        world.all_read = !files.iter().any(|file| file.findings.iter().any(Finding::names_limit));
        world.all_accounts &= world.all_read;
        world.all_roles &= world.all_read;
        world
    }

    fn add(&mut self, file: usize, broken: bool, span: Span, content: &'a Content) {
        macro_rules! put {
            ($list:ident, $item:expr) => {
                self.$list.push(Given { file, broken, span, item: $item })
            };
        }
        match content {
            Content::Pod(item) => put!(pods, &**item),
            Content::Role(item) => self.add_role(file, broken, span, item),
            Content::TrustPolicy(item) => {
                let known = |known: &Given<'_, aws::TrustPolicy>| known.item.text == item.text;
                if !self.policies.iter().any(known) {
                    put!(policies, item);
                }
            }
            Content::Provider(item) => put!(providers, item),
            Content::ProviderList(item) => put!(provider_lists, item),
            Content::Cluster(item) => put!(clusters, item),
            Content::Association(item) => put!(associations, item),
            Content::Token(item) => put!(tokens, item),
            Content::BadToken(item) => put!(bad_tokens, item),
            Content::Claims(item) => put!(claims, item),
            Content::Jwks(item) => put!(jwks, item),
            Content::Other(item) => put!(others, &**item),
            Content::Observed(item) => put!(observed, item),
            Content::Event(item) => put!(events, item),
            // What is missing in a listing with an error in it may merely not be read.
            Content::Listing(Listed::ServiceAccounts) => self.all_accounts |= !broken,
            Content::Listing(Listed::Roles) => self.all_roles |= !broken,
            Content::Listing(Listed::Pods | Listed::SomeRoles) => {}
            Content::Listing(Listed::Webhooks) => self.all_webhooks |= !broken,
            Content::Settings(settings) => {
                self.settings = (**settings).clone();
                self.settings_file = file;
            }
        }
    }

    /// Of a role that is given again the first counts.
    fn add_role(&mut self, file: usize, broken: bool, span: Span, item: &'a aws::Role) {
        let arn = |role: &aws::Role| role.arn.as_ref().map(|arn| arn.value.clone());
        let text = |role: &aws::Role| role.trust.as_ref().map(|trust| trust.text.clone());
        let named = item.arn.as_ref();
        let known = named
            .and_then(|_| self.roles.iter().find(|known| arn(known.item) == arn(item)).copied());
        match (known, named) {
            (Some(known), Some(named)) if text(known.item) != text(item) => {
                self.given_twice.push((file, named.span, named.value.clone()));
            }
            (Some(_), _) => {}
            (None, _) => self.roles.push(Given { file, broken, span, item }),
        }
    }

    /// The service account of that name.
    #[must_use]
    pub(crate) fn account(&self, namespace: &str, name: &str) -> Option<Given<'a, ServiceAccount>> {
        self.accounts.named(namespace, name)
    }

    /// The issuer of the cluster, where one was described. In a text with an error in it the
    /// issuer may be cut off.
    #[must_use]
    pub(crate) fn cluster_issuer(&self) -> Option<(Text, Place)> {
        self.clusters.iter().filter(|cluster| !cluster.broken).find_map(|cluster| {
            let issuer = cluster.item.issuer.as_ref()?;
            Some((issuer.value.clone(), cluster.place(issuer.span)))
        })
    }

    /// The region: the cluster's, else the one a pod is told, else an EKS issuer's, else unknown.
    #[must_use]
    pub(crate) fn region(&self) -> Option<Text> {
        let cluster = self.clusters.iter().find_map(|cluster| {
            let arn = Arn::parse(cluster.item.arn.as_deref()?)?;
            (!arn.region.is_empty()).then(|| arn.region.into())
        });
        cluster.or_else(|| self.region_of_pod()).or_else(|| self.region_of_issuer())
    }

    fn region_of_pod(&self) -> Option<Text> {
        let containers = self.pods.iter().flat_map(|pod| &pod.item.containers);
        let mut variables = containers.filter_map(|container| container.variable("AWS_REGION"));
        let value = variables.find_map(|variable| variable.value.as_ref())?;
        (!value.value.is_empty()).then(|| value.value.clone())
    }

    /// The region in the issuer's name, where EKS made it.
    pub(crate) fn region_of_issuer(&self) -> Option<Text> {
        let tokens = self.tokens.iter().map(|given| &given.item.claims);
        let claims = tokens.chain(self.claims.iter().map(|given| given.item));
        let claimed = claims.filter_map(|claims| Some(claims.issuer.as_ref()?.value.clone()));
        let given = self.providers.iter();
        let given = given.map(|given| Text::from(format!("https://{}", given.item.issuer())));
        let cluster = self.cluster_issuer().map(|(issuer, _)| issuer);
        cluster.into_iter().chain(claimed).chain(given).find_map(|issuer| {
            let issuer = Issuer::parse(&issuer).ok()?;
            issuer.eks().map(|eks| eks.region.into())
        })
    }
}
