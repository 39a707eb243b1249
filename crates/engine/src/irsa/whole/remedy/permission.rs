//! What the role may do with its credentials.

use super::account::created;
use super::trust::{denying, with_statement};
use super::{Bench, run};
use crate::fix::{Candidate, Edit, FixKind, plain};
use crate::iam::layers::{Layer, Ruling};
use crate::iam::{Decision, Statement};
use crate::irsa::whole::permission::{HOUR, asked, ruling};
use crate::irsa::whole::{options, policies};
use crate::report::Call;
use crate::source::edit::{Change, string, with_item};
use crate::source::{Node, json};
use crate::{Check, Place, Reason, Text};

pub(super) fn remedies(bench: &Bench<'_>, check: &Check) -> Vec<Candidate> {
    let found = match &*check.reason {
        Reason::SessionTokenRegion { .. } => {
            let edit = bench.settings(&["sts", "endpoint"], "regional");
            edit.map(|edit| plain(FixKind::UseRegionalEndpoint, vec![edit]))
        }
        Reason::PermissionDenied { .. } => bench.granted(),
        Reason::ChainOverHour { .. } => check.at.and_then(|at| {
            let edit = bench.replace(at, HOUR.to_string())?;
            Some(plain(FixKind::ShortenSession, vec![edit]))
        }),
        _ => None,
    };
    found.into_iter().collect()
}

impl Bench<'_> {
    fn granted(&self) -> Option<Candidate> {
        let call = self.report.call.as_ref()?;
        let role = self.walk.role_arn()?;
        let ruled = ruling(&mut self.again(), call)?;
        let Ruling { decision, by } = ruled;
        if decision == Decision::ExplicitDeny {
            let edits = self.excepted(call, &role);
            return (!edits.is_empty()).then(|| plain(FixKind::ExceptFromDeny, edits));
        }
        let resource: Text = call.resource.clone().unwrap_or_else(|| "*".into());
        let plain_statement = format!(
            "{{\"Effect\": \"Allow\", \"Action\": {}, \"Resource\": {}}}",
            string(&call.action),
            string(&resource)
        );
        match by? {
            Layer::Identity => self.inline_policy(call, &role, &plain_statement),
            Layer::Resource => self.on_resource(call, &role, &resource),
            Layer::Boundary => self.beyond(&["policies", "boundary"], &plain_statement),
            Layer::Session => match options::node(self.walk, &["policies", "session"]) {
                Some(_) => self.beyond(&["policies", "session"], &plain_statement),
                None => self.of_association(&plain_statement),
            },
            Layer::Scp => self.beyond(&["scps"], &plain_statement),
            Layer::Rcp => self.beyond(&["rcps"], &open(&call.action, &resource)),
            Layer::Endpoint => self.beyond(&["endpointPolicies"], &open(&call.action, &resource)),
        }
    }

    /// A policy of the role's own that allows this call alone.
    fn inline_policy(&self, call: &Call, role: &str, statement: &str) -> Option<Candidate> {
        let name = role.rsplit('/').next()?;
        let of_action: String = call
            .action
            .chars()
            .map(|char| if char.is_ascii_alphanumeric() { char } else { '-' })
            .collect();
        let policy = format!("allow-{}", of_action.trim_matches('-').to_ascii_lowercase());
        let document = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statement}]}}");
        let text = format!(
            "{{\"RoleName\": {}, \"PolicyName\": {}, \"PolicyDocument\": {document}}}\n",
            string(name),
            string(&policy)
        );
        let command = format!(
            "aws iam put-role-policy --role-name {name} --policy-name {policy} \
             --policy-document '{document}'"
        );
        let edits = vec![created("created-role-policy.json", text)];
        Some(run(FixKind::GrantAction, Some(command), edits))
    }

    /// The resource's own policy: the trust policy of a role, or the one in the settings.
    fn on_resource(&self, call: &Call, role: &str, resource: &str) -> Option<Candidate> {
        let is_role = |given: &&crate::irsa::world::Given<'_, crate::model::aws::Role>| {
            given.item.arn.as_ref().is_some_and(|arn| *arn.value == *resource)
        };
        let target = self.walk.world.roles.iter().find(is_role);
        let of_role = target.and_then(|target| {
            let policy = &target.item.trust.as_ref()?.policy;
            let statement = format!(
                "{{\"Effect\": \"Allow\", \"Principal\": {{\"AWS\": {}}}, \"Action\": {}}}",
                string(role),
                string(&call.action)
            );
            self.add_statement(target.place(policy.span), &statement)
        });
        if let Some(edit) = of_role {
            return Some(plain(FixKind::GrantAction, vec![edit]));
        }
        let statement = format!(
            "{{\"Effect\": \"Allow\", \"Principal\": {{\"AWS\": {}}}, \"Action\": {}, \
             \"Resource\": {}}}",
            string(role),
            string(&call.action),
            string(resource)
        );
        self.beyond(&["policies", "resource"], &statement)
    }

    /// Lets the policies of a setting pass the call, each level of them.
    fn beyond(&self, path: &[&str], statement: &str) -> Option<Candidate> {
        let node = options::node(self.walk, path)?;
        let edits = self.each_level(&node, statement);
        (!edits.is_empty()).then(|| plain(FixKind::AllowBeyond, edits))
    }

    /// Adds a statement to the session policy of the association, which is JSON in a string.
    fn of_association(&self, statement: &str) -> Option<Candidate> {
        let association = self.walk.association()?;
        let node = association.item.node.get("policy")?;
        let policy = node.text()?;
        let root = json::parse(policy).documents.pop()?.root;
        let change = with_statement(policy, &root, statement)?;
        let [before, behind] = [policy.get(..change.span.start), policy.get(change.span.end..)];
        let policy = [before?, &change.text, behind?].concat();
        let edit = self.replace(association.place(node.span), string(&policy))?;
        let text = |key: &str| association.item.node.get(key).and_then(Node::text);
        let named = text("associationId").cloned().or_else(|| {
            let arn = text("associationArn")?;
            arn.rsplit('/').next().map(Text::from)
        });
        let command = text("clusterName").zip(named).map(|(cluster, id)| {
            format!(
                "aws eks update-pod-identity-association --cluster-name {cluster} \
                 --association-id {id} --policy '{policy}'"
            )
        });
        Some(run(FixKind::AllowBeyond, command, vec![edit]))
    }

    /// Adds a statement to the first policy of each level, or a policy where a level has none.
    fn each_level(&self, node: &Node, statement: &str) -> Vec<Edit> {
        let file = self.walk.world.settings_file;
        let place = |node: &Node| Place { file, span: node.span };
        let node = node.resolve();
        if node.get("Statement").is_some() {
            return self.add_statement(place(node), statement).into_iter().collect();
        }
        let is_policy = |node: &&Node| node.get("Statement").is_some();
        if let Some(policy) = node.items().iter().map(Node::resolve).find(is_policy) {
            return self.add_statement(place(policy), statement).into_iter().collect();
        }
        if node.items().is_empty() {
            let policy = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statement}]}}");
            let change = with_item(self.text(file), node, &policy)
                .unwrap_or_else(|| Change::new(node.span, format!("[{policy}]")));
            return self.edit(file, change).into_iter().collect();
        }
        node.items().iter().flat_map(|level| self.each_level(level, statement)).collect()
    }

    /// Excepts the role from every statement that denies the call.
    fn excepted(&self, call: &Call, role: &str) -> Vec<Edit> {
        let mut walk = self.again();
        let lists = [
            policies::of_role(&mut walk),
            policies::list(&mut walk, &["policies", "boundary"]),
            policies::list(&mut walk, &["policies", "session"]),
            policies::list(&mut walk, &["policies", "resource"]),
            policies::list(&mut walk, &["endpointPolicies"]),
        ];
        let levels = ["scps", "rcps"].map(|key| policies::levels(&mut walk, key));
        let of_levels = levels.into_iter().flatten().flatten().flatten();
        let all: Vec<policies::Written> =
            lists.into_iter().flatten().flatten().chain(of_levels).collect();
        let found = asked(&mut walk, call, |_, request| {
            let places = all.iter().flat_map(|written| {
                let place = |it: &Statement| Place { file: written.place.file, span: it.span };
                denying(&written.policy, request).into_iter().map(place).collect::<Vec<_>>()
            });
            places.collect::<Vec<_>>()
        });
        let except = |place: Place| self.except(place, ["ArnNotEquals", "aws:PrincipalArn"], role);
        found.unwrap_or_default().into_iter().filter_map(except).collect()
    }
}

/// A statement of a policy that asks for a principal, for whoever calls.
fn open(action: &str, resource: &str) -> String {
    format!(
        "{{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": {}, \"Resource\": {}}}",
        string(action),
        string(resource)
    )
}
