//! Starts the page of provisioning, where the workbench has made room for it.

use irsa_playground::browser::island;
use irsa_playground::pages::cluster::Cluster;
use irsa_playground::route::Route;

fn main() {
    island::listen::<Cluster>(Route::Cluster);
}
