//! The program and its SDK.

use super::{Bench, run};
use crate::fix::{Candidate, Edit, FixKind, plain};
use crate::irsa::whole::options;
use crate::sdk::Origin;
use crate::source::Node;
use crate::source::edit::{Change, string};
use crate::sts::request::is_session_name;
use crate::{Check, Place, Reason};

/// Static keys, and the token that temporary ones come with.
const KEYS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
/// What names a profile or the files it is in.
const PROFILES: [&str; 3] = ["AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"];
/// What points an SDK to an endpoint for containers.
pub(super) const CONTAINER: [&str; 3] = [
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
];
/// What STS takes as a session's seconds.
const DURATION: [i64; 2] = [900, 43_200];

pub(super) fn remedies(bench: &Bench<'_>, check: &Check) -> Vec<Candidate> {
    let found = match (&*check.reason, check.at) {
        (Reason::StaticKeysWin { .. }, at) => bench.without_keys(at),
        (Reason::ProfileWins { .. }, _) => bench.without_profile(),
        (Reason::ContainerWins { .. }, _) => {
            bench.on_pod(FixKind::RemoveVariables, bench.without_variables(&CONTAINER))
        }
        (Reason::SdkTooOld { sdk, minimum, .. }, _) => {
            let edit = bench.settings(&["sdk", "version"], &string(minimum));
            edit.map(|edit| run(FixKind::UpgradeSdk, upgrade(sdk, minimum), vec![edit]))
        }
        (Reason::SdkModuleMissing { sdk, module }, _) => bench.with_module(sdk, module),
        (Reason::SdkChainWithoutWebIdentity { .. }, _) => bench.whole_chain(),
        (Reason::RegionMissing { .. }, _) => {
            bench.on_pod(FixKind::SetRegion, bench.with_variable("AWS_REGION", &bench.walk.region))
        }
        (Reason::SessionNameInvalid { value }, Some(at)) => bench.renamed(value, at),
        (Reason::SessionArnIncomplete { value }, Some(at)) => {
            // What AWS makes of it in a policy that is attached.
            let missing = 5_usize.saturating_sub(value.matches(':').count());
            let whole = format!("{value}{}", ":*".repeat(missing));
            let written = bench.text(at.file).get(at.span.start..at.span.end).unwrap_or_default();
            let edit = match written.trim_matches(['"', '\'']) == &**value {
                true => bench.replace(at, string(&whole)),
                false => bench.replace(at, written.replace(&**value, &whole)),
            };
            edit.map(|edit| plain(FixKind::CorrectPolicy, vec![edit]))
        }
        (Reason::DurationOutOfRange { seconds }, Some(at)) => {
            let [least, most] = DURATION;
            let edit = bench.replace(at, (*seconds).clamp(least, most).to_string());
            edit.map(|edit| plain(FixKind::ShortenSession, vec![edit]))
        }
        (Reason::DurationOverMaximum { seconds, maximum }, Some(at)) => {
            let edit = bench.replace(at, maximum.to_string());
            let shorter = edit.map(|edit| plain(FixKind::ShortenSession, vec![edit]));
            return shorter.into_iter().chain(bench.longer(*seconds)).collect();
        }
        _ => None,
    };
    found.into_iter().collect()
}

impl Bench<'_> {
    /// Takes the keys out of the container, or out of what its variables come from.
    fn without_keys(&self, at: Option<Place>) -> Option<Candidate> {
        let own = self.without_variables(&KEYS);
        if !own.is_empty() {
            return self.on_pod(FixKind::RemoveVariables, own);
        }
        let at = at?;
        let object = self.node(at)?;
        let text = self.text(at.file);
        let maps = ["data", "stringData"].into_iter().filter_map(|key| object.get(key));
        let held = maps.filter(|map| map.entries().iter().any(|entry| is_key(&entry.key)));
        let edits: Vec<Edit> = held.filter_map(|map| self.without_all(text, at, map)).collect();
        let kind = object.get("kind").and_then(Node::text)?.to_ascii_lowercase();
        let name = object.path(&["metadata", "name"]).and_then(Node::text)?;
        let namespace = self.walk.namespace();
        let command = format!("kubectl edit {kind} {name} -n {namespace}");
        (!edits.is_empty()).then(|| run(FixKind::RemoveVariables, Some(command), edits))
    }

    /// Leaves of a map what is no key.
    fn without_all(&self, text: &str, at: Place, map: &Node) -> Option<Edit> {
        let kept = map.entries().iter().filter(|entry| !is_key(&entry.key));
        let pair = |entry: &crate::source::Entry| {
            format!("{}: {}", string(&entry.key), entry.value.span.of(text))
        };
        let kept: Vec<String> = kept.map(pair).collect();
        self.edit(at.file, Change::new(map.span, format!("{{{}}}", kept.join(", "))))
    }

    fn without_profile(&self) -> Option<Candidate> {
        if options::node(self.walk, &["sdk", "profile"]).and_then(|it| it.boolean()) == Some(true) {
            let edit = self.settings(&["sdk", "profile"], "false")?;
            return Some(plain(FixKind::RemoveProfile, vec![edit]));
        }
        self.on_pod(FixKind::RemoveProfile, self.without_variables(&PROFILES))
    }

    fn with_module(&self, sdk: &str, module: &str) -> Option<Candidate> {
        let listed = options::node(self.walk, &["sdk", "modules"])?;
        let words = listed.items().iter().filter_map(Node::text).map(|word| string(word));
        let all: Vec<String> = words.chain([string(module)]).collect();
        let edit = self.settings(&["sdk", "modules"], &format!("[{}]", all.join(", ")))?;
        let command = (sdk == "dotnet").then(|| format!("dotnet add package AWSSDK.{module}"));
        Some(run(FixKind::AddSdkModule, command, vec![edit]))
    }

    /// The SDK's own chain instead of the program's, or web identities at the head of that.
    fn whole_chain(&self) -> Option<Candidate> {
        let chain = options::node(self.walk, &["sdk", "chain"])?;
        let meant = match self.walk.association() {
            Some(_) => Origin::Container,
            None => Origin::WebIdentity,
        };
        let word = if meant == Origin::Container { "container" } else { "web-identity" };
        let words = chain.items().iter().filter_map(Node::text).map(|word| string(word));
        let all: Vec<String> = [string(word)].into_iter().chain(words).collect();
        let edit = self.settings(&["sdk", "chain"], &format!("[{}]", all.join(", ")))?;
        Some(plain(FixKind::UseDefaultChain, vec![edit]))
    }

    /// The same name with only what STS takes.
    fn renamed(&self, value: &str, at: Place) -> Option<Candidate> {
        let fits = |char: char| if is_session_name(&char.to_string()) { char } else { '-' };
        let mut name: String = value.chars().map(fits).take(64).collect();
        while name.len() < 2 {
            name.push('-');
        }
        let edit = self.replace(at, string(&name))?;
        let of_pod = self.pod().is_some_and(|pod| pod.file == at.file);
        let kind = FixKind::CorrectSessionName;
        if of_pod { self.on_pod(kind, vec![edit]) } else { Some(plain(kind, vec![edit])) }
    }

    /// Lets the role's sessions last as long as is asked for.
    fn longer(&self, seconds: i64) -> Option<Candidate> {
        let role = self.walk.role_given()?;
        let node = self.node(role.place(role.item.span))?;
        let edit = self.set(role.file, &node, &["MaxSessionDuration"], &seconds.to_string())?;
        let arn = self.walk.role_arn()?;
        let name = arn.rsplit('/').next()?;
        let command =
            format!("aws iam update-role --role-name {name} --max-session-duration {seconds}");
        Some(run(FixKind::LengthenSession, Some(command), vec![edit]))
    }
}

fn is_key(name: &str) -> bool {
    KEYS.iter().any(|key| name.ends_with(key))
}

/// What brings a version of an SDK into a program; none where that depends on how it is built.
fn upgrade(sdk: &str, minimum: &str) -> Option<String> {
    Some(match sdk {
        "botocore" | "boto3" => format!("pip install --upgrade '{sdk}>={minimum}'"),
        "cli" => format!("pip install --upgrade 'awscli>={minimum}'"),
        "go-v1" => format!("go get github.com/aws/aws-sdk-go@v{minimum}"),
        "go-v2" => "go get github.com/aws/aws-sdk-go-v2/config@latest".to_owned(),
        "js-v2" => format!("npm install aws-sdk@^{minimum}"),
        "js-v3" => format!("npm install @aws-sdk/credential-providers@^{minimum}"),
        "rust" => "cargo update -p aws-config".to_owned(),
        "dotnet" => "dotnet add package AWSSDK.Core".to_owned(),
        "php" => format!("composer require 'aws/aws-sdk-php:^{minimum}'"),
        "ruby" => format!("gem install aws-sdk-core -v '>= {minimum}'"),
        _ => return None,
    })
}
