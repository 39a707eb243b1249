//! What no Terraform text says and AWS would: the account, the region, the issuers of clusters.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::Expression;
use irsa_engine::oidc::issuer::Issuer;
use sha1::{Digest as _, Sha1};

use super::config::{Config, Declared, Modules};
use super::functions::hex;
use super::source::Sources;

/// The account where none is named, as the engine takes it.
const ACCOUNT: &str = "111122223333";
/// The region where none is named, as the engine takes it.
const REGION: &str = "us-east-1";

/// What AWS would say.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// The account id.
    pub(crate) account: String,
    /// The region.
    pub(crate) region: String,
    /// The only EKS issuer that the texts name; clusters have it.
    pub(crate) issuer: Option<String>,
    /// The issuers of the clusters that were described, by name.
    pub(crate) clusters: BTreeMap<String, String>,
}

impl Facts {
    /// Reads them out of the texts: what all that name one agree on, else the usual.
    pub(crate) fn new(
        sources: &Sources,
        modules: &Modules<'_>,
        clusters: BTreeMap<String, String>,
    ) -> Self {
        let named = modules.roots.iter().filter_map(|root| modules.configs.get(*root));
        let region = named.clone().find_map(region_of);
        Self::given(sources, region, named.clone().find_map(account_of), clusters)
    }

    /// The same, where region and account are known or not.
    pub(crate) fn given(
        sources: &Sources,
        region: Option<String>,
        account: Option<String>,
        clusters: BTreeMap<String, String>,
    ) -> Self {
        let texts = || sources.files.iter().filter(|file| !file.modelled);
        let only = |found: BTreeSet<String>| match found.len() {
            1 => found.into_iter().next(),
            _ => None,
        };
        let issuer = only(texts().flat_map(|file| issuers(&file.text)).collect());
        let of_issuer = || {
            let issuer = Issuer::parse(&format!("https://{}", issuer.as_deref()?)).ok()?;
            Some(issuer.eks()?.region.to_owned())
        };
        let account = account.or_else(|| only(texts().flat_map(|f| accounts(&f.text)).collect()));
        Self {
            account: account.unwrap_or_else(|| ACCOUNT.to_owned()),
            region: region.or_else(of_issuer).unwrap_or_else(|| REGION.to_owned()),
            issuer,
            clusters,
        }
    }

    /// The same, seen by another provider.
    pub(crate) fn of_provider(&self, config: &Config<'_>, provider: &Declared<'_>) -> Self {
        let account = account_in(config, provider).unwrap_or_else(|| self.account.clone());
        let region = region_in(config, provider).unwrap_or_else(|| self.region.clone());
        Self { account, region, ..self.clone() }
    }

    /// The partition of the region.
    pub(crate) fn partition(&self) -> &'static str {
        match &self.region {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    /// The domain of the region's endpoints.
    pub(crate) fn dns_suffix(&self) -> &'static str {
        if self.partition() == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" }
    }

    /// The issuer of the cluster of that name, with its scheme: the one described, else the only
    /// one that the texts name, else one that is made up, which says so in its id. A cluster that
    /// is made again, which `generation` counts, gets another one.
    pub(crate) fn issuer_of(&self, cluster: &str, generation: &str) -> String {
        if let Some(known) = self.clusters.get(cluster) {
            return known.clone();
        }
        if let Some(issuer) = &self.issuer {
            return format!("https://{issuer}");
        }
        let id = digits(&format!("{cluster}{generation}"), 25).to_uppercase();
        let id = format!("{MADE_UP}{id}");
        let (region, suffix) = (&self.region, self.dns_suffix());
        format!("https://oidc.eks.{region}.{suffix}/id/{id}")
    }
}

/// How the id of an issuer begins that is made up, here as in documentation.
const MADE_UP: &str = "EXAMPLE";
/// As many digits, which stand for that where a pattern expects what real ids consist of.
const AS_DIGITS: &str = "E0A000E";

/// A text with the ids of issuers as if they were real: hexadecimal, each character in its place.
pub(crate) fn as_real_ids(text: &str) -> String {
    let text = text.replace(&format!("/id/{MADE_UP}"), &format!("/id/{AS_DIGITS}"));
    match text.strip_prefix(MADE_UP) {
        Some(rest) => format!("{AS_DIGITS}{rest}"),
        None => text,
    }
}

/// What was made of [`as_real_ids`], as it would be of the text itself.
pub(crate) fn as_made_up_ids(text: &str) -> String {
    text.replace(AS_DIGITS, MADE_UP)
}

/// Hexadecimal digits that depend on `text` alone.
pub(crate) fn digits(text: &str, count: usize) -> String {
    let mut made = hex(&Sha1::digest(text.as_bytes()));
    made.truncate(count);
    made
}

/// The EKS issuers that a text names, without their scheme.
fn issuers(text: &str) -> Vec<String> {
    let part = |char: char| char.is_ascii_alphanumeric() || "./-".contains(char);
    let starts = text.match_indices("oidc.eks.").map(|(at, _)| at);
    let whole = starts.filter_map(|at| {
        let rest = text.get(at..)?;
        rest.get(..rest.find(|char| !part(char)).unwrap_or(rest.len()))
    });
    let is_issuer = |found: &&str| {
        let parsed = Issuer::parse(&format!("https://{found}"));
        parsed.is_ok_and(|issuer| issuer.is_eks())
    };
    whole.filter(is_issuer).map(str::to_owned).collect()
}

/// The accounts of the IAM ARNs in a text.
fn accounts(text: &str) -> Vec<String> {
    let starts = text.match_indices(":iam::").map(|(at, found)| at + found.len());
    let ids = starts.filter_map(|at| text.get(at..at + 12));
    ids.filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned).collect()
}

/// The blocks of the provider that other blocks use where they name none.
fn default_aws<'c>(config: &'c Config<'_>) -> Option<&'c Declared<'c>> {
    config.providers.iter().find(|provider| {
        super::source::label(provider.block, 0) == Some("aws")
            && provider.attribute("alias").is_none()
    })
}

fn region_of(config: &Config<'_>) -> Option<String> {
    region_in(config, default_aws(config)?)
}

fn region_in(config: &Config<'_>, provider: &Declared<'_>) -> Option<String> {
    let text = literal(config, provider.attribute("region")?, 4)?;
    Some(text).filter(|text| !text.is_empty())
}

fn account_of(config: &Config<'_>) -> Option<String> {
    account_in(config, default_aws(config)?)
}

/// The account that a provider is bound to, or that of the role it works as.
fn account_in(config: &Config<'_>, provider: &Declared<'_>) -> Option<String> {
    let allowed =
        || literal(config, provider.attribute("allowed_account_ids")?.as_array()?.get(0)?, 4);
    let assumed = || {
        let block = provider.blocks("assume_role").next()?;
        let role = literal(config, &block.body.get_attribute("role_arn")?.value, 4)?;
        accounts(&role).into_iter().next()
    };
    allowed().or_else(assumed)
}

/// The text of a literal, or of a variable or local value that is one.
fn literal(config: &Config<'_>, expr: &Expression, depth: u8) -> Option<String> {
    if let Some(text) = expr.as_str() {
        return Some(text.to_owned());
    }
    let references = super::graph::references(expr);
    let (root, name) = match references.first()?.as_slice() {
        [root, name] => (root.as_str(), name.as_str()),
        _ => return None,
    };
    let next = match root {
        "var" => config
            .values
            .get(name)
            .map(|value| value.expr)
            .or_else(|| config.variables.get(name)?.attribute("default")),
        "local" => config.locals.get(name).map(|local| local.expr),
        _ => None,
    };
    literal(config, next?, depth.checked_sub(1)?)
}
