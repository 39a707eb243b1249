//! Figures, a line of JSON for each. `cargo xtask bench` runs this as a program of the machine's
//! own and, as WebAssembly, in Node.js.

mod figure;
mod host;
mod limits;
mod matrix;
mod terraform;
mod texts;
mod timing;
mod trust;
mod ways;

use figure::Figure;
use serde_json::json;

/// What can be asked for by name: whatever shares a run shares its memory.
const GROUPS: [(&str, Group); 6] = [
    ("trust", trust::figures),
    ("texts", texts::figures),
    ("matrix", matrix::figures),
    ("limits", limits::figures),
    ("terraform", terraform::figures),
    ("ways", ways::figures),
];

/// Measures, or says why the measurement would mean nothing.
type Group = fn() -> Result<Vec<Figure>, String>;

fn main() {
    let asked = host::arguments();
    for (name, figures) in GROUPS {
        if asked.is_empty() || asked.iter().any(|asked| asked == name) {
            match figures() {
                Ok(figures) => figures.iter().for_each(|figure| host::print(&figure.line())),
                Err(problem) => host::print(&json!({ "error": problem }).to_string()),
            }
        }
    }
}
