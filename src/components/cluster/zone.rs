//! A zone, drawn. The same stands below the map as text, so it is hidden from whoever is read to.

use yew::prelude::*;

use super::Scene;
use crate::cluster_view::Tone;
use crate::flow_view::Item;

/// All lengths are in units of the drawing, of which a wide window shows about one a pixel.
const WIDTH: usize = 250;
const PAD: usize = 8;
const GAP: usize = 8;
/// The name of a part, above what is in it.
const HEAD: usize = 22;
/// A machine of the control plane; two stand side by side.
const MACHINE: usize = 40;
/// The lines about a node.
const NODE_HEAD: usize = 42;
/// A pod of a workload.
const POD: usize = 20;
/// More pods of a node than these are counted.
const PODS_MAX: usize = 6;
/// More nodes of a subnet than these are counted.
const NODES_MAX: usize = 12;

/// How high the parts are, so that they stand at the same height in all zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    plane: usize,
    machines: usize,
    below: usize,
}

impl Sizes {
    /// Those that all zones have room with.
    #[must_use]
    pub fn of(scene: &Scene) -> Self {
        let names: Vec<&str> =
            scene.told.moment().list("zones").map(|zone| zone.text("name")).collect();
        let highest = |height: &dyn Fn(&str) -> usize| {
            names.iter().map(|name| height(name)).max().unwrap_or_default()
        };
        let machines = highest(&|name| machines(scene, name).count().div_ceil(2));
        let below = highest(&|name| {
            scene.told.of("subnets", "zone", name).map(|it| subnet_height(scene, it) + GAP).sum()
        });
        let plane = if machines == 0 { 0 } else { HEAD + machines * (MACHINE + GAP) };
        Self { plane, machines, below }
    }
}

/// The machines of the control plane in a zone.
fn machines<'a>(scene: &'a Scene, zone: &'a str) -> impl Iterator<Item = Item<'a>> {
    let plane = scene.told.moment().get("control_plane");
    let all = plane.list("api_servers").chain(plane.list("etcd"));
    all.filter(move |machine| machine.text("zone") == zone)
}

fn nodes<'a>(scene: &'a Scene, subnet: Item<'a>) -> impl Iterator<Item = Item<'a>> {
    scene.told.of("nodes", "subnet", subnet.text("address"))
}

/// The pods of workloads on a node; those of the system are counted.
fn pods<'a>(scene: &'a Scene, node: Item<'a>) -> impl Iterator<Item = Item<'a>> {
    let all = scene.told.of("pods", "node", node.text("name"));
    all.filter(|pod| pod.text("system") == "false")
}

fn node_height(scene: &Scene, node: Item<'_>) -> usize {
    let count = pods(scene, node).count();
    let rows = count.min(PODS_MAX) + usize::from(count > PODS_MAX);
    NODE_HEAD + rows * POD + if rows > 0 { 4 } else { 0 }
}

fn subnet_height(scene: &Scene, subnet: Item<'_>) -> usize {
    let shown = nodes(scene, subnet).take(NODES_MAX);
    let all: usize = shown.map(|node| node_height(scene, node) + GAP).sum();
    HEAD + all + if all == 0 { GAP } else { 0 }
}

/// The drawing.
pub fn drawing(zone: Item<'_>, sizes: &Sizes, scene: &Scene) -> Html {
    let name = zone.text("name");
    let above = if sizes.plane > 0 { sizes.plane + GAP + HEAD } else { HEAD };
    let height = above + sizes.below.max(HEAD);
    let mut y = above;
    let subnets: Vec<Html> = scene
        .told
        .of("subnets", "zone", name)
        .map(|it| {
            let drawn = subnet(it, y, scene);
            y += subnet_height(scene, it) + GAP;
            drawn
        })
        .collect();
    let none = subnets.is_empty();
    html! {
        <svg class="zone-map" viewBox={format!("0 0 {WIDTH} {height}")} aria-hidden="true">
            if sizes.plane > 0 { { plane(name, sizes, scene) } }
            <text class="band" x="0" y={(above - 7).to_string()}>{ scene.word("your_vpc") }</text>
            { for subnets }
            if none {
                <text class="faint" x="0" y={(above + 14).to_string()}>
                    { scene.word("nothing_here") }
                </text>
            }
        </svg>
    }
}

/// The part of the control plane that is in a zone.
fn plane(zone: &str, sizes: &Sizes, scene: &Scene) -> Html {
    let width = (WIDTH - 2 * PAD - GAP) / 2;
    let machine = |(at, machine): (usize, Item<'_>)| {
        let (x, y) = (PAD + at % 2 * (width + GAP), HEAD + at / 2 * (MACHINE + GAP));
        let tone = Tone::of(machine.text("state"));
        let leader = if machine.text("leader") == "true" { " ★" } else { "" };
        html! {
            <g class={classes!("machine", tone.id())} transform={format!("translate({x} {y})")}>
                <rect width={width.to_string()} height={MACHINE.to_string()} rx="6" />
                <text class="strong" x="8" y="17">{ machine.text("id") }{ leader }</text>
                <text x="8" y="32">
                    { tone.sign() }{ " " }{ scene.told.named("states", machine.text("state")) }
                </text>
            </g>
        }
    };
    html! {
        <g class="plane-part">
            <rect class="plane-frame" x="0.500" y="0.500" width={(WIDTH - 1).to_string()}
                height={sizes.plane.to_string()} rx="8" />
            <text class="band" x={PAD.to_string()} y="15">{ scene.word("aws_vpc") }</text>
            { for machines(scene, zone).enumerate().map(machine) }
        </g>
    }
}

fn subnet(subnet: Item<'_>, y: usize, scene: &Scene) -> Html {
    let height = subnet_height(scene, subnet);
    let free = scene.filled("free", &[("n", subnet.text("free").to_owned())]);
    let full = subnet.number("free") == 0;
    let mut at = HEAD;
    let drawn: Vec<Html> = nodes(scene, subnet)
        .take(NODES_MAX)
        .map(|it| {
            let drawn = node(it, at, scene);
            at += node_height(scene, it) + GAP;
            drawn
        })
        .collect();
    let class = match subnet.text("public") {
        "true" => "public",
        _ => "private",
    };
    html! {
        <g class={classes!("subnet", full.then_some("bad"))}
            transform={format!("translate(0 {y})")}>
            <title>{ subnet.text("address") }</title>
            <rect x="0.500" y="0.500" width={(WIDTH - 1).to_string()} height={height.to_string()}
                rx="8" {class} />
            <text class="strong" x={PAD.to_string()} y="15">{ subnet.text("cidr") }</text>
            <text class="end" x={(WIDTH - PAD).to_string()} y="15">{ free }</text>
            { for drawn }
        </g>
    }
}

fn node(node: Item<'_>, y: usize, scene: &Scene) -> Html {
    let tone = Tone::of(node.text("state"));
    let width = WIDTH - 2 * PAD;
    let height = node_height(scene, node);
    let spot = match node.text("spot") {
        "true" => " · Spot",
        _ => "",
    };
    let word = scene.told.named("states", node.text("state"));
    let share = |part: &str, of: &str| match node.number(of) {
        0 => 0,
        whole => (node.number(part) * 74 / whole).min(74),
    };
    let bar = |at: usize, share: usize| {
        html! {
            <>
                <rect class="bar" x="152" y={at.to_string()} width="74" height="5" rx="2.500" />
                <rect class="bar-part" x="152" y={at.to_string()} width={share.to_string()}
                    height="5" rx="2.500" />
            </>
        }
    };
    let count = pods(scene, node).count();
    html! {
        <g class={classes!("node", tone.id())} transform={format!("translate({PAD} {y})")}>
            <title>{ node.text("name") }</title>
            <rect class="node-frame" width={width.to_string()} height={height.to_string()} rx="6" />
            <text class="strong" x="8" y="16">
                { node.text("group") }{ " · " }{ node.text("instance_type") }{ spot }
            </text>
            <text class="node-state" x="8" y="32">{ tone.sign() }{ " " }{ word }</text>
            { bar(22, share("cpu_requested", "cpu")) }
            { bar(30, share("memory_requested", "memory")) }
            { for pods(scene, node).take(PODS_MAX).enumerate().map(|(at, it)| pod(it, at, scene)) }
            if count > PODS_MAX {
                <text class="faint" x="8" y={(NODE_HEAD + PODS_MAX * POD + 13).to_string()}>
                    { format!("+{}", count - PODS_MAX) }
                </text>
            }
        </g>
    }
}

/// Letters of a pod's name that have room.
const LETTERS: usize = 27;

fn pod(pod: Item<'_>, at: usize, scene: &Scene) -> Html {
    let state = pod_state(pod);
    let tone = Tone::of(state);
    let name: String = pod.text("name").chars().take(LETTERS).collect();
    let y = NODE_HEAD + at * POD;
    html! {
        <g class={classes!("pod", tone.id())} transform={format!("translate(6 {y})")}>
            <title>
                { pod.text("namespace") }{ "/" }{ pod.text("name") }{ ": " }
                { scene.told.named("states", state) }
            </title>
            <rect width="222" height={(POD - 3).to_string()} rx="8.500" />
            <text x="8" y="12.500">{ tone.sign() }{ " " }{ name }</text>
            if !pod.text("role_arn").is_empty() {
                <path class="key" d="M200 8.500a3.500 3.500 0 1 0 7 0a3.500 3.500 0 1 0 -7 0zM207 \
                    8.500h9M213 8.500v3" />
            }
        </g>
    }
}

/// How a pod stands, in one word.
#[must_use]
pub fn pod_state(pod: Item<'_>) -> &str {
    match pod.text("ready") {
        _ if pod.text("terminating") == "true" => "Terminating",
        "true" => "ready",
        _ if pod.text("reason") == "Running" => "not-ready",
        _ => pod.text("reason"),
    }
}
