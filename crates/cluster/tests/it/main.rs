//! What Terraform comes to, through the public functions of the crate.

#[cfg(test)]
mod irsa;
