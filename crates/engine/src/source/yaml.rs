//! YAML into [`Node`](super::Node)s, going on at the next document after an error.
