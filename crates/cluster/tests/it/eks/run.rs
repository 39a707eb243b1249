//! Lines as commands.

use irsa_cluster::eks::command::{Command, Fault};

use super::Case;

/// `SECOND WORDS…`.
pub(crate) fn command(line: &str, case: &Case) -> (u32, Command) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (at, words) = words.split_first().unwrap();
    let text = |name: &str| case.section(name).to_owned();
    let number = |word: &str| word.parse::<u32>().unwrap_or_else(|_| panic!("{line}"));
    let own = |word: &str| word.to_owned();
    let command = match words {
        ["fault", kind, target] => Command::Fault { fault: fault(kind, target) },
        ["heal", kind, target] => Command::Heal { fault: fault(kind, target) },
        ["kubectl", name] => Command::Kubectl { text: text(name) },
        ["terraform", name] => Command::Apply { texts: vec![("main.tf".to_owned(), text(name))] },
        ["again"] => Command::Apply { texts: case.texts() },
        ["delete", kind, namespace, name] => {
            Command::Delete { kind: own(kind), namespace: own(namespace), name: own(name) }
        }
        ["scale", namespace, name, replicas] => Command::Scale {
            namespace: own(namespace),
            name: own(name),
            replicas: number(replicas),
        },
        ["drain", node] => Command::Drain { node: own(node) },
        ["upgrade", version] => Command::UpgradeCluster { version: own(version) },
        ["roll-back"] => Command::RollBack,
        ["upgrade-group", group] => Command::UpgradeNodeGroup { group: own(group), force: false },
        ["force-group", group] => Command::UpgradeNodeGroup { group: own(group), force: true },
        ["resize", group, min, max, desired] => Command::Resize {
            group: own(group),
            min: number(min),
            max: number(max),
            desired: number(desired),
        },
        ["shift", zone] => Command::ZonalShift { zone: own(zone) },
        ["end-shift", zone] => Command::EndZonalShift { zone: own(zone) },
        ["load", calls, bytes, api] => {
            Command::Load { calls: number(calls), bytes: number(bytes), api: number(api) }
        }
        _ => panic!("no command: {line}"),
    };
    (number(at), command)
}

pub(crate) fn fault(kind: &str, target: &str) -> Fault {
    let of = target.to_owned();
    match kind {
        "zone-down" => Fault::ZoneDown { zone: of },
        "api-server-down" => Fault::ApiServerDown { server: of },
        "etcd-lost" => Fault::EtcdLost { member: of },
        "node-down" => Fault::NodeDown { node: of },
        "subnet-full" => Fault::SubnetFull { subnet: of },
        "no-capacity" => Fault::NoCapacity { zone: of },
        "bad-user-data" => Fault::BadUserData { group: of },
        "wrong-security-group" => Fault::WrongSecurityGroup { group: of },
        "stuck-drain" => Fault::StuckDrain { node: of },
        "spot-interruption" => Fault::SpotInterruption { node: of },
        _ => panic!("no fault: {kind}"),
    }
}
