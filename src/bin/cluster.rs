//! Expands and plans Terraform, in a worker of its own: the workbench has no room for it.
//!
//! It is asked as `cluster` says, and answers in JSON, or with nothing to what is no question.

use irsa_playground::browser::answering;
use irsa_playground::cluster::Teller;

fn main() {
    let mut teller = Teller;
    answering::answer(move |question| teller.tell(question));
}
