//! A lane as a sequence diagram. The same stands beside it as text, so it is hidden from whoever
//! is read to.

use yew::prelude::*;

use super::Scene;
use super::lanes::made;
use crate::flow_state::FlowAction;
use crate::flow_view::Item;

/// All lengths are in units of the drawing, of which a wide window shows one a pixel.
const WIDTH: usize = 400;
const MARGIN: usize = 46;
const ROW: usize = 22;
/// A line of a party's name.
const LINE: usize = 13;
/// How many Latin letters such a line takes; a Korean one is as wide as two.
const LETTERS: usize = 15;
/// More parties than these have their names on two heights.
const PARTIES_MAX: usize = 4;

/// Draws the first `sent` messages of a lane, with room for all.
pub fn sequence(lane: Item<'_>, sent: usize, scene: &Scene) -> Html {
    let all = lane.list("messages").count();
    let parties = lane.list("actors").count();
    let head = if parties > PARTIES_MAX { 4 * LINE } else { 2 * LINE } + 10;
    let height = head + (all + 1) * ROW;
    let x = |place: usize| MARGIN + place * (WIDTH - 2 * MARGIN) / parties.max(2).saturating_sub(1);
    let place = |id: &str| lane.list("actors").position(|actor| actor.text("id") == id);
    let life = |(at, actor): (usize, Item<'_>)| {
        let low = parties > PARTIES_MAX && at % 2 == 1;
        let top = if low { 3 * LINE } else { LINE };
        let x = x(at).to_string();
        let lines = wrapped(actor.text("name"));
        let from = top + lines.len().saturating_sub(1) * LINE + 5;
        let line = |(at, text): (usize, String)| {
            html! {
                <tspan x={x.clone()} y={(top + at * LINE).to_string()}>{ text }</tspan>
            }
        };
        html! {
            <g class={classes!("life", (actor.text("id") == "attacker").then_some("life-bad"))}>
                <line x1={x.clone()} x2={x.clone()} y1={from.to_string()}
                    y2={height.to_string()} />
                <text>{ for lines.into_iter().enumerate().map(line) }</text>
            </g>
        }
    };
    let arrow = |(step, message): (usize, Item<'_>)| {
        let from = x(place(message.text("from")).unwrap_or_default());
        let to = x(place(message.text("to")).unwrap_or_default());
        let y = head + step * ROW + ROW / 2;
        arrow(lane, (step, message), (from, to, y), step + 1 == sent, scene)
    };
    html! {
        <div class="sequence">
            <svg viewBox={format!("0 0 {WIDTH} {height}")} aria-hidden="true">
                { for lane.list("actors").enumerate().map(life) }
                { for lane.list("messages").take(sent).enumerate().map(arrow) }
            </svg>
        </div>
    }
}

fn arrow(
    lane: Item<'_>,
    (step, message): (usize, Item<'_>),
    (from, to, y): (usize, usize, usize),
    now: bool,
    scene: &Scene,
) -> Html {
    let sign = if to < from { "" } else { "-" };
    let other = if to < from { "-" } else { "" };
    let bad = ["from", "to"].iter().any(|end| message.text(end) == "attacker");
    let failed = made(lane, step).any(|made| made.text("state") == "fail");
    let slipped =
        made(lane, step).any(|made| made.text("state") == "off" && made.text("holds") == "false");
    let (mark, drawn) = match failed {
        true => ("arrow-failed", "M4 -5l10 10M14 -5l-10 10"),
        false => ("arrow-slipped", "M9 -5v6M9 3.500v2"),
    };
    let class = classes!("arrow", now.then_some("arrow-now"), bad.then_some("arrow-bad"));
    let seek = scene.click(FlowAction::Seek(scene.told.tick_of(message)));
    html! {
        <g {class} onclick={seek} transform={format!("translate(0 {y})")}>
            <title>{ message.text("title") }</title>
            <line x1={from.to_string()} x2={to.to_string()} y1="0" y2="0" />
            <path d={format!("M{to} 0l{sign}8 -4.500v9z")} />
            <circle cx={from.to_string()} cy="0" r="9" />
            <text x={from.to_string()} y="3.500">{ step + 1 }</text>
            if failed || slipped {
                <path class={mark}
                    transform={format!("translate({to} 0) scale({other}1 1)")}
                    d={drawn} />
            }
        </g>
    }
}

/// A name in lines that are as long as fits.
fn wrapped(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split(' ') {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= LETTERS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn width(text: &str) -> usize {
    text.chars().map(|letter| if letter >= '\u{1100}' { 2 } else { 1 }).sum()
}
