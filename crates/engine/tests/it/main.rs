//! The engine as its callers see it: scenarios in, reports out.

mod cases;
mod field;
mod gates;
mod half_typed;
mod limits;
mod mutated;
mod rules;
