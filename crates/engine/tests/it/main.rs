//! The engine as its callers see it: scenarios in, reports out.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod field;
#[cfg(test)]
mod fixes;
#[cfg(test)]
mod gates;
#[cfg(test)]
mod half_typed;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lint;
#[cfg(test)]
mod missing;
#[cfg(test)]
mod mutated;
mod presets;
#[cfg(test)]
mod reach;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod strangers;
