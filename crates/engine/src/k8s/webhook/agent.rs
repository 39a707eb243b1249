//! What the webhook does for accounts with an EKS Pod Identity association: it points the pod to
//! the agent on its node, with a token of its own for it.
//!
//! EKS hands the webhook a file with the accounts that have an association
//! (`--watch-container-credentials-config`), and what is listed there comes before a role
//! annotation. What names, paths and the address are, are the defaults of its flags:
//! <https://github.com/aws/amazon-eks-pod-identity-webhook/blob/master/main.go>.

use super::{Admitted, Decision, Method, Mutation, WebhookSettings, applied, unseen};
use crate::k8s::{Pod, ServiceAccount};
use crate::{Node, Text};

/// The variable with the agent's address.
pub const FULL_URI: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
/// The variable with the path of the token for the agent.
pub const AUTHORIZATION_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
/// The volume that holds the token for the agent, and the token's file within it.
pub const VOLUME: &str = "eks-pod-identity-token";
/// The label that a pod with an association is given.
pub const LABEL: (&str, &str) = ("eks.amazonaws.com/pod-identity", "enabled");

/// Where the agent listens on every node.
const URI: &str = "http://169.254.170.23/v1/credentials";
const MOUNT_PATH: &str = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount";
const AUDIENCE: &str = "pods.eks.amazonaws.com";

/// Decides what to add to `pod`, whose account has an association, and applies that to its text.
/// An account that the webhook does not know yet says nothing about lifetime and endpoint; the pod
/// is pointed to the agent all the same.
#[must_use]
pub fn admit(pod: &Pod, account: Option<&ServiceAccount>, settings: &WebhookSettings) -> Admitted {
    let decision = match unseen(pod, settings) {
        Some(why) => Decision::Untouched(why),
        None => Decision::Mutated(mutation(pod, account, settings)),
    };
    applied(pod, decision)
}

fn mutation(pod: &Pod, account: Option<&ServiceAccount>, settings: &WebhookSettings) -> Mutation {
    let method = Method {
        variables: [FULL_URI, AUTHORIZATION_FILE],
        value: &Text::from(URI),
        volume: VOLUME,
        file: VOLUME,
        mount_path: &Text::from(MOUNT_PATH),
        audience: &Text::from(AUDIENCE),
    };
    Mutation { label: Some(LABEL), ..method.mutation(pod, account, settings) }
}

/// The accounts with an association, as namespace and name: from the webhook's own file
/// (`identities`), or from what `aws eks list-pod-identity-associations` and
/// `describe-pod-identity-association` print. None where the text holds none of these.
#[must_use]
pub fn identities(root: &Node) -> Option<Vec<(Text, Text)>> {
    let one = root.get("association").map(std::slice::from_ref);
    let lists = ["identities", "associations"].into_iter();
    let list = one.or_else(|| lists.filter_map(|key| root.get(key)).map(Node::items).next())?;
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).cloned();
    let named = |node: &Node| Some((text(node, "namespace")?, text(node, "serviceAccount")?));
    Some(list.iter().map(Node::resolve).filter_map(named).collect())
}
