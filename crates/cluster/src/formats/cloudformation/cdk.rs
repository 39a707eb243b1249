//! Resources that the CDK makes by functions of its own: what its service accounts are made of.
//!
//! Source: <https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-eks/lib/
//! service-account.ts>.

use std::rc::Rc;

use irsa_engine::Place;
use irsa_engine::source::{Node, json};

use super::Stack;
use super::resource::Made;
use crate::terraform::{Map, Value, tree};

/// Objects of Kubernetes, as JSON in a text.
const OBJECTS: &str = "Custom::AWSCDK-EKS-KubernetesResource";
/// A value as JSON in a text, for keys that are known once the stack is made.
const JSON: &str = "Custom::AWSCDKCfnJson";

impl Stack<'_> {
    /// The objects that a resource applies to its cluster.
    pub(super) fn objects_of(&self, id: &Rc<str>, place: Place) -> Vec<Made> {
        let node = self.section("Resources", id);
        let objects = node.and_then(|node| self.json_of(node, OBJECTS, "Manifest"));
        let items = objects.as_ref().and_then(Value::items).unwrap_or_default();
        let made = items.iter().enumerate().map(|(number, object)| {
            let mut config = Map::default();
            config.put("manifest", object.clone());
            Made { kind: "kubernetes_manifest", address: format!("{id}[{number}]"), config, place }
        });
        made.collect()
    }

    /// What `Value` of a text of JSON gives.
    pub(super) fn json_value(&self, declared: &Node, attribute: &str) -> Option<Value> {
        (attribute == "Value").then(|| self.json_of(declared, JSON, attribute)).flatten()
    }

    fn json_of(&self, node: &Node, kind: &str, property: &str) -> Option<Value> {
        (&**node.get("Type")?.text()? == kind).then_some(())?;
        let value = self.value(node.path(&["Properties", property])?);
        let text = value.as_str()?;
        let parsed = json::parse(&text.text);
        parsed.documents.first().map(|document| tree(self.sources, &document.root, text))
    }

    /// The issuer without its scheme, as condition keys begin.
    pub(super) fn bare_issuer(issuer: &Value) -> Option<Value> {
        let text = issuer.as_text()?;
        Some(Value::text(text.strip_prefix("https://")?).at(issuer.at))
    }
}
