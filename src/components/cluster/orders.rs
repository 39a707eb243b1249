//! What can be broken and ordered, what stands broken, and what was done.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{APPLY, KUBECTL, Scene};
use crate::cluster_state::{ClusterAction, Deed, Order};
use crate::cluster_view::clock;
use crate::components::prose::prose;
use crate::flow_view::Item;

/// What may break, each with what it is about.
const FAULTS: [(&str, Targets); 10] = [
    ("zone-down", Targets::Zones),
    ("node-down", Targets::Nodes),
    ("api-server-down", Targets::ApiServers),
    ("etcd-lost", Targets::Members),
    ("subnet-full", Targets::Subnets),
    ("no-capacity", Targets::Zones),
    ("bad-user-data", Targets::Groups),
    ("wrong-security-group", Targets::Groups),
    ("stuck-drain", Targets::Nodes),
    ("spot-interruption", Targets::Nodes),
];

/// What an operator may do, each with what it is about.
const COMMANDS: [(&str, Targets); 5] = [
    ("drain", Targets::Nodes),
    ("shift", Targets::Zones),
    ("unshift", Targets::Zones),
    ("upgrade-group", Targets::Groups),
    ("load", Targets::Loads),
];

/// What there is to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Targets {
    Zones,
    Nodes,
    ApiServers,
    Members,
    Subnets,
    Groups,
    Loads,
}

impl Targets {
    fn list<'a>(self, scene: &'a Scene) -> Vec<&'a str> {
        let moment = scene.told.moment();
        let plane = moment.get("control_plane");
        let all = |of: Item<'a>, list: &str, key: &'static str| {
            of.list(list).map(move |one| one.text(key)).collect()
        };
        match self {
            Self::Zones => all(moment, "zones", "name"),
            Self::Nodes => all(moment, "nodes", "name"),
            Self::ApiServers => all(plane, "api_servers", "id"),
            Self::Members => all(plane, "etcd", "id"),
            Self::Subnets => all(moment, "subnets", "address"),
            Self::Groups => all(moment, "node_groups", "name"),
            Self::Loads => LOADS.to_vec(),
        }
    }

    /// What one of them is called: a name alone does not say where it stands.
    fn label(self, target: &str, scene: &Scene) -> String {
        let found = |list: &str, key: &'static str| scene.told.of(list, key, target).next();
        let parts = match self {
            Self::Nodes => found("nodes", "name").map(|node| {
                let short = target.split_once('.').map_or(target, |(short, _)| short);
                [short, node.text("group"), node.text("zone")].join(" · ")
            }),
            Self::Subnets => {
                found("subnets", "address").map(|subnet| [target, subnet.text("zone")].join(" · "))
            }
            _ => None,
        };
        parts.unwrap_or_else(|| scene.told.named("loads", target).to_owned())
    }
}

/// Whether there is nothing yet that could break or be run.
fn is_empty(scene: &Scene) -> bool {
    scene.told.moment().list("zones").next().is_none()
}

/// How much the pods call each other, each with its name among the texts.
const LOADS: [&str; 3] = ["none", "some", "much"];

/// What can be broken, and what stands broken.
pub fn faults(scene: &Scene) -> Html {
    let standing: Vec<Item<'_>> = scene.told.moment().list("faults").collect();
    html! {
        <section class="card orders" aria-labelledby="faults">
            <h2 id="faults" class="card-title">{ scene.word("faults") }</h2>
            if !standing.is_empty() {
                <ul class="broken">{ for standing.iter().map(|fault| broken(*fault, scene)) }</ul>
            }
            if is_empty(scene) {
                <p class="label">{ scene.word("faults_empty") }</p>
            } else {
                <p class="label">{ scene.word("faults_lead") }</p>
                { all(&FAULTS, "break ", scene) }
            }
        </section>
    }
}

/// What an operator may do.
pub fn commands(scene: &Scene) -> Html {
    html! {
        <section class="card orders" aria-labelledby="commands">
            <h2 id="commands" class="card-title">{ scene.word("commands") }</h2>
            if is_empty(scene) {
                <p class="label">{ scene.word("commands_empty") }</p>
            } else {
                { all(&COMMANDS, "", scene) }
            }
            { deeds(scene) }
        </section>
    }
}

fn all(orders: &[(&'static str, Targets)], verb: &'static str, scene: &Scene) -> Html {
    html! {
        <ul class="order-list">{ for orders.iter()
            .map(|(kind, targets)| order(kind, verb, *targets, scene)) }</ul>
    }
}

/// A fault that stands, and how to heal it.
fn broken(fault: Item<'_>, scene: &Scene) -> Html {
    let kind = fault.text("fault");
    let target = ["zone", "server", "member", "node", "subnet", "group"]
        .iter()
        .map(|key| fault.text(key))
        .find(|target| !target.is_empty())
        .unwrap_or_default();
    let heal = ClusterAction::Order(format!("heal {kind} {target}"));
    html! {
        <li data-broken={kind.to_owned()}>
            <span>
                <span class="standing bad" aria-hidden="true">{ "✕ " }</span>
                { scene.told.named("faults", kind) }{ " " }
                <code translate="no">{ target }</code>
            </span>
            <button class="button-quiet" data-heal={kind.to_owned()} onclick={scene.begin(heal)}>
                { scene.word("heal") }
                <span class="visually-hidden">
                    { ": " }{ scene.told.named("faults", kind) }{ " " }{ target }
                </span>
            </button>
        </li>
    }
}

fn order(kind: &'static str, verb: &'static str, targets: Targets, scene: &Scene) -> Html {
    let list = targets.list(scene);
    let chosen = scene.state.targets.iter().find(|(of, _)| of == kind);
    let chosen = chosen.map(|(_, target)| target.as_str()).filter(|it| list.contains(it));
    let chosen = chosen.or(list.first().copied()).unwrap_or_default();
    let act = scene.act.clone();
    let onchange = Callback::from(move |event: Event| {
        let select = event.target_unchecked_into::<HtmlSelectElement>();
        act.emit(ClusterAction::Target(kind.to_owned(), select.value()));
    });
    let option = |target: &&str| {
        html! {
            <option value={(*target).to_owned()} selected={*target == chosen}>
                { targets.label(target, scene) }
            </option>
        }
    };
    let breaks = !verb.is_empty();
    let table = match breaks {
        true => "faults",
        false => "commands",
    };
    let id = format!("target-{kind}");
    let line = ClusterAction::Order(format!("{verb}{kind} {chosen}"));
    let (said, says) = (format!("order-{kind}"), scene.told.named("order_says", kind));
    html! {
        <li key={kind}>
            <button class="button-quiet" data-fault={breaks.then_some(kind)}
                data-command={(!breaks).then_some(kind)} disabled={list.is_empty()}
                aria-describedby={said.clone()} onclick={scene.begin(line)}>
                { scene.told.named(table, kind) }
            </button>
            <select {id} aria-label={scene.told.named(table, kind).to_owned()}
                disabled={list.is_empty()} {onchange}>{ for list.iter().map(option) }</select>
            <p class="label" id={said}>{ prose(says) }</p>
        </li>
    }
}

/// What was done on this timeline.
fn deeds(scene: &Scene) -> Html {
    if scene.state.deeds().is_empty() {
        return Html::default();
    }
    let row = |(at, deed): (usize, &Deed)| {
        let said = match &deed.order {
            Order::Apply(_) => APPLY.to_owned(),
            Order::Kubectl(_) => KUBECTL.to_owned(),
            Order::Line(line) => line.clone(),
        };
        html! {
            <li data-deed={said.clone()}>
                <button class="link-time" onclick={scene.click(ClusterAction::Seek(deed.at))}>
                    { clock(deed.at) }
                </button>
                <code translate="no">{ &said }</code>
                <button class="button-quiet" onclick={scene.click(ClusterAction::TakeBack(at))}>
                    { scene.word("take_back") }
                    <span class="visually-hidden">{ ": " }{ said }</span>
                </button>
            </li>
        }
    };
    html! {
        <>
            <h3>{ scene.word("deeds") }</h3>
            <ul class="deeds">{ for scene.state.deeds().iter().enumerate().map(row) }</ul>
        </>
    }
}
