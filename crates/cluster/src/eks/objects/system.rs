//! What runs in every cluster, and what an add-on brings.
//!
//! Requests are those of the add-ons' default manifests.
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html>.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Objects, PodSpec, Selector, Spread, Toleration, Workload};

/// Add-on, kind, name, pods, thousandths of a CPU, MiB, whether it uses the host's network.
type Row = (&'static str, &'static str, &'static str, u32, u32, u32, bool);

const ROWS: &[Row] = &[
    ("vpc-cni", "DaemonSet", "aws-node", 0, 50, 0, true),
    ("kube-proxy", "DaemonSet", "kube-proxy", 0, 100, 0, true),
    ("coredns", "Deployment", "coredns", 2, 100, 70, false),
    ("aws-ebs-csi-driver", "Deployment", "ebs-csi-controller", 2, 60, 240, false),
    ("aws-ebs-csi-driver", "DaemonSet", "ebs-csi-node", 0, 30, 120, false),
    ("eks-pod-identity-agent", "DaemonSet", "eks-pod-identity-agent", 0, 0, 0, true),
    ("metrics-server", "Deployment", "metrics-server", 2, 100, 200, false),
];

/// Kind, name and pods of each workload of an add-on.
pub(crate) fn titles_of_add_on(
    add_on: &str,
) -> impl Iterator<Item = (&'static str, &'static str, u32)> {
    let rows = ROWS.iter().filter(move |row| row.0 == add_on);
    rows.map(|row| (row.1, row.2, row.3))
}

/// The workloads of an add-on; none where it is not modelled or runs nothing.
pub(crate) fn of_add_on(add_on: &str) -> Vec<Workload> {
    let rows = ROWS.iter().filter(|row| row.0 == add_on);
    rows.map(|&(_, kind, name, replicas, cpu, memory, host_network)| {
        let labels = BTreeMap::from([("k8s-app".to_owned(), name.to_owned())]);
        let of_it = Selector {
            expressions: vec![super::Expression {
                key: "k8s-app".to_owned(),
                operator: "In".to_owned(),
                values: vec![name.to_owned()],
            }],
        };
        let soft = |key: &str| Spread {
            skew: 1,
            key: key.to_owned(),
            hard: false,
            selector: of_it.clone(),
        };
        let anything =
            Toleration { key: String::new(), value: None, effect: String::new(), seconds: None };
        let daemon = kind == "DaemonSet";
        let spec = PodSpec {
            labels,
            account: name.to_owned(),
            cpu,
            memory,
            host_network,
            tolerations: if daemon { vec![anything] } else { Vec::new() },
            spread: vec![soft("kubernetes.io/hostname"), soft("topology.kubernetes.io/zone")],
            grace: 5,
            system: true,
            ..PodSpec::default()
        };
        Workload {
            kind: kind.to_owned(),
            namespace: "kube-system".to_owned(),
            name: name.to_owned(),
            replicas,
            spec: Rc::new(spec),
            claims: Vec::new(),
        }
    })
    .collect()
}

impl Objects {
    /// Adds what an add-on runs.
    pub(crate) fn install(&mut self, add_on: &str) {
        for made in of_add_on(add_on) {
            let key = (made.kind.clone(), made.namespace.clone(), made.name.clone());
            self.accounts.entry((made.namespace.clone(), made.spec.account.clone())).or_default();
            self.workloads.insert(key, Rc::new(made));
        }
    }

    /// Takes away what an add-on runs.
    pub(crate) fn uninstall(&mut self, add_on: &str) {
        for made in of_add_on(add_on) {
            self.workloads.remove(&(made.kind, made.namespace, made.name));
        }
    }
}
