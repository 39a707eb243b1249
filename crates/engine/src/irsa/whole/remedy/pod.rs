//! The pod as the webhook sees it.

use super::Bench;
use super::chain::CONTAINER;
use crate::fix::{Action, Candidate, Edit, FixKind, plain};
use crate::irsa::whole::options;
use crate::irsa::whole::seat::applied_at;
use crate::k8s::webhook::{
    EXPIRATION_DEFAULT, OPT_OUT_LABEL, ROLE_ARN, SKIP_CONTAINERS, TOKEN_FILE, VOLUME,
    WEB_IDENTITY_TOKEN_FILE,
};
use crate::source::Node;
use crate::source::edit::{set, string, with_item, without};
use crate::{Check, Place, Reason};

/// Where the webhook mounts the token.
const MOUNT_PATH: &str = "/var/run/secrets/eks.amazonaws.com/serviceaccount";

/// What makes a web identity.
pub(super) const VARIABLES: [&str; 2] = [ROLE_ARN, WEB_IDENTITY_TOKEN_FILE];

pub(super) fn remedies(bench: &Bench<'_>, check: &Check) -> Vec<Candidate> {
    let found = match &*check.reason {
        Reason::PodNotInjected { .. }
        | Reason::PodWithoutVariables { .. }
        | Reason::PodIdentityNotInjected { .. }
        | Reason::AssociationAfterPod { .. }
        | Reason::PodKeepsWebIdentity { .. } => bench.injected_anew(),
        Reason::VariablesIncomplete { set, .. } => {
            let names: &[&str] = if CONTAINER.contains(&&**set) { &CONTAINER } else { &VARIABLES };
            bench.on_pod(FixKind::RemoveVariables, bench.without_variables(names))
        }
        Reason::WebhookAbsent => {
            return [bench.restored(), bench.by_hand()].into_iter().flatten().collect();
        }
        Reason::WebhookSelectsOthers { .. } => {
            let labelled = check.at.and_then(|at| bench.labelled(at));
            return labelled.into_iter().chain(bench.by_hand()).collect();
        }
        Reason::WebhookOptedOut { .. } => bench.seen("labels", OPT_OUT_LABEL),
        Reason::ContainerSkipped { container } => bench.not_skipped(container),
        _ => None,
    };
    found.into_iter().collect()
}

impl Bench<'_> {
    /// The pod without the variables that keep the webhook from adding its own, created anew where
    /// it runs already.
    pub(super) fn injected_anew(&self) -> Option<Candidate> {
        let live = self.pod()?.item.live;
        let kind = if live { FixKind::RecreatePod } else { FixKind::RemoveVariables };
        self.on_pod(kind, self.without_variables(&VARIABLES))
    }

    /// The pod made again after everything else that a timeline applies.
    pub(super) fn applied_last(&self) -> Option<Candidate> {
        let pod = self.pod()?;
        let timeline = options::node(self.walk, &["timeline"])?;
        let file = self.walk.file_name(pod.file);
        let items: Vec<&Node> = timeline.items().iter().map(Node::resolve).collect();
        let applies = |item: &&&Node| item.get("apply").and_then(Node::text) == Some(&file);
        let at = items.iter().find(applies)?.get("at")?;
        let last = items.iter().filter_map(|item| applied_at(item)).fold(0, i64::max);
        let place = Place { file: self.walk.world.settings_file, span: at.span };
        Some(Candidate {
            kind: FixKind::RecreatePod,
            action: Action::RecreatePod,
            command: Some(self.recreate(pod)),
            edits: vec![self.replace(place, (last / 1000 + 1).to_string())?],
        })
    }

    /// EKS runs the webhook; what can be lost is the configuration that has it asked.
    fn restored(&self) -> Option<Candidate> {
        let edit = self.settings(&["webhook", "present"], "true")?;
        Some(plain(FixKind::RestoreWebhook, vec![edit]))
    }

    /// Writes what the webhook would add into the pod: both variables, and the token's volume.
    pub(super) fn by_hand(&self) -> Option<Candidate> {
        let (pod, container) = (self.pod()?, self.container()?);
        let role = self.walk.role_arn()?;
        let audience = self.walk.token()?.compared_audience()?.0;
        let text = self.text(pod.file);
        let file = format!("{MOUNT_PATH}/{TOKEN_FILE}");
        let variable = |name: &str, value: &str| {
            format!("{{\"name\": {}, \"value\": {}}}", string(name), string(value))
        };
        let variables =
            [variable(ROLE_ARN, &role), variable(WEB_IDENTITY_TOKEN_FILE, &file)].join(", ");
        let mount = format!(
            "{{\"name\": {}, \"mountPath\": {}, \"readOnly\": true}}",
            string(VOLUME),
            string(MOUNT_PATH)
        );
        let volume = format!(
            "{{\"name\": {}, \"projected\": {{\"sources\": [{{\"serviceAccountToken\": \
             {{\"audience\": {}, \"expirationSeconds\": {EXPIRATION_DEFAULT}, \
             \"path\": {}}}}}]}}}}",
            string(VOLUME),
            string(&audience),
            string(TOKEN_FILE)
        );
        let spec = pod.item.node.get("spec")?;
        let add = |node: &Node, key: &str, items: &str| {
            let list = node.get(key).filter(|list| !list.items().is_empty());
            let flow = list.is_some_and(|list| list.span.of(text).starts_with('['));
            let change = match list {
                // A block takes one item at a time, and each of these is written on a line.
                Some(list) if flow || !items.contains("}, {") => with_item(text, list, items),
                Some(_) => None,
                None => set(text, node, &[key], &format!("[{items}]")),
            };
            change.and_then(|change| self.edit(pod.file, change))
        };
        let edits = [
            add(container, "env", &variables)?,
            add(container, "volumeMounts", &mount)?,
            add(spec, "volumes", &volume)?,
        ];
        // What is set on one line of the container is put there together.
        let [env, mounts, volumes] = edits;
        let edits = match env.span == mounts.span && env.span.start == env.span.end {
            true => vec![Edit { text: env.text + &mounts.text, ..mounts }, volumes],
            false => vec![env, mounts, volumes],
        };
        self.on_pod(FixKind::SetByHand, edits)
    }

    /// Gives the pod the first label that a selector asks for and it does not have.
    fn labelled(&self, selector: Place) -> Option<Candidate> {
        let pod = self.pod()?;
        let selector = self.node(selector)?;
        let has = |key: &str| pod.item.metadata.label(key).map(|pair| &pair.value.value);
        let labels = selector.get("matchLabels").map(Node::entries).unwrap_or_default();
        let labels =
            labels.iter().filter_map(|it| Some((it.key.clone(), it.value.text()?.clone())));
        let expressions = selector.get("matchExpressions").map(Node::items).unwrap_or_default();
        let listed = expressions.iter().filter_map(|it| {
            let value = it.get("values").and_then(|values| values.items().first()?.text().cloned());
            let wanted = match it.get("operator")?.text().map(|it| &**it) {
                Some("In") => value?,
                Some("Exists") => "true".into(),
                _ => return None,
            };
            Some((it.get("key")?.text()?.clone(), wanted))
        });
        let mut wanted = labels.chain(listed);
        let (key, value) = wanted.find(|(key, value)| has(key) != Some(value))?;
        let path = ["metadata", "labels", &key];
        let edit = self.set(pod.file, &pod.item.node, &path, &string(&value))?;
        self.on_pod(FixKind::CorrectLabels, vec![edit])
    }

    /// Takes a label or annotation off the pod.
    fn seen(&self, map: &str, key: &str) -> Option<Candidate> {
        let pod = self.pod()?;
        let pairs = pod.item.node.path(&["metadata", map])?;
        let edit = self.edit(pod.file, without(self.text(pod.file), pairs, key)?)?;
        self.on_pod(FixKind::LiftOptOut, vec![edit])
    }

    /// Leaves the others in the list of containers that the webhook skips.
    fn not_skipped(&self, container: &str) -> Option<Candidate> {
        let pod = self.pod()?;
        let list = pod.item.node.path(&["metadata", "annotations", SKIP_CONTAINERS])?;
        let others = list.text()?.split(',').filter(|name| name.trim() != container);
        let others = others.collect::<Vec<_>>().join(",").trim().to_owned();
        if others.is_empty() {
            return self.seen("annotations", SKIP_CONTAINERS);
        }
        let place = pod.place(list.span);
        self.on_pod(FixKind::LiftOptOut, vec![self.replace(place, string(&others))?])
    }
}
