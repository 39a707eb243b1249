//! Starts home, which answers first and alone.

fn main() {
    irsa_playground::start::<irsa_playground::pages::home_alone::HomeAlone>();
}
