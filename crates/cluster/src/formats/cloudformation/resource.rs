//! The resources of a template, and what `Ref` and `Fn::GetAtt` say of them.

use std::rc::Rc;

use irsa_engine::Place;
use irsa_engine::source::Node;

use super::{Object, STACK, Stack};
use crate::terraform::{Entry, Map, Value, Why, applied, digits};

/// A type that is read, its type of Terraform, and the names of its properties there.
type Known = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const TYPES: [Known; 7] = [
    (
        "AWS::IAM::Role",
        "aws_iam_role",
        &[
            ("RoleName", "name"),
            ("Path", "path"),
            ("AssumeRolePolicyDocument", "assume_role_policy"),
            ("MaxSessionDuration", "max_session_duration"),
        ],
    ),
    (
        "AWS::IAM::OIDCProvider",
        "aws_iam_openid_connect_provider",
        &[("Url", "url"), ("ClientIdList", "client_id_list")],
    ),
    (
        "Custom::AWSCDKOpenIdConnectProvider",
        "aws_iam_openid_connect_provider",
        &[("Url", "url"), ("ClientIDList", "client_id_list")],
    ),
    ("Custom::AWSCDK-EKS-Cluster", "aws_eks_cluster", &[]),
    ("AWS::EKS::Cluster", "aws_eks_cluster", &[("Name", "name"), ("Version", "version")]),
    (
        "AWS::EKS::PodIdentityAssociation",
        "aws_eks_pod_identity_association",
        &[
            ("ClusterName", "cluster_name"),
            ("Namespace", "namespace"),
            ("ServiceAccount", "service_account"),
            ("RoleArn", "role_arn"),
        ],
    ),
    (
        "AWS::EKS::Addon",
        "aws_eks_addon",
        &[
            ("ClusterName", "cluster_name"),
            ("AddonName", "addon_name"),
            ("ServiceAccountRoleArn", "service_account_role_arn"),
        ],
    ),
];

/// A resource as the stack makes it.
pub(super) struct Made {
    /// Its type, as Terraform calls it.
    pub(super) kind: &'static str,
    /// Its logical id.
    pub(super) address: String,
    /// Its properties, as Terraform calls them.
    pub(super) config: Map,
    /// Where its logical id stands.
    pub(super) place: Place,
}

impl Stack<'_> {
    /// Every resource that is read and made.
    pub(super) fn resources(&self) -> Vec<Made> {
        let entries = self.root.get("Resources").map(Node::entries).unwrap_or_default();
        let mut made = Vec::new();
        for entry in entries {
            if entry.key.starts_with("Fn::ForEach") {
                self.not_understood(&entry.key, &entry.value);
                continue;
            }
            let place = self.input.place(entry.key_span);
            made.extend(self.resource(&entry.key, place));
            made.extend(self.objects_of(&entry.key, place));
        }
        made
    }

    fn resource(&self, id: &Rc<str>, place: Place) -> Option<Made> {
        let node = self.section("Resources", id)?;
        let kind = node.get("Type")?.text()?;
        let (_, kind, names) = TYPES.iter().find(|(known, ..)| *known == &**kind)?;
        if let Some(condition) = node.get("Condition").and_then(Node::text)
            && self.condition(condition) != Some(true)
        {
            if self.condition(condition).is_none() {
                self.not_understood(&format!("Condition {condition}"), node);
            }
            return None;
        }
        let properties = node.get("Properties");
        let mut config = Map::default();
        for (property, name) in *names {
            let Some(entry) = properties.and_then(|node| node.entry(property)) else { continue };
            if let Some(value) = self.property(&entry.value) {
                let key_at = Some(self.input.place(entry.key_span));
                config.entries.insert((*name).into(), Entry { key_at, value });
            }
        }
        // The CDK's own cluster has its properties in a map of them.
        let named = properties.and_then(|node| node.path(&["Config", "name"]));
        if let Some(name) = named.filter(|_| *kind == "aws_eks_cluster") {
            config.put("name", self.value(name));
        }
        if ["aws_iam_role", "aws_eks_cluster"].contains(kind) && config.get("name").is_none() {
            config.put("name", Value::text(self.physical(id)).at(Some(place)));
        }
        Some(Made { kind, address: id.to_string(), config, place })
    }

    /// The name of a resource that has none of its own: the one that another text knows, else one
    /// that is made up.
    fn physical(&self, id: &str) -> String {
        let infix = format!("-{id}-");
        let part = |char: char| char.is_ascii_alphanumeric() || "-_+=,.@".contains(char);
        let known = self.sources.files.iter().find_map(|file| {
            let at = file.text.find(&infix)?;
            let before = file.text.get(..at)?;
            let start = before.len() - before.chars().rev().take_while(|char| part(*char)).count();
            let found = file.text.get(start..)?;
            let found = found.get(..found.find(|char| !part(char)).unwrap_or(found.len()))?;
            before.get(..start)?.ends_with(['/', '"', '\'']).then(|| found.to_owned())
        });
        known.unwrap_or_else(|| format!("{STACK}-{id}-{}", digits(id, 12).to_uppercase()))
    }

    /// The object that a resource becomes.
    fn object(&self, id: &Rc<str>, node: &Node) -> Option<Object> {
        if let Some(known) = self.objects.borrow().get(id) {
            return known.clone();
        }
        let place = self.input.place(node.span);
        let made = self.within(id, || self.resource(id, place)).flatten();
        let object = made.map(|made| {
            let object = applied(made.kind, &made.address, &made.config, self.facts, 0);
            (made.kind, Rc::new(object))
        });
        self.objects.borrow_mut().insert(Rc::clone(id), object.clone());
        object
    }

    /// What `Ref` gives: of a resource, its name or its ARN.
    pub(super) fn reference(&self, name: &Rc<str>, node: &Node) -> Value {
        let at = Some(self.input.place(node.span));
        let facts = self.facts;
        let pseudo = match &**name {
            "AWS::AccountId" => facts.account.clone(),
            "AWS::Region" => facts.region.clone(),
            "AWS::Partition" => facts.partition().to_owned(),
            "AWS::URLSuffix" => facts.dns_suffix().to_owned(),
            "AWS::StackName" => STACK.to_owned(),
            _ => String::new(),
        };
        if !pseudo.is_empty() {
            return Value::text(pseudo).at(at);
        }
        if let Some(declared) = self.section("Parameters", name) {
            return self.parameter(name, declared).or_at(at);
        }
        let Some(declared) = self.section("Resources", name) else {
            return self.refused(&format!("Unresolved resource dependencies [{name}]"), node);
        };
        let known = self.object(name, declared).and_then(|(kind, object)| {
            let name = match kind {
                "aws_iam_openid_connect_provider" => "arn",
                "aws_iam_role" | "aws_eks_cluster" => "name",
                _ => return None,
            };
            object.get(name).cloned()
        });
        known.map_or_else(
            || self.not_understood(&format!("Ref {name}"), node),
            |value| value.or_at(at),
        )
    }

    /// What `Fn::GetAtt` gives.
    pub(super) fn attribute(&self, name: &Rc<str>, attribute: &str, node: &Node) -> Value {
        let at = Some(self.input.place(node.span));
        let Some(declared) = self.section("Resources", name) else {
            return self.refused(&format!("Unresolved resource dependencies [{name}]"), node);
        };
        let json = self.json_value(declared, attribute);
        let of_object = || {
            self.object(name, declared).and_then(|(kind, object)| {
                let issuer = ["identity", "0", "oidc", "0", "issuer"];
                if (kind, attribute) == ("aws_eks_cluster", "OpenIdConnectIssuer") {
                    return Self::bare_issuer(object.path(&issuer)?);
                }
                let path: &[&str] = match (kind, attribute) {
                    (_, "Arn") => &["arn"],
                    ("aws_iam_role", "RoleId") => &["unique_id"],
                    ("aws_eks_cluster", "OpenIdConnectIssuerUrl") => &issuer,
                    ("aws_eks_cluster", "Endpoint") => &["endpoint"],
                    ("aws_eks_cluster", "CertificateAuthorityData") => {
                        &["certificate_authority", "0", "data"]
                    }
                    _ => return None,
                };
                object.path(path).cloned()
            })
        };
        let unknown = || self.not_understood(&format!("{name}.{attribute}"), node);
        json.or_else(of_object).map_or_else(unknown, |value| value.or_at(at))
    }

    /// A property; none where it is `AWS::NoValue`.
    fn property(&self, node: &Node) -> Option<Value> {
        let value = self.value(node);
        (!self.is_no_value(node)).then_some(value)
    }
}

/// What is not known of a part of which a part is not known.
pub(super) fn unknown(values: &[Value]) -> Option<Why> {
    values.iter().filter_map(Value::unknown_within).max()
}
