//! What the process has beside its web identity: variables from elsewhere, and the token's file.

use super::options;
use crate::irsa::process::Variables;
use crate::irsa::walk::Walk;
use crate::k8s::pod::EnvVar;
use crate::source::Node;
use crate::{Check, Gate, Place, Reason, State, Step, Text};

/// The variables that name shared files or a profile in them.
const PROFILES: [&str; 3] = ["AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE", "AWS_PROFILE"];

/// A variable of the container that is set to something.
pub(super) fn variable<'w>(walk: &'w Walk<'_>, name: &str) -> Option<&'w EnvVar> {
    walk.process.container.as_ref()?.set_variable(name)
}

/// The value of a variable that the pod's text spells out.
pub(super) fn value(walk: &Walk<'_>, name: &str) -> Option<Text> {
    Some(variable(walk, name)?.value.as_ref()?.value.clone())
}

/// Where static keys come from: the container's own variables, or a Secret or config map that was
/// given.
pub(super) fn static_keys(walk: &Walk<'_>) -> Option<Option<Place>> {
    crate::irsa::sdk::static_keys(walk).or_else(|| {
        let holds = |keys: &Vec<Text>, name: &str| keys.iter().any(|key| &**key == name);
        let found = env_from(walk).into_iter().find(|(keys, _)| {
            holds(keys, "AWS_ACCESS_KEY_ID") && holds(keys, "AWS_SECRET_ACCESS_KEY")
        });
        found.map(|(_, place)| Some(place))
    })
}

/// The names of the variables that come from each Secret or config map that was given.
fn env_from(walk: &Walk<'_>) -> Vec<(Vec<Text>, Place)> {
    let (Some(pod), Some(container)) = (&walk.process.pod, &walk.process.container) else {
        return Vec::new();
    };
    let lists = ["containers", "initContainers"].into_iter();
    let nodes = lists.filter_map(|list| pod.node.path(&["spec", list])).flat_map(Node::items);
    let named = |node: &&Node| node.get("name").and_then(Node::text) == Some(&container.name);
    let Some(node) = nodes.map(Node::resolve).find(named) else { return Vec::new() };
    let sources = node.get("envFrom").map(Node::items).unwrap_or_default();
    sources.iter().filter_map(|source| from(walk, source.resolve())).collect()
}

fn from(walk: &Walk<'_>, source: &Node) -> Option<(Vec<Text>, Place)> {
    let (kind, name) = [("Secret", "secretRef"), ("ConfigMap", "configMapRef")]
        .into_iter()
        .find_map(|(kind, key)| Some((kind, source.path(&[key, "name"])?.text()?.clone())))?;
    let prefix = source.get("prefix").and_then(Node::text).cloned().unwrap_or_default();
    let namespace = walk.namespace();
    let is_it = |node: &Node| {
        let text = |path: &[&str]| node.path(path).and_then(Node::text).cloned();
        text(&["kind"]).as_deref() == Some(kind)
            && text(&["metadata", "name"]) == Some(name.clone())
            && text(&["metadata", "namespace"]).unwrap_or_else(|| "default".into()) == namespace
    };
    let object = walk.world.others.iter().find(|other| is_it(other.item))?;
    let maps = ["data", "stringData"].into_iter().filter_map(|key| object.item.get(key));
    let keys = maps.flat_map(Node::entries).map(|entry| format!("{prefix}{}", entry.key).into());
    Some((keys.collect(), object.place(object.span)))
}

/// Where a profile is named: in the settings, or by a variable.
pub(super) fn profile(walk: &Walk<'_>) -> Option<(Text, Option<Place>)> {
    if let Some(set) = options::node(walk, &["sdk", "profile"])
        && let Some(true) = set.boolean()
    {
        let place = Place { file: walk.world.settings_file, span: set.span };
        return Some(("profile".into(), Some(place)));
    }
    let found = PROFILES.into_iter().find_map(|name| Some((name, variable(walk, name)?)));
    found.map(|(name, variable)| (name.into(), walk.pod_place(variable.span)))
}

/// What the settings say of the token's file, and whether its path is one of the system's.
pub(super) fn token_file(walk: &mut Walk<'_>) {
    let Variables::Both { file: (path, place), .. } = walk.process.variables.clone() else {
        return;
    };
    let check = |reason| Check::new(Gate::Token, Step::TokenRead, State::Fail, reason);
    if let Some(state) = options::word(walk, &["token", "file"], &["ok", "absent", "unreadable"]) {
        let at = options::place(walk, &state);
        match &*state.value {
            "absent" => walk.record(check(Reason::TokenNotMounted { path: path.clone() }).at(at)),
            "unreadable" => {
                walk.record(check(Reason::TokenFileUnreadable { path: path.clone() }).at(at));
            }
            _ => {}
        }
    }
    let windows = walk.process.pod.as_ref().is_some_and(|pod| pod.windows);
    let dotnet = options::text(walk, &["sdk", "name"]).is_some_and(|sdk| &*sdk.value == "dotnet");
    if windows && dotnet && path.starts_with('/') {
        // It refuses the path before anything is asked, and goes on to what comes next.
        walk.moves_on = true;
        walk.record(check(Reason::TokenPathNotWindows { path }).at(place));
    }
}
