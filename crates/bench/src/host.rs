//! What the native build and the one for Node.js do differently: everything else is the same code.

#[cfg(not(target_arch = "wasm32"))]
#[path = "host/native.rs"]
mod own;
#[cfg(target_arch = "wasm32")]
#[path = "host/node.rs"]
mod own;

pub(crate) use own::{NAME, arguments, memory, now, print};
