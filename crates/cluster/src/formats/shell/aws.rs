//! Commands of `aws`.

use irsa_engine::oidc::issuer::without_scheme;

use super::lexer::Command;
use super::options::{Options, behind};
use super::{Session, is_text};
use crate::terraform::{Entry, Kind, Map, Value, Why};

impl Session<'_, '_> {
    /// Runs one, and gives what it prints.
    pub(super) fn aws(&mut self, words: &[Value], command: &Command) -> Value {
        let options = Options::read(words, true, &[]);
        // Global options may stand before the service.
        let plain: Vec<_> = options.words.iter().filter_map(Value::as_text).collect();
        let (service, operation) = match plain.as_slice() {
            [service, operation, ..] => (&**service, &**operation),
            _ => return Value::unknown(Why::NotModelled),
        };
        match (service, operation) {
            ("sts", "get-caller-identity") => {
                let arn = options.text(&["query"]).is_some_and(|query| query.contains("Arn"));
                let account = self.reading.facts.account.clone();
                let text = if arn { format!("arn:aws:iam::{account}:user/admin") } else { account };
                printed(&options, text)
            }
            ("configure", "get") | ("ec2", "describe-availability-zones") => {
                Value::text(self.reading.facts.region.as_str())
            }
            ("iam", "create-role") => self.create_role(&options, command),
            ("iam", "update-assume-role-policy") => self.update_role(&options, command),
            ("iam", "get-role") => self.role_arn(&options),
            ("iam", "create-open-id-connect-provider") => self.create_provider(&options, command),
            ("eks", "create-cluster" | "describe-cluster") => {
                self.cluster(&options, command, operation == "describe-cluster")
            }
            ("eks", "create-pod-identity-association") => {
                self.associate_pods(&options, command);
                Value::unknown(Why::NotModelled)
            }
            ("eks", "create-addon") => {
                self.addon(&options, command);
                Value::unknown(Why::NotModelled)
            }
            // What bears on no gate of a role.
            ("iam", name) if name.contains("-policy") || name.contains("instance-profile") => {
                Value::unknown(Why::NotModelled)
            }
            ("iam", name) if !reads(name) => self.not_understood(command, 3),
            _ => Value::unknown(Why::NotModelled),
        }
    }

    /// A document that is given as text, or by the name of its file.
    fn document(&mut self, value: &Value) -> Value {
        let path = value.as_text().and_then(|text| {
            let rest = text.strip_prefix("file://").or_else(|| text.strip_prefix("fileb://"))?;
            Some(rest.to_owned())
        });
        let Some(path) = path else { return value.clone() };
        match self.file(&path) {
            Some(text) => Value::made(Kind::Text(text)).at(value.at),
            None => {
                if let Some(place) = value.at {
                    self.reading.not_understood(&path, place);
                }
                Value::unknown(Why::NotModelled).at(value.at)
            }
        }
    }

    fn create_role(&mut self, options: &Options, command: &Command) -> Value {
        let Some(name) = options.get(&["role-name"]) else {
            let place = self.place(command);
            let message = "the following arguments are required: --role-name";
            self.reading.refused("aws", message, place);
            return Value::unknown(Why::NotModelled);
        };
        let mut config = Map::default();
        config.put("name", name.clone());
        if let Some(path) = options.get(&["path"]) {
            config.put("path", path.clone());
        }
        if let Some(seconds) = options.get(&["max-session-duration"]) {
            let number = seconds.as_number().map_or(Value::null(), Value::number);
            config.put("max_session_duration", number.at(seconds.at));
        }
        if let Some(policy) = options.get(&["assume-role-policy-document"]) {
            let policy = self.document(policy);
            let entry = Entry { key_at: name.at, value: policy };
            config.entries.insert("assume_role_policy".into(), entry);
        }
        let place = name.at.unwrap_or(self.place(command));
        if let Some(name) = name.as_text() {
            self.roles.insert(name.to_string(), (config, place));
        }
        self.role_arn(options)
    }

    fn update_role(&mut self, options: &Options, command: &Command) -> Value {
        let unknown = Value::unknown(Why::NotModelled);
        let (Some(name), Some(policy)) =
            (options.get(&["role-name"]), options.get(&["policy-document"]))
        else {
            return unknown;
        };
        let policy = self.document(policy);
        let place = name.at.unwrap_or(self.place(command));
        let Some(text) = name.as_text() else { return unknown };
        let mut config = Map::default();
        config.put("name", name.clone());
        let role = self.roles.entry(text.to_string()).or_insert((config, place));
        let entry = Entry { key_at: name.at, value: policy };
        role.0.entries.insert("assume_role_policy".into(), entry);
        unknown
    }

    fn role_arn(&self, options: &Options) -> Value {
        let facts = self.reading.facts;
        let Some(name) = options.text(&["role-name"]) else {
            return Value::unknown(Why::NotModelled);
        };
        let path = options.text(&["path"]).unwrap_or_else(|| "/".into());
        let arn = format!("arn:{}:iam::{}:role{path}{name}", facts.partition(), facts.account);
        match options.text(&["query"]) {
            Some(query) if query.contains("Arn") => printed(options, arn),
            _ => Value::unknown(Why::NotModelled),
        }
    }

    fn create_provider(&mut self, options: &Options, command: &Command) -> Value {
        let Some(url) = options.get(&["url"]) else { return Value::unknown(Why::NotModelled) };
        let place = url.at.unwrap_or(self.place(command));
        let text = url.as_text().unwrap_or_default();
        if url.why_unknown().is_none() && !text.starts_with("https://") {
            let message = format!("ValidationError: Invalid Open ID Connect Provider URL: {text}");
            self.reading.refused("aws", &message, place);
            return Value::unknown(Why::NotModelled);
        }
        let mut config = Map::default();
        config.put("url", url.clone());
        let audiences = options.all("client-id-list").to_vec();
        config.put("client_id_list", Value::list(audiences).at(Some(place)));
        self.reading.make("aws_iam_openid_connect_provider", "provider", &config, place);
        for (name, with_provider) in &mut self.clusters {
            let issuer = self.reading.facts.issuer_of(name, "");
            *with_provider |= without_scheme(&issuer) == without_scheme(&text);
        }
        Value::unknown(Why::NotModelled)
    }

    fn cluster(&mut self, options: &Options, command: &Command, looked_up: bool) -> Value {
        let unknown = Value::unknown(Why::NotModelled);
        let Some(name) = options.get(&["name"]) else { return unknown };
        let Some(text) = name.as_text() else { return unknown };
        self.made_cluster(name, name.at.unwrap_or(self.place(command)), looked_up);
        let issuer = self.reading.facts.issuer_of(&text, "");
        match options.text(&["query"]) {
            Some(query) if query.contains("issuer") => printed(options, issuer),
            _ => unknown,
        }
    }

    fn associate_pods(&mut self, options: &Options, command: &Command) {
        let names = [
            ("cluster-name", "cluster_name"),
            ("namespace", "namespace"),
            ("service-account", "service_account"),
            ("role-arn", "role_arn"),
        ];
        let mut config = Map::default();
        for (option, name) in names {
            if let Some(value) = options.get(&[option]) {
                config.put(name, value.clone());
            }
        }
        let place = self.place(command);
        self.reading.make("aws_eks_pod_identity_association", "association", &config, place);
    }

    fn addon(&mut self, options: &Options, command: &Command) {
        let (Some(name), Some(role)) =
            (options.get(&["addon-name"]), options.get(&["service-account-role-arn"]))
        else {
            return;
        };
        let mut config = Map::default();
        config.put("addon_name", name.clone());
        config.put("service_account_role_arn", role.clone());
        let place = self.place(command);
        self.reading.make("aws_eks_addon", "addon", &config, place);
    }
}

/// What is printed of one value: in quotes, unless text is asked for.
fn printed(options: &Options, text: String) -> Value {
    let plain = options.get(&["output"]).is_some_and(|output| is_text(output, "text"));
    Value::text(if plain { text } else { format!("\"{text}\"") })
}

/// Whether an operation changes nothing.
fn reads(name: &str) -> bool {
    name.starts_with("get-") || name.starts_with("list-") || name.starts_with("tag-")
}

/// `key=value`, as the words of `kubectl` give it.
pub(super) fn pair(word: &Value) -> Option<(String, Value)> {
    let text = word.as_text()?;
    let (key, _) = text.split_once('=')?;
    Some((key.to_owned(), behind(word, key.len() + 1)))
}
