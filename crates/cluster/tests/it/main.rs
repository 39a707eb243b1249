//! What Terraform comes to, through the public functions of the crate.

#[cfg(test)]
mod applied;
#[cfg(test)]
mod dates;
#[cfg(test)]
mod eks;
#[cfg(test)]
mod filled;
#[cfg(test)]
mod fixed;
#[cfg(test)]
mod fixes;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod irsa;
#[cfg(test)]
mod keyed;
#[cfg(test)]
mod modules;
#[cfg(test)]
mod moves;
#[cfg(test)]
mod outputs;
#[cfg(test)]
mod planned;
#[cfg(test)]
mod preset;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod ways;
#[cfg(test)]
mod words;
