//! Data sources: what AWS says when it is asked.

use std::rc::Rc;

use irsa_engine::oidc::issuer::without_scheme;

use super::config::Declared;
use super::diff::Read;
use super::facts::{Facts, digits};
use super::instances::Made;
use super::interp::{Interp, Mode};
use super::schema::applied;
use super::value::{Kind, Map, Value, Why};

/// The SHA-1 thumbprint of the authority behind EKS issuers, as published in many configurations.
const THUMBPRINT: &str = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";

impl Interp<'_> {
    /// All attributes of a resource or data source.
    pub(crate) fn complete(&self, made: &Made<'_>) -> Value {
        let Some(config) = made.config.as_map() else { return made.config.clone() };
        let object = if is_ephemeral(made) {
            // Nobody but a provider ever sees it.
            Value::unknown(Why::Later)
        } else if made.data {
            self.read_later(made, config);
            self.data(made, config, &self.facts_of(made))
        } else {
            match self.mode {
                Mode::Applied => {
                    Value::map(applied(made.kind, &made.address, config, &self.facts_of(made), 0))
                }
                Mode::Planned(state) => self.planned(made, config, state),
                Mode::Applying(state, changes) => self.changed(made, config, state, changes),
            }
        };
        object.at(made.config.at)
    }

    /// Keeps that a plan leaves it to the apply to read this data source.
    fn read_later(&self, made: &Made<'_>, config: &Map) {
        let Mode::Planned(_) = self.mode else { return };
        let mut values = config.entries.values().filter_map(|entry| entry.value.unknown_within());
        let waits = self.waits(&made.declared);
        if waits || values.any(|why| why == Why::Later) {
            let attributes = super::diff::read(made.kind, config);
            self.reads.borrow_mut().insert(made.address.clone(), Read { waits, attributes });
        }
    }

    fn data(&self, made: &Made<'_>, config: &Map, facts: &Facts) -> Value {
        if self.waits(&made.declared) {
            return Value::unknown(Why::Later);
        }
        let mut map = config.clone();
        map.of = Some(made.address.as_str().into());
        let text = |name: &str| config.get(name).and_then(Value::as_text);
        let unknown = config.entries.values().filter_map(|entry| entry.value.why_unknown()).max();
        if made.kind == "aws_iam_policy_document" {
            return self.policy_document(config, map.clone());
        }
        if let Some(why) = unknown {
            return self.undecided(map, why, made);
        }
        if let Some(map) = self.documents(made, config) {
            return Value::map(map);
        }
        let put = |map: &mut Map, pairs: &[(&str, String)]| {
            for (name, value) in pairs {
                map.put(name, Value::text(value.as_str()));
            }
        };
        match made.kind {
            "aws_caller_identity" => put(&mut map, &caller(facts)),
            "aws_partition" => put(&mut map, &partition(facts)),
            "aws_region" => put(&mut map, &region(facts)),
            "aws_default_tags" => map.put("tags", Value::map(Map::default())),
            "aws_availability_zones" => zones(&mut map, facts),
            "tls_certificate" => certificates(&mut map),
            "aws_eks_cluster" => {
                map = self.existing("aws_eks_cluster", text("name"), map, facts);
            }
            "aws_eks_cluster_auth" => put(&mut map, &[("token", "k8s-aws-v1.EXAMPLE".to_owned())]),
            "aws_iam_openid_connect_provider" => {
                let url = text("url").map(|url| without_scheme(&url).to_owned());
                let of_arn = text("arn").and_then(|arn| {
                    arn.split_once(":oidc-provider/").map(|(_, url)| url.to_owned())
                });
                if let Some(url) = url.or(of_arn) {
                    let at = map.get("url").or(map.get("arn")).and_then(|value| value.at);
                    map.put("url", Value::text(url).at(at));
                    let arn = map.get("arn").cloned();
                    map = applied("aws_iam_openid_connect_provider", &made.address, &map, facts, 0);
                    if let Some(arn) = arn {
                        map.put("arn", arn);
                    }
                    let audience = Value::text("sts.amazonaws.com");
                    map.put("client_id_list", Value::list(vec![audience]));
                    map.put("thumbprint_list", Value::list(vec![Value::text(THUMBPRINT)]));
                }
            }
            "aws_iam_role" | "aws_iam_policy" | "aws_vpc" | "aws_subnet" | "aws_kms_key"
            | "aws_s3_bucket" | "aws_ecr_repository" | "aws_security_group" | "aws_iam_user"
            | "aws_sqs_queue" | "aws_dynamodb_table" => {
                map = self.existing(made.kind, text("name").or(text("bucket")), map, facts);
            }
            _ => {}
        }
        Value::map(map)
    }

    /// A data source that asks about something that is not known.
    fn undecided(&self, mut map: Map, why: Why, made: &Made<'_>) -> Value {
        if made.kind == "tls_certificate" && why == Why::NotModelled {
            certificates(&mut map);
            return Value::map(map);
        }
        if matches!(self.mode, Mode::Planned(_)) {
            return Value::unknown(why);
        }
        // Every attribute but the known arguments depends on it.
        let known = |entry: &super::value::Entry| entry.value.why_unknown().is_none();
        map.entries.retain(|_, entry| known(entry));
        map.of = None;
        if map.entries.is_empty() { Value::unknown(why) } else { Value::made(Kind::Unknown(why)) }
    }

    /// Something that exists, by its name: the one of this configuration, or one like it.
    fn existing(&self, kind: &str, name: Option<Rc<str>>, map: Map, facts: &Facts) -> Map {
        let mine = self.made.borrow();
        let found = mine.values().flat_map(|made| made.iter()).find(|made| {
            let named = made.object.get("name").and_then(Value::as_text);
            !made.data && made.kind == kind && name.is_some() && named == name
        });
        if let Some(object) = found.and_then(|made| made.object.as_map()) {
            let mut object = object.clone();
            object.entries.extend(map.entries);
            return object;
        }
        let address = name.map_or_else(|| kind.to_owned(), |name| format!("{kind}/{name}"));
        let of = map.of.clone();
        Map { of, ..applied(kind, &address, &map, facts, 0) }
    }

    /// A data source that depends on a module or resource with changes pending is read in the
    /// apply.
    fn waits(&self, declared: &Declared<'_>) -> bool {
        let Mode::Planned(_) = self.mode else { return false };
        declared.attribute("depends_on").is_some() && !self.nothing_pending(declared)
    }
}

/// Whether it is read anew for each run, and kept nowhere.
///
/// Source: <https://developer.hashicorp.com/terraform/language/block/ephemeral>.
fn is_ephemeral(made: &Made<'_>) -> bool {
    made.declared.block.ident.as_str() == "ephemeral"
}

fn caller(facts: &Facts) -> [(&'static str, String); 4] {
    let account = &facts.account;
    let arn = format!("arn:{}:sts::{account}:assumed-role/terraform/session", facts.partition());
    [
        ("account_id", account.clone()),
        ("id", account.clone()),
        ("arn", arn),
        ("user_id", "AROAEXAMPLE:session".to_owned()),
    ]
}

fn partition(facts: &Facts) -> [(&'static str, String); 4] {
    let (name, suffix) = (facts.partition().to_owned(), facts.dns_suffix().to_owned());
    let reversed = suffix.split('.').rev().collect::<Vec<_>>().join(".");
    [
        ("partition", name.clone()),
        ("id", name),
        ("dns_suffix", suffix),
        ("reverse_dns_prefix", reversed),
    ]
}

fn region(facts: &Facts) -> [(&'static str, String); 4] {
    let region = &facts.region;
    let endpoint = format!("ec2.{region}.{}", facts.dns_suffix());
    [
        ("name", region.clone()),
        ("region", region.clone()),
        ("id", region.clone()),
        ("endpoint", endpoint),
    ]
}

fn zones(map: &mut Map, facts: &Facts) {
    let names = ["a", "b", "c"].map(|zone| Value::text(format!("{}{zone}", facts.region)));
    map.put("names", Value::list(names.to_vec()));
    let ids = ["az1", "az2", "az3"]
        .map(|zone| Value::text(format!("{}-{zone}", digits(&facts.region, 4))));
    map.put("zone_ids", Value::list(ids.to_vec()));
    map.put("id", Value::text(facts.region.as_str()));
}

fn certificates(map: &mut Map) {
    let one = Value::object([("sha1_fingerprint", Value::text(THUMBPRINT))]);
    map.put("certificates", Value::list(vec![one]));
    map.put("id", Value::text(THUMBPRINT));
}
