//! What waits for what, laid out: each resource in a column behind those that it needs, and in it
//! near to them.

use std::collections::{BTreeMap, BTreeSet};

use irsa_cluster::Plan;
use serde_json::{Value, json};

/// More resources than these make no picture; the plan has them all.
const NODES_MAX: usize = 120;

/// A resource, by its number.
#[derive(Debug, Default)]
struct Node {
    address: String,
    needs: BTreeSet<usize>,
    /// Everything that it waits for, however far behind.
    behind: BTreeSet<usize>,
    column: usize,
    row: usize,
}

/// The graph of all that the configuration makes or that is there.
pub(super) fn graph(plan: &Plan) -> Value {
    let mut nodes = nodes(plan);
    let all = plan.changes.len();
    lay_out(&mut nodes);
    let place = |node: &Node| json!({ "column": node.column, "row": node.row });
    let edges = nodes.iter().flat_map(|node| {
        let nearest = nearest(&nodes, node).into_iter().filter_map(|need| nodes.get(need));
        nearest.map(|need| json!({ "from": place(need), "to": place(node) })).collect::<Vec<_>>()
    });
    let told = nodes.iter().map(|node| {
        let block = node.address.rsplit_once('[').map_or(&*node.address, |(block, _)| block);
        let kind = block.rsplit('.').nth(1).unwrap_or_default();
        let name = node.address.split_once(&format!("{kind}.")).map_or("", |(_, name)| name);
        let needs = node.needs.iter().filter_map(|need| nodes.get(*need));
        json!({
            "address": node.address,
            "kind": kind,
            "name": name,
            "column": node.column,
            "row": node.row,
            "needs": needs.map(|need| &need.address).collect::<Vec<_>>(),
        })
    });
    json!({
        "nodes": told.collect::<Vec<_>>(),
        "edges": edges.collect::<Vec<_>>(),
        "columns": nodes.iter().map(|node| node.column + 1).max().unwrap_or(0),
        "rows": nodes.iter().map(|node| node.row + 1).max().unwrap_or(0),
        "left_out": all - nodes.len(),
    })
}

/// The address of the block, and the key of the instance where it has one.
fn parts(address: &str) -> (&str, Option<&str>) {
    match address.rfind('[').filter(|_| address.ends_with(']')).map(|at| address.split_at(at)) {
        Some((block, key)) => (block, Some(key)),
        None => (address, None),
    }
}

fn nodes(plan: &Plan) -> Vec<Node> {
    let needs: BTreeMap<&str, &[String]> = plan.needs().collect();
    let kept = plan.changes.iter().take(NODES_MAX);
    let addresses: Vec<&str> = kept.map(|change| change.address.as_str()).collect();
    let mut instances: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, address) in addresses.iter().enumerate() {
        instances.entry(parts(address).0).or_default().push(number);
    }
    let node = |address: &&str| {
        let (block, key) = parts(address);
        let blocks = needs.get(block).copied().unwrap_or_default().iter();
        let needed = blocks.filter_map(|block| instances.get(block.as_str())).flat_map(|all| {
            // Instances of the same key belong together.
            let same = all.iter().copied().find(|number| {
                let other = addresses.get(*number).map(|address| parts(address).1);
                key.is_some() && other == Some(key)
            });
            same.map_or_else(|| all.clone(), |same| vec![same])
        });
        Node { address: (*address).to_owned(), needs: needed.collect(), ..Node::default() }
    };
    addresses.iter().map(node).collect()
}

/// The needs that no other need waits for: the rest follows from them.
fn nearest(nodes: &[Node], node: &Node) -> Vec<usize> {
    let implied = |need: &usize| {
        let mut others = node.needs.iter().filter_map(|other| nodes.get(*other));
        others.any(|other| other.behind.contains(need))
    };
    node.needs.iter().copied().filter(|need| !implied(need)).collect()
}

fn lay_out(nodes: &mut [Node]) {
    // What is settled needs nothing that is not: a resource that waits for itself never is.
    let mut settled: BTreeSet<usize> = BTreeSet::new();
    let mut column = 0;
    loop {
        let ready: Vec<usize> = (0..nodes.len())
            .filter(|number| !settled.contains(number))
            .filter(|number| nodes.get(*number).is_some_and(|node| node.needs.is_subset(&settled)))
            .collect();
        if ready.is_empty() {
            break;
        }
        let mut wanted: Vec<(usize, usize, usize)> = Vec::new();
        for number in ready {
            let Some(node) = nodes.get(number) else { continue };
            let needs: Vec<&Node> = node.needs.iter().filter_map(|need| nodes.get(*need)).collect();
            let rows: usize = needs.iter().map(|need| need.row * 8).sum();
            let near = rows.checked_div(needs.len()).unwrap_or(0);
            let behind: BTreeSet<usize> =
                needs.iter().flat_map(|need| &need.behind).chain(&node.needs).copied().collect();
            wanted.push((near, number, column));
            if let Some(node) = nodes.get_mut(number) {
                node.behind = behind;
            }
        }
        wanted.sort_unstable();
        for (row, (_, number, column)) in wanted.into_iter().enumerate() {
            settled.insert(number);
            if let Some(node) = nodes.get_mut(number) {
                (node.column, node.row) = (column, row);
            }
        }
        column += 1;
    }
}
