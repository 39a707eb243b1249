//! What the engine is to read in place of Terraform.

use irsa_cluster::{Expansion, Part};
use irsa_engine::fix::{self, Edit};
use irsa_engine::model::Parsed;
use irsa_engine::parse;
use serde_json::{Value, json};

use super::{Texts, finding, place, span};
use crate::answer::whole;

pub(super) fn tell(texts: &Texts) -> Value {
    let texts = texts.named();
    let expansion = irsa_cluster::expand(&texts);
    let read =
        expansion.touched().filter_map(|index| Some(read(expansion.files.get(index)?, index)));
    json!({
        "read": read.collect::<Vec<_>>(),
        "made": expansion.map().made().map(|index| made(&expansion, index)).collect::<Vec<_>>(),
        "made_up": expansion.map().made_up().iter().map(|issuer| &**issuer).collect::<Vec<_>>(),
        "fixes": fixes(&expansion),
    })
}

/// How a text given is read otherwise than the engine reads it: whether it holds no artefact of its
/// own, which of the engine's findings are kept, and which come to it.
fn read(file: &Parsed, index: usize) -> Value {
    let plain = parse(&file.name, &file.text).findings;
    let kept = plain.iter().enumerate().filter(|(_, found)| file.findings.contains(found));
    let added = file.findings.iter().filter(|found| !plain.contains(found));
    json!({
        "file": index,
        "emptied": usize::from(file.artefacts.is_empty()),
        "kept": kept.map(|(at, _)| at).collect::<Vec<_>>(),
        "added": added.map(|found| finding((index, found))).collect::<Vec<_>>(),
    })
}

/// A text that was made, and where its parts come from.
fn made(expansion: &Expansion, index: usize) -> Value {
    let file = expansion.files.get(index);
    let parts = expansion.map().parts(index).iter().map(|part| {
        let Part { start, end, at, exact } = *part;
        json!([start, end, place(at), usize::from(exact)])
    });
    json!({
        "index": index,
        "name": file.map(|file| &*file.name),
        "text": file.map(|file| &*file.text),
        "parts": parts.collect::<Vec<_>>(),
    })
}

/// For each fix that the engine finds on the same files, in its order, the edits of the texts given
/// that do it, or null where none do.
fn fixes(expansion: &Expansion) -> Vec<Value> {
    let ask = whole();
    let report = irsa_engine::run(&expansion.files, &ask);
    let found = fix::search_within(&expansion.files, &ask, &report, fix::BYTES_WHILE_TYPING).fixes;
    let carried = found.into_iter().map(|fix| {
        let carried = expansion.carry(&ask, &report, fix)?;
        Some(carried.edits.iter().map(edit).collect::<Vec<_>>())
    });
    carried.map(|edits| json!(edits)).collect()
}

fn edit(edit: &Edit) -> Value {
    json!({ "file": &*edit.file, "span": span(edit.span), "text": edit.text })
}
