//! Starts the page of flows, where the workbench has made room for it.

fn main() {
    irsa_playground::browser::island::listen();
}
