//! Starts the page.

fn main() {
    irsa_playground::start();
}
