//! Runs the flows that the page shows, in a worker of its own: the page's download has room for
//! neither RSA nor the texts of flows.
//!
//! It is asked as `told` says, and answers in JSON, or with nothing to what is no question.

use irsa_playground::browser::answering;
use irsa_playground::told::Teller;

fn main() {
    let mut teller = Teller::default();
    answering::answer(move |question| teller.tell(question));
}
