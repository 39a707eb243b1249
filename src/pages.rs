//! The pages.

pub mod home;
pub mod lab;
