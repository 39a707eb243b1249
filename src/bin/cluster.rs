//! Expands, plans and applies Terraform and simulates what comes of it, in a worker of its own: no
//! page has room for it.
//!
//! It is asked as `cluster` and `cluster_told` say, and answers in JSON, or with nothing to what is
//! no question.

use irsa_playground::browser::answering;
use irsa_playground::{cluster, cluster_told};

fn main() {
    let mut terraform = cluster::Teller;
    let mut simulated = cluster_told::Teller::default();
    answering::answer(move |question| {
        terraform.tell(question).or_else(|| simulated.tell(question))
    });
}
