//! Starts the workbench, which has every page.

fn main() {
    irsa_playground::start::<irsa_playground::pages::everything::Everything>();
}
