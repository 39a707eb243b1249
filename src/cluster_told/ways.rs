//! The same cluster by another way: as commands, as a ClusterConfig, or as the forms of the
//! console, filled in.

use irsa_cluster::ways::{
    Blank, Choice, Filled, Kind, Slot, Takes, cluster_config, commands, filled,
};
use irsa_engine::Place;
use irsa_engine::fix::Edit;
use irsa_engine::source::lines::Lines;
use irsa_words::{Lang, cluster as words};
use serde_json::{Value, json};

use super::asked::Texts;
use crate::cluster_state::Way;

/// What a way comes to.
pub(super) fn tell(way: Way, texts: &Texts, lang: Lang) -> Value {
    let (named, id) = (texts.named(), way.id());
    match way {
        Way::Commands => json!({ "id": id, "text": commands(&named) }),
        Way::ClusterConfig => json!({ "id": id, "text": cluster_config(&named) }),
        Way::Console => {
            let forms = filled(&named);
            let forms = forms.iter().map(|form| tell_form(form, &named, lang));
            json!({ "id": id, "forms": forms.collect::<Vec<_>>() })
        }
    }
}

fn tell_form(form: &Filled, texts: &[(&str, &str)], lang: Lang) -> Value {
    let blanks = form.blanks.iter().map(|blank| tell_blank(blank, texts, lang));
    json!({
        "id": form.form.id(),
        "title": words::text(lang, "cluster_forms", form.form.id()),
        "about": form.about,
        "name": form.name,
        "blanks": blanks.collect::<Vec<_>>(),
    })
}

fn tell_blank(blank: &Blank, texts: &[(&str, &str)], lang: Lang) -> Value {
    let (slot, choices, why) = match &blank.takes {
        Takes::Text(slot) => (Some(slot), &[][..], None),
        Takes::Choices(choices) => (None, choices.as_slice(), None),
        Takes::Nothing(why) => (None, &[][..], words::text(lang, "cluster_whys", why.id())),
    };
    json!({
        "id": blank.field.id,
        "label": words::text(lang, "cluster_fields", blank.field.id),
        "kind": kind(blank.field.kind),
        "value": blank.value,
        "set": blank.set,
        "at": blank.place.map(|at| place(at, texts)),
        "slot": slot.map(tell_slot),
        "choices": choices.iter().map(|one| tell_choice(one, lang)).collect::<Vec<_>>(),
        "why": why,
    })
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::List => "text",
        Kind::Number => "number",
        Kind::Toggle => "toggle",
        Kind::Choice(_) => "choice",
        Kind::Many(_) => "many",
    }
}

fn place(at: Place, texts: &[(&str, &str)]) -> Value {
    let (name, text) = texts.get(at.file).copied().unwrap_or_default();
    let line = Lines::new(text).position(text, at.span.start).line;
    json!({ "file": at.file, "name": name, "line": line, "from": at.span.start, "to": at.span.end })
}

fn tell_slot(slot: &Slot) -> Value {
    json!({
        "file": &*slot.file,
        "from": slot.span.start,
        "to": slot.span.end,
        "before": slot.before,
        "after": slot.after,
        "literal": slot.literal.id(),
        "cleared": slot.cleared.as_ref().map(edit),
    })
}

fn tell_choice(choice: &Choice, lang: Lang) -> Value {
    json!({
        "value": choice.value,
        "label": words::text(lang, "cluster_choices", &choice.value),
        "chosen": choice.chosen,
        "edits": choice.edits.iter().map(edit).collect::<Vec<_>>(),
    })
}

fn edit(edit: &Edit) -> Value {
    let Edit { file, span, text } = edit;
    json!({ "file": &**file, "from": span.start, "to": span.end, "text": text })
}
