//! The map as text.

use yew::prelude::*;

use super::Scene;
use super::zone::pod_state;
use crate::flow_view::Item;

/// Everything that the map shows, zone by zone.
pub fn twin(scene: &Scene) -> Html {
    html! {
        <details class="twin map-twin">
            <summary>{ scene.word("map_twin") }</summary>
            <ul>{ for scene.told.moment().list("zones").map(|it| zone(it, scene)) }</ul>
        </details>
    }
}

fn zone(zone: Item<'_>, scene: &Scene) -> Html {
    let name = zone.text("name");
    let plane = scene.told.moment().get("control_plane");
    let machines = plane.list("api_servers").chain(plane.list("etcd"));
    let machine = |machine: Item<'_>| {
        let leads = machine.text("leader") == "true";
        html! {
            <li>
                { scene.word("aws_vpc") }{ ": " }
                <code translate="no">{ machine.text("id") }</code>{ " " }
                { scene.standing(machine.text("state")) }
                if leads { { " · " }{ scene.word("leads") } }
            </li>
        }
    };
    html! {
        <li>
            <b translate="no">{ name }</b>{ " " }{ scene.standing(zone.text("state")) }
            <ul>
                { for machines.filter(|it| it.text("zone") == name).map(machine) }
                { for scene.told.of("subnets", "zone", name).map(|it| subnet(it, scene)) }
            </ul>
        </li>
    }
}

fn subnet(subnet: Item<'_>, scene: &Scene) -> Html {
    let numbers = [("n", subnet.text("free").to_owned())];
    let address = subnet.text("address");
    html! {
        <li>
            <code translate="no">{ address }</code>{ " " }
            <span translate="no">{ subnet.text("cidr") }</span>{ " · " }
            { scene.filled("free", &numbers) }
            <ul>{ for scene.told.of("nodes", "subnet", address).map(|it| node(it, scene)) }</ul>
        </li>
    }
}

fn node(node: Item<'_>, scene: &Scene) -> Html {
    let text = |key: &str| node.text(key).to_owned();
    let holds = scene.filled(
        "node_holds",
        &[
            ("cpu", text("cpu_requested")),
            ("cpus", text("cpu")),
            ("memory", text("memory_requested")),
            ("memories", text("memory")),
            ("pods", text("pods")),
            ("max", text("max_pods")),
        ],
    );
    html! {
        <li>
            <code translate="no">{ text("name") }</code>{ " " }
            <span translate="no">{ text("group") }{ " · " }{ text("instance_type") }</span>{ " " }
            { scene.standing(node.text("state")) }{ " · " }{ holds }
            <ul>{ for scene.told.of("pods", "node", node.text("name")).map(|it| pod(it, scene)) }
            </ul>
        </li>
    }
}

fn pod(pod: Item<'_>, scene: &Scene) -> Html {
    html! {
        <li>
            <code translate="no">{ pod.text("namespace") }{ "/" }{ pod.text("name") }</code>{ " " }
            { scene.standing(pod_state(pod)) }
            if !pod.text("role_arn").is_empty() {
                { " → " }<code translate="no">{ pod.text("role_arn") }</code>
            }
        </li>
    }
}
