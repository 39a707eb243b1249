//! Starts the page of flows, where the workbench has made room for it.

use irsa_playground::browser::island;
use irsa_playground::pages::flows::Flows;
use irsa_playground::route::Route;

fn main() {
    island::listen::<Flows>(Route::Flows);
}
