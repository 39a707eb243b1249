//! The parts that pages are made of.

pub mod compare;
pub mod doors;
pub mod editor;
pub mod fetched;
pub mod findings;
pub mod fixes;
pub mod footer;
pub mod gates;
pub mod guide;
pub mod header;
pub mod icon;
pub mod lookup;
pub mod place;
pub mod prose;
pub mod tabs;
pub mod tone;
pub mod verdict;
pub mod who_else;
