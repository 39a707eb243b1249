//! What exists under another address than before: `moved` blocks, and the first of a `count`.

use hcl_edit::Span as _;
use hcl_edit::structure::Block;

use super::without_key;
use crate::terraform::{Evaluation, Source, Sources, State};

/// The state with the addresses that `moved` blocks give.
pub(super) fn moved(sources: &Sources, state: &State) -> State {
    let mut state = state.clone();
    for file in sources.files.iter().filter(|file| !file.modelled) {
        let blocks = file.body.iter().flat_map(|body| body.blocks());
        for block in blocks.filter(|block| block.ident.as_str() == "moved") {
            let address = |name: &str| address(file, block, name);
            if let (Some(from), Some(to)) = (address("from"), address("to")) {
                rename(&mut state, &from, &to);
            }
        }
    }
    state
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
fn rename(state: &mut State, from: &str, to: &str) {
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
            state.resources.insert(target, stored);
        }
    }
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
