//! Which page a fragment names. Routes live in the fragment, so that any static host serves them
//! and no server sees them.

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Route {
    /// `#/`: a broken pod to repair.
    #[default]
    Home,
}

impl Route {
    /// The page of a fragment such as `#/`; none for an anchor within a page, such as `#gates`.
    #[must_use]
    pub fn parse(fragment: &str) -> Option<Self> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        (fragment.is_empty() || fragment.starts_with('/')).then_some(Self::Home)
    }
}
