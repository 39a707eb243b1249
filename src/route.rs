//! Which page a fragment names. Routes live in the fragment, so that any static host serves them
//! and no server sees them.

use irsa_words::Ui;

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Route {
    /// `#/`: a broken pod to repair.
    #[default]
    Home,
    /// `#/lab`: the workbench.
    Lab,
    /// `#/cluster`: from Terraform to a pod with its role, on a clock.
    Cluster,
    /// `#/flows`: OAuth 2.0, OpenID Connect and IRSA, message by message; `#/flows?oidc` is one.
    Flows,
    /// `#/model`: the rules, with evidence and source.
    Model,
    /// `#/glossary`: terms and error texts; `#/glossary/sts` is one term.
    Glossary,
}

impl Route {
    /// Every page, in the order of the navigation.
    pub const ALL: [Self; 6] =
        [Self::Home, Self::Lab, Self::Cluster, Self::Flows, Self::Model, Self::Glossary];

    /// The page of a fragment such as `#/lab`, whatever follows the page's name; home where the
    /// name is no page's. None for an anchor within a page, such as `#gates`.
    #[must_use]
    pub fn parse(fragment: &str) -> Option<Self> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        if fragment.is_empty() {
            return Some(Self::Home);
        }
        let name = fragment.strip_prefix('/')?.split(['/', '?']).next();
        Some(match name {
            Some("lab") => Self::Lab,
            Some("cluster") => Self::Cluster,
            Some("flows") => Self::Flows,
            Some("model") => Self::Model,
            Some("glossary") => Self::Glossary,
            _ => Self::Home,
        })
    }

    /// The fragment that leads here.
    #[must_use]
    pub const fn fragment(self) -> &'static str {
        match self {
            Self::Home => "#/",
            Self::Lab => "#/lab",
            Self::Cluster => "#/cluster",
            Self::Flows => "#/flows",
            Self::Model => "#/model",
            Self::Glossary => "#/glossary",
        }
    }

    /// The page's part of a link that opens something on it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Home => "",
            Self::Lab => "lab",
            Self::Cluster => "cluster",
            Self::Flows => "flows",
            Self::Model => "model",
            Self::Glossary => "glossary",
        }
    }

    /// The name in the navigation and in the title of the window.
    #[must_use]
    pub const fn name(self, ui: &'static Ui) -> &'static str {
        match self {
            Self::Home => ui.nav_home,
            Self::Lab => ui.nav_lab,
            Self::Cluster => ui.nav_cluster,
            Self::Flows => ui.nav_flows,
            Self::Model => ui.nav_model,
            Self::Glossary => ui.nav_glossary,
        }
    }
}
