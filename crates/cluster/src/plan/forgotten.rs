//! `removed` blocks: what Terraform no longer manages, and leaves where it is.
//!
//! Source: <https://developer.hashicorp.com/terraform/language/block/removed>.

use irsa_engine::Place;

use super::moved::{address, below};
use super::{Plan, without_keys};
use crate::terraform::{Action, Change, Evaluation, Fault, Sources, header};

/// What a `removed` block says.
struct Removed {
    from: String,
    /// Whether what is there stays; else it goes as anything does that is not configured.
    kept: bool,
    place: Place,
}

/// Takes what is no longer managed out of what exists.
pub(super) fn forget(evaluation: &Evaluation<'_>, sources: &Sources, plan: &mut Plan) {
    for removed in read(sources) {
        let blocks = || plan.blocks.iter().map(|block| without_keys(&block.address));
        if blocks().any(|block| below(&block, &removed.from).is_some()) {
            let message = format!(
                "Removed resource still exists: This statement declares that {} was removed, but \
                 it is still declared in configuration.",
                removed.from
            );
            evaluation.report(&Fault::invalid(Some(removed.place), message));
            continue;
        }
        if !removed.kept {
            continue;
        }
        let existing = plan.prior.resources.keys();
        let gone = existing.filter(|known| below(&without_keys(known), &removed.from).is_some());
        for address in gone.cloned().collect::<Vec<_>>() {
            let Some(stored) = plan.prior.resources.remove(&address) else { continue };
            let unchanged = stored.config.as_map().map_or(0, |map| map.entries.len());
            let because = "destroy = false is set in the configuration".to_owned();
            let change =
                Change { action: Action::Forget, because, attributes: Vec::new(), unchanged };
            // It lives on, so what is made at this address later is another one.
            *plan.prior.generations.entry(address.clone()).or_default() += 1;
            plan.by_address.insert(address, change);
        }
    }
}

fn read(sources: &Sources) -> Vec<Removed> {
    let mut found = Vec::new();
    for (index, file, block) in sources.blocks("removed") {
        let Some(from) = address(file, block, "from") else { continue };
        let lifecycle = block.body.blocks().find(|inner| inner.ident.as_str() == "lifecycle");
        let destroy = lifecycle.and_then(|inner| inner.body.get_attribute("destroy"));
        let kept = destroy.is_some_and(|destroy| destroy.value.as_bool() == Some(false));
        let place = Place { file: index, span: header(block) };
        found.push(Removed { from, kept, place });
    }
    found
}
