//! The set-up of the page in one, two and three zones.

use serde_json::Value;

pub(super) fn results() -> Vec<Value> {
    Vec::new()
}
