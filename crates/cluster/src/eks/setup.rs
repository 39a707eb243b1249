//! What is simulated: the configuration and the manifests to begin with.

use std::rc::Rc;

use irsa_engine::time::Timestamp;

/// 2026-01-01, where no other time is given.
const BEGAN: i64 = 1_767_225_600;

/// What is simulated.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The Terraform, by name: applied to an empty account in the first second.
    pub(crate) configuration: Rc<Vec<(String, String)>>,
    /// The manifests, by name: applied once the first apply is through and the cluster is active.
    pub(crate) manifests: Rc<Vec<(String, String)>>,
    /// The region, as `us-east-1`.
    pub(crate) region: String,
    /// When it begins, in Unix seconds.
    pub(crate) began: i64,
}

impl Setup {
    /// Reads texts by name, Terraform and manifests alike.
    #[must_use]
    pub fn of(texts: &[(&str, &str)]) -> Self {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        let manifest = |(name, _): &&(&str, &str)| {
            let name = name.to_ascii_lowercase();
            [".yaml", ".yml"].iter().any(|end| name.ends_with(end)) && name != "settings.yaml"
        };
        // A template that the configuration reads is named by it, and is no manifest of its own.
        let read = |name: &str| {
            let rest = name.rsplit('/').next().unwrap_or(name);
            texts.iter().any(|(other, text)| crate::is_hcl(other, text) && text.contains(rest))
        };
        let manifests = texts.iter().filter(manifest).filter(|(name, _)| !read(name));
        let configuration: Vec<(String, String)> = texts.iter().map(owned).collect();
        Self {
            region: super::region_of(&configuration),
            configuration: Rc::new(configuration),
            manifests: Rc::new(manifests.map(owned).collect()),
            began: BEGAN,
        }
    }

    /// An account in which nothing is applied before a command says so, in the region of these
    /// texts.
    #[must_use]
    pub fn bare(texts: &[(&str, &str)]) -> Self {
        let nothing = Rc::new(Vec::new());
        Self { configuration: Rc::clone(&nothing), manifests: nothing, ..Self::of(texts) }
    }

    /// The same, beginning at another time.
    #[must_use]
    pub const fn beginning(mut self, at: Timestamp) -> Self {
        self.began = at.0;
        self
    }
}
