//! Commands of `eksctl`.
//!
//! Source: <https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html>.

use irsa_engine::Place;
use irsa_engine::source::{self, Node};

use super::Session;
use super::lexer::Command;
use super::options::Options;
use crate::formats::detect::{Format, of_object};
use crate::formats::{Input, eksctl};
use crate::terraform::{Map, Str, Value, Why};

const FLAGS: [&str; 9] = [
    "approve",
    "role-only",
    "override-existing-serviceaccounts",
    "with-oidc",
    "managed",
    "create-service-account",
    "fargate",
    "without-nodegroup",
    "auto-kubeconfig",
];

/// What eksctl says where it only plans.
const PLANNED: &str = "no changes were applied, run again with '--approve' to apply the changes";

impl Session<'_, '_> {
    /// Runs one.
    pub(super) fn eksctl(
        &mut self,
        words: &[Value],
        stdin: Option<&Value>,
        command: &Command,
    ) -> Value {
        let options = Options::read(words, false, &FLAGS);
        let plain: Vec<_> = options.words.iter().map(|w| w.as_text().unwrap_or_default()).collect();
        let place = self.place(command);
        let plain: Vec<&str> = plain.iter().map(|word| &**word).collect();
        match plain.as_slice() {
            ["create", "cluster" | "iamserviceaccount" | "podidentityassociation", ..]
                if options.has("f") || options.has("config-file") =>
            {
                let file = options.text(&["f", "config-file"]).unwrap_or_default();
                let text = match &*file {
                    "-" => stdin.and_then(Value::as_str).cloned(),
                    path => self.files.get(path).cloned(),
                };
                if let Some(text) = text {
                    self.config(&text, place);
                }
            }
            ["create", "cluster", ..] => self.create_cluster(&options, place),
            ["utils", "associate-iam-oidc-provider", ..] => {
                if self.approved(&options, place)
                    && let Some(cluster) = self.cluster_of(&options, place)
                {
                    self.associate(&cluster, place);
                }
            }
            ["create", "iamserviceaccount", ..] => self.iam_service_account(&options, place),
            ["create", "podidentityassociation", ..] => self.association(&options, place),
            ["create", ..] | ["utils", ..] | ["get", ..] | ["version"] => {}
            _ => {
                self.not_understood(command, 3);
            }
        }
        Value::unknown(Why::NotModelled)
    }

    fn approved(&mut self, options: &Options, place: Place) -> bool {
        let approved = options.has("approve");
        if !approved {
            self.reading.refused("eksctl", PLANNED, place);
        }
        approved
    }

    /// The cluster that a command names; it is one that exists.
    fn cluster_of(&mut self, options: &Options, place: Place) -> Option<String> {
        let value = options.get(&["cluster", "c"]);
        let Some(value) = value else {
            self.reading.refused("eksctl", "--cluster must be set", place);
            return None;
        };
        let name = value.as_text()?;
        self.made_cluster(value, value.at.unwrap_or(place), true);
        Some(name.to_string())
    }

    /// Makes a cluster, or looks one up that another text may make.
    pub(super) fn made_cluster(&mut self, name: &Value, place: Place, looked_up: bool) {
        let Some(text) = name.as_text() else { return };
        if looked_up && self.clusters.contains_key(&*text) {
            return;
        }
        let mut config = Map::default();
        config.put("name", name.clone());
        self.reading.make("aws_eks_cluster", &text, &config, place);
        if let Some(made) = self.reading.resources.last_mut() {
            made.data = looked_up;
        }
        if !looked_up {
            self.clusters.insert(text.to_string(), false);
        }
    }

    fn associate(&mut self, cluster: &str, place: Place) {
        self.reading.associate(cluster, place);
        if let Some(with_provider) = self.clusters.get_mut(cluster) {
            *with_provider = true;
        }
    }

    fn create_cluster(&mut self, options: &Options, place: Place) {
        let name = options.get(&["name", "n"]).or(options.words.get(2)).cloned();
        let Some(name) = name else { return };
        self.made_cluster(&name, name.at.unwrap_or(place), false);
        if let (Some(name), true) = (name.as_text(), options.has("with-oidc")) {
            self.associate(&name, place);
        }
    }

    fn iam_service_account(&mut self, options: &Options, place: Place) {
        if !self.approved(options, place) {
            return;
        }
        let Some(cluster) = self.cluster_of(options, place) else { return };
        match self.clusters.get(&cluster) {
            Some(false) => {
                let message =
                    "unable to create iamserviceaccount(s) without IAM OIDC provider enabled";
                return self.reading.refused("eksctl", message, place);
            }
            Some(true) => {}
            // It asks for the provider first, so there is one.
            None => self.associate(&cluster, place),
        }
        let account = eksctl::ServiceAccount {
            name: options.get(&["name"]).cloned(),
            namespace: options.get(&["namespace", "n"]).cloned(),
            role_name: options.get(&["role-name"]).cloned(),
            attached: options.get(&["attach-role-arn"]).cloned(),
            role_only: options.has("role-only"),
            ..eksctl::ServiceAccount::default()
        };
        account.make(self.reading, &cluster, Some(place));
    }

    fn association(&mut self, options: &Options, place: Place) {
        let Some(cluster) = self.cluster_of(options, place) else { return };
        let names = [
            ("namespace", "namespace"),
            ("service-account-name", "serviceAccountName"),
            ("role-arn", "roleARN"),
            ("role-name", "roleName"),
        ];
        let mut map = Map::default();
        for (option, name) in names {
            if let Some(value) = options.get(&[option]) {
                map.put(name, value.clone());
            }
        }
        if options.has("create-service-account") {
            map.put("createServiceAccount", Value::bool(true));
        }
        eksctl::pod_identity(self.reading, &cluster, &Value::map(map).at(Some(place)));
    }

    /// A ClusterConfig that a command reads from a here-document.
    fn config(&mut self, text: &Str, place: Place) {
        for document in &source::read(&text.text).documents {
            let root: &Node = document.root.resolve();
            if of_object(root) == Some(Format::Eksctl) {
                let value = crate::terraform::tree(self.reading.sources, root, text);
                let whole = Input { file: place.file, text: self.input.text };
                eksctl::config(self.reading, &value, whole.place(place.span));
            }
        }
    }
}
