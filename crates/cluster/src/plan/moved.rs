//! What exists under another address than before: `moved` blocks, and the first of a `count`.

use std::collections::BTreeSet;

use hcl_edit::Span as _;
use hcl_edit::structure::Block;

use super::{without_key, without_keys};
use crate::terraform::{Evaluation, Source, Sources, State};

/// The state with the addresses that `moved` blocks give, those of modules within each of their
/// instances.
pub(super) fn moved(evaluation: &Evaluation<'_>, sources: &Sources, state: &State) -> State {
    let mut state = state.clone();
    let paths = module_paths(evaluation);
    let mut moves: Vec<(String, String, String)> = Vec::new();
    for (_, file, block) in sources.blocks("moved") {
        let address = |name: &str| address(file, block, name);
        let Some((from, to)) = address("from").zip(address("to")) else { continue };
        let folder = file.folder();
        let within = paths.iter().filter(|(of, _)| *of == folder);
        moves.extend(within.map(|(_, path)| (path.clone(), from.clone(), to.clone())));
    }
    // What is moved once may be moved on, wherever the blocks stand.
    for _ in 0..=moves.len() {
        let mut any = false;
        for (path, from, to) in &moves {
            for prefix in prefixes(&state, path) {
                any |= rename(&mut state, &format!("{prefix}{from}"), &format!("{prefix}{to}"));
            }
        }
        if !any {
            break;
        }
    }
    state
}

/// Nesting of modules beyond which nothing is moved.
const DEPTH: usize = 20;

/// The folder of each module, and the way to it: `module.a.module.b`, empty for a root.
fn module_paths(evaluation: &Evaluation<'_>) -> Vec<(String, String)> {
    let modules = evaluation.modules();
    let mut open: Vec<(usize, String)> =
        modules.roots.iter().map(|root| (*root, String::new())).collect();
    let mut found = Vec::new();
    while let Some((at, path)) = open.pop() {
        let Some(config) = modules.configs.get(at) else { continue };
        found.push((config.folder.clone(), path.clone()));
        if path.matches("module.").count() > DEPTH {
            continue;
        }
        let dot = if path.is_empty() { "" } else { "." };
        let calls = config.calls.iter().filter_map(|(name, call)| Some((name, call.config?)));
        open.extend(calls.map(|(name, to)| (to, format!("{path}{dot}module.{name}"))));
    }
    found
}

/// What stands before the addresses in each instance of a module that has made something.
fn prefixes(state: &State, path: &str) -> BTreeSet<String> {
    if path.is_empty() {
        return BTreeSet::from([String::new()]);
    }
    let mut found = BTreeSet::new();
    for address in state.resources.keys() {
        let dots = address.match_indices('.').map(|(at, _)| at);
        let before = dots.filter_map(|at| address.get(..at));
        found.extend(before.filter(|before| without_keys(before) == path));
    }
    found.into_iter().map(|before| format!("{before}.")).collect()
}

/// The address that an attribute of a block at the top holds.
pub(super) fn address(file: &Source, block: &Block, name: &str) -> Option<String> {
    let attribute = block.body.get_attribute(name)?;
    let written = file.text.get(attribute.value.span()?)?;
    Some(written.split_whitespace().collect())
}

/// What an address at or below another one has behind it.
pub(super) fn below<'a>(address: &'a str, above: &str) -> Option<&'a str> {
    let rest = address.strip_prefix(above)?;
    (rest.is_empty() || rest.starts_with(['.', '['])).then_some(rest)
}

/// Gives everything at or below `from` the address at or below `to`.
fn rename(state: &mut State, from: &str, to: &str) -> bool {
    let mut any = false;
    let inside = |address: &&String| below(address, from).is_some();
    let found: Vec<String> = state.resources.keys().filter(inside).cloned().collect();
    for address in found {
        let target = format!("{to}{}", address.get(from.len()..).unwrap_or_default());
        if state.resources.contains_key(&target) {
            continue;
        }
        if let Some(stored) = state.resources.remove(&address) {
            if let Some(generation) = state.generations.remove(&address) {
                state.generations.insert(target.clone(), generation);
            }
            let before = state.moved.remove(&address).unwrap_or(address);
            state.moved.insert(target.clone(), before);
            state.resources.insert(target, stored);
            any = true;
        }
    }
    any
}

/// What `import` blocks name; `[*]` behind it stands for every key in it, where one is not written
/// out.
pub(super) fn imports(sources: &Sources) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, file, block) in sources.blocks("import") {
        let Some(to) = address(file, block, "to") else { continue };
        let keys = to.split('[').skip(1);
        let written = |key: &str| key.starts_with('"') || key.starts_with(char::is_numeric);
        let each = keys.clone().any(|key| !written(key));
        found.insert(if each { format!("{}[*]", without_keys(&to)) } else { to });
    }
    found
}

/// A block that gets a `count` keeps what it made as its first instance, and the other way round.
pub(super) fn by_count(evaluation: &Evaluation<'_>, state: &mut State) {
    let addresses: Vec<String> = state.resources.keys().cloned().collect();
    for address in addresses {
        let block = without_key(&address);
        let name = last_two(block);
        let counted = evaluation.modules().configs.iter().find_map(|config| {
            let declared = config.resources.get(name)?;
            Some((declared.attribute("count").is_some(), declared.attribute("for_each").is_some()))
        });
        match counted {
            Some((true, _)) if block == address => {
                rename(state, &address, &format!("{address}[0]"));
            }
            Some((false, false)) if address == format!("{block}[0]") => {
                rename(state, &address, block);
            }
            _ => {}
        }
    }
}

/// The type and the name at the end of an address.
fn last_two(address: &str) -> &str {
    let mut dots = address.rmatch_indices('.').map(|(at, _)| at);
    match dots.nth(1) {
        Some(at) => address.get(at + 1..).unwrap_or(address),
        None => address,
    }
}
