//! The pod's account, and the role that it is bound to.

use super::{Bench, run};
use crate::arn::{self, Arn};
use crate::fix::{Action, Candidate, Edit, FixKind, plain};
use crate::irsa::binding::ROLE_ANNOTATION;
use crate::irsa::trust::ACTION;
use crate::irsa::whole::pod_identity::SERVICE;
use crate::k8s::objects::ServiceAccount;
use crate::source::edit::{Change, string};
use crate::{Check, Place, Reason, Text};

pub(super) fn remedies(bench: &Bench<'_>, check: &Check) -> Vec<Candidate> {
    match (&*check.reason, check.at) {
        (Reason::ServiceAccountMissing { .. }, _) => {
            bench.other_account().into_iter().chain(bench.new_account()).collect()
        }
        (Reason::AnnotationMissing { .. }, _) => {
            let roles = bench.roles();
            let bound = roles.iter().filter_map(|role| bench.annotate(role));
            bound.chain(bench.other_account()).chain(bench.associate()).collect()
        }
        (Reason::AnnotationKeyWrong { .. }, Some(at)) => {
            let edit = bench.replace(at, string(ROLE_ANNOTATION));
            let key = edit.map(|edit| plain(FixKind::CorrectAnnotation, vec![edit]));
            let roles = bench.roles();
            key.into_iter().chain(roles.iter().filter_map(|role| bench.annotate(role))).collect()
        }
        (Reason::AnnotationOnPod { .. }, _) => {
            let roles: Vec<Text> = bench.on_the_pod().into_iter().chain(bench.roles()).collect();
            roles.iter().filter_map(|role| bench.annotate(role)).collect()
        }
        (Reason::RoleArnMalformed { value }, Some(at))
        | (Reason::AssociationRoleElsewhere { role: value, .. }, Some(at)) => {
            bench.correct_role(value, at)
        }
        _ => Vec::new(),
    }
}

impl Bench<'_> {
    /// The roles that were given, those first whose trust policy names the asker.
    pub(super) fn roles(&self) -> Vec<Text> {
        let subject = self.subject().unwrap_or_default();
        let given = &self.walk.world.roles;
        let names = |role: &crate::model::aws::Role| {
            role.trust.as_ref().is_some_and(|trust| trust.text.contains(&*subject))
        };
        let (first, then): (Vec<_>, Vec<_>) =
            given.iter().copied().partition(|role| names(role.item));
        let arns = first.into_iter().chain(then).filter_map(|role| role.item.arn.as_ref());
        let mut all: Vec<Text> = arns.map(|arn| arn.value.clone()).collect();
        if all.is_empty() {
            let of_policy = self.walk.role_arn().filter(|arn| arn::is_taken_by_sts(arn));
            all.push(of_policy.unwrap_or_else(|| self.usual_role()));
        }
        all
    }

    /// Where no role is known: one of the account's own name.
    fn usual_role(&self) -> Text {
        let (partition, account) = (self.walk.partition(), self.walk.role_account());
        format!("arn:{partition}:iam::{account}:role/{}", self.walk.account_name()).into()
    }

    /// Binds the asker's account to a role.
    pub(super) fn annotate(&self, role: &str) -> Option<Candidate> {
        let account = self.walk.account()?;
        let place = account.place(account.item.span);
        let path = ["metadata", "annotations", ROLE_ANNOTATION];
        let edit = self.set(account.file, &self.node(place)?, &path, &string(role))?;
        let command = format!(
            "kubectl annotate serviceaccount {} --overwrite {ROLE_ANNOTATION}={role}",
            self.account()
        );
        Some(run(FixKind::AnnotateAccount, Some(command), vec![edit]))
    }

    /// An association with the role that trusts EKS Pod Identity and nothing else.
    fn associate(&self) -> Option<Candidate> {
        let world = &self.walk.world;
        let trusts = |role: &crate::model::aws::Role| {
            let trust = role.trust.as_ref().map(|trust| &*trust.text).unwrap_or_default();
            trust.contains(SERVICE) && !trust.contains(ACTION)
        };
        let role = world.roles.iter().find(|given| trusts(given.item))?.item.arn.as_ref()?;
        let of_cluster = world.clusters.iter().find_map(|given| {
            let arn = given.item.arn.as_ref()?;
            arn.rsplit('/').next().map(Text::from)
        });
        let named = |key: &str| {
            let others = world.associations.iter();
            others.filter_map(|given| given.item.node.get(key)?.text().cloned()).next()
        };
        let cluster = of_cluster.or_else(|| named("clusterName"))?;
        let (namespace, account) = (self.walk.namespace(), self.walk.account_name());
        let text = format!(
            "{{\"association\": {{\"clusterName\": {}, \"namespace\": {}, \
             \"serviceAccount\": {}, \"roleArn\": {}}}}}\n",
            string(&cluster),
            string(&namespace),
            string(&account),
            string(&role.value)
        );
        let command = format!(
            "aws eks create-pod-identity-association --cluster-name {cluster} \
             --namespace {namespace} --service-account {account} --role-arn {}",
            role.value
        );
        let edits = vec![created("created-association.json", text)];
        Some(run(FixKind::CreateAssociation, Some(command), edits))
    }

    /// The role that the pod's own annotation names.
    fn on_the_pod(&self) -> Option<Text> {
        let pairs = &self.pod()?.item.metadata.annotations;
        let role = pairs.iter().find(|pair| pair.value.value.contains(":role/"))?;
        Some(role.value.value.clone())
    }

    /// An account of the pod's namespace that is bound to a role already.
    fn other_account(&self) -> Option<Candidate> {
        let pod = self.pod()?;
        let namespace = self.walk.namespace();
        let bound = |account: &&ServiceAccount| {
            account.metadata.namespace() == &*namespace && account.role_arn().is_some()
        };
        let account = self.walk.known_accounts().iter().map(|given| given.item).find(bound)?;
        let spec = pod.item.node.get("spec")?;
        let name = string(&account.metadata.name.value);
        let edit = self.set(pod.file, spec, &["serviceAccountName"], &name)?;
        self.on_pod(FixKind::UseAccount, vec![edit])
    }

    /// The account that the pod names, bound to a role where one is known.
    fn new_account(&self) -> Option<Candidate> {
        let (name, namespace) = (self.walk.account_name(), self.walk.namespace());
        let annotations = self.roles().first().map_or_else(String::new, |role| {
            format!("  annotations:\n    {ROLE_ANNOTATION}: {}\n", string(role))
        });
        let text = format!(
            "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {name}\n  \
             namespace: {namespace}\n{annotations}"
        );
        let file = "created-service-account.yaml";
        Some(Candidate {
            kind: FixKind::CreateAccount,
            action: Action::CreateFile,
            command: Some(format!("kubectl apply -f {file}")),
            edits: vec![created(file, text)],
        })
    }

    /// Names the role by the ARN of one that was given, else by what was hardly meant otherwise.
    pub(super) fn correct_role(&self, value: &str, at: Place) -> Vec<Candidate> {
        let roles = self.walk.world.roles.iter().filter_map(|role| role.item.arn.as_ref());
        let mut arns: Vec<Text> = roles.map(|arn| arn.value.clone()).collect();
        let partition = Arn::parse(value).map_or("aws", |arn| arn.partition).to_owned();
        arns.extend(self.repaired(value, &partition));
        let of_pod = self.pod().filter(|pod| pod.file == at.file && pod.item.live);
        let correct = |arn: &Text| {
            let edit = self.replace(at, string(arn))?;
            match of_pod {
                Some(_) => self.on_pod(FixKind::CorrectRole, vec![edit]),
                None => Some(plain(FixKind::CorrectRole, vec![edit])),
            }
        };
        let written = self.text(at.file).get(at.span.start..at.span.end).unwrap_or_default();
        // What stands there may be right but for a line's end, which is none of its characters.
        let ends_in_line = value.ends_with(char::is_whitespace);
        let differs = |arn: &&Text| ends_in_line || written.trim_matches('"') != &***arn;
        arns.iter().filter(differs).filter_map(correct).collect()
    }

    /// The ARN of a role of this name, in the account that it names or that has the provider.
    fn repaired(&self, value: &str, partition: &str) -> Option<Text> {
        let digits = value.split(|char: char| !char.is_ascii_digit());
        let account = digits.into_iter().find(|digits| arn::is_account_id(digits));
        let listed = self.walk.world.provider_lists.iter().find_map(|list| list.item.account());
        let account = account.or(listed)?;
        let name: String = value.rsplit('/').next()?.chars().filter(|it| *it != '\\').collect();
        let partition = if partition.starts_with("aws") { partition } else { "aws" };
        let arn = format!("arn:{partition}:iam::{account}:role/{}", name.trim());
        arn::is_taken_by_sts(&arn).then(|| arn.into())
    }
}

/// A new file.
pub(super) fn created(file: &str, text: String) -> Edit {
    let Change { span, text } = Change::new(crate::Span::at(0), text);
    Edit { file: file.into(), span, text }
}
