//! Questions, taken apart.

use irsa_cluster::eks::command::{Command, Fault, Timed};
use irsa_engine::scenario::Scenario;
use irsa_words::Lang;

use crate::cluster_state::Way;

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) lang: Lang,
    /// The place on the clock, in seconds.
    pub(super) at: u32,
    /// Whether the experiment is wanted.
    pub(super) experiment: bool,
    /// The other way that is wanted.
    pub(super) way: Option<Way>,
    /// What was done, in order.
    deeds: Vec<(u32, String)>,
    /// The texts as they are, and then as they were.
    versions: Vec<Texts>,
}

/// Texts by name, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Texts(pub(super) Vec<(String, String)>);

impl Texts {
    pub(super) fn named(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
    }

    /// The manifests among them as one text; values of charts are none.
    pub(super) fn manifests(&self) -> String {
        let manifest = |name: &str, text: &str| {
            (name.ends_with(".yaml") || name.ends_with(".yml")) && text.contains("kind:")
        };
        let all = self.0.iter().filter(|(name, text)| manifest(name, text));
        all.map(|(_, text)| format!("---\n{}\n", text.trim_start_matches("---\n"))).collect()
    }
}

impl Asked {
    /// Reads a question; none where it is none.
    pub(super) fn read(question: &str) -> Option<Self> {
        let (head, rest) = question.split_once('\n')?;
        let mut head = head.strip_prefix("simulate ")?.split(' ');
        let lang = Lang::from_tag(head.next()?)?;
        let at = head.next()?.parse().ok()?;
        let wanted: Vec<&str> = head.collect();
        let experiment = wanted.contains(&"experiment");
        let way = wanted.iter().find_map(|id| Way::from_id(id));
        let end = if rest.starts_with("--- ") { 0 } else { rest.find("\n--- ")? + 1 };
        let (lines, texts) = rest.split_at_checked(end)?;
        let deed = |line: &str| {
            let (at, order) = line.split_once(' ')?;
            Some((at.parse().ok()?, order.to_owned()))
        };
        let deeds: Option<Vec<_>> = lines.lines().map(deed).collect();
        let mut versions: Vec<Texts> = Vec::new();
        for file in Scenario::parse(texts).ok()?.files {
            let (version, name) = file.name.split_once('/')?;
            let version: usize = version.parse().ok()?;
            // Each version follows the one before.
            if version > versions.len() {
                return None;
            }
            if version == versions.len() {
                versions.push(Texts::default());
            }
            versions.get_mut(version)?.0.push((name.to_owned(), file.text));
        }
        Some(Self { lang, at, experiment, way, deeds: deeds?, versions })
    }

    /// The texts as they are.
    pub(super) fn texts(&self) -> &Texts {
        static NONE: Texts = Texts(Vec::new());
        self.versions.first().unwrap_or(&NONE)
    }

    fn version(&self, number: &str) -> Option<&Texts> {
        self.versions.get(number.parse::<usize>().ok()?)
    }

    /// What the simulation depends on.
    pub(super) fn done(&self) -> String {
        format!("{:?}", self.commands())
    }

    /// What else the answer depends on, but for the place on the clock.
    pub(super) fn whole(&self) -> String {
        let Self { lang, experiment, way, deeds, versions, .. } = self;
        format!("{lang:?} {experiment} {way:?} {deeds:?} {versions:?}")
    }

    /// What was done, as the simulation takes it. What is no order is left out.
    pub(super) fn commands(&self) -> Vec<Timed> {
        let timed = |(at, order): &(u32, String)| {
            let command = self.command(order)?;
            Some(Timed { at: *at, command })
        };
        self.deeds.iter().filter_map(timed).collect()
    }

    fn command(&self, order: &str) -> Option<Command> {
        let (verb, target) = order.split_once(' ').unwrap_or((order, ""));
        let name = || target.to_owned();
        Some(match verb {
            "apply" => Command::Apply { texts: self.version(target)?.0.clone() },
            "kubectl" => Command::Kubectl { text: self.version(target)?.manifests() },
            "break" => Command::Fault { fault: fault(target)? },
            "heal" => Command::Heal { fault: fault(target)? },
            "drain" => Command::Drain { node: name() },
            "shift" => Command::ZonalShift { zone: name() },
            "unshift" => Command::EndZonalShift { zone: name() },
            "upgrade-group" => Command::UpgradeNodeGroup { group: name(), force: false },
            "load" => load(target),
            _ => return None,
        })
    }
}

/// Bytes of a call and its answer together.
const CALL_BYTES: u32 = 20_000;

/// What the pods do to each other, by the id that it has among the texts.
pub(super) fn load(id: &str) -> Command {
    let calls = match id {
        "some" => 1_000,
        "much" => 20_000,
        _ => 0,
    };
    Command::Load { calls, bytes: CALL_BYTES, api: 20 }
}

/// A fault of `zone-down us-east-1a`.
fn fault(line: &str) -> Option<Fault> {
    let (kind, target) = line.split_once(' ')?;
    let target = target.to_owned();
    Some(match kind {
        "zone-down" => Fault::ZoneDown { zone: target },
        "api-server-down" => Fault::ApiServerDown { server: target },
        "etcd-lost" => Fault::EtcdLost { member: target },
        "node-down" => Fault::NodeDown { node: target },
        "subnet-full" => Fault::SubnetFull { subnet: target },
        "no-capacity" => Fault::NoCapacity { zone: target },
        "bad-user-data" => Fault::BadUserData { group: target },
        "wrong-security-group" => Fault::WrongSecurityGroup { group: target },
        "stuck-drain" => Fault::StuckDrain { node: target },
        "spot-interruption" => Fault::SpotInterruption { node: target },
        _ => return None,
    })
}
