//! A button that opens a dialog over the page. The browser holds the focus in it, closes it on
//! Escape, and gives the focus back.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::view::use_view;

/// A dialog and its button.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What the button says.
    pub button: AttrValue,
    /// The dialog's heading.
    pub title: AttrValue,
    /// The id that the heading gets.
    pub id: AttrValue,
    /// Told when it opens, and when it closes.
    pub ontoggle: Callback<bool>,
    /// Grows when the dialog shall close.
    pub closes: usize,
    /// What is in it.
    pub children: Html,
}

/// A dialog and its button.
#[component]
pub fn Dialog(props: &Props) -> Html {
    let view = use_view();
    let dialog = use_node_ref();
    let close = {
        let dialog = dialog.clone();
        use_callback((), move |_: MouseEvent, ()| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    let open = {
        let (dialog, ontoggle) = (dialog.clone(), props.ontoggle.clone());
        Callback::from(move |_: MouseEvent| {
            // One that is open already stays so.
            if dialog.cast::<HtmlDialogElement>().is_some_and(|it| it.show_modal().is_ok()) {
                ontoggle.emit(true);
            }
        })
    };
    let onclose = props.ontoggle.reform(|_: Event| false);
    {
        let dialog = dialog.clone();
        use_effect_with(props.closes, move |_| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        });
    }
    html! {
        <>
            <button class="button-quiet" aria-haspopup="dialog" onclick={open}>
                { &props.button }
            </button>
            <dialog ref={dialog} class="dialog" aria-labelledby={props.id.clone()} {onclose}>
                <div class="dialog-head">
                    <h2 id={props.id.clone()}>{ &props.title }</h2>
                    <button class="button-quiet" onclick={close}>{ view.ui().close }</button>
                </div>
                { props.children.clone() }
            </dialog>
        </>
    }
}
