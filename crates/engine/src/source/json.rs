//! JSON into [`Node`](super::Node)s, going on after each error.
