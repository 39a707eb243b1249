//! The scenarios to start from. They are fetched from where the page is when they are asked for,
//! but for the first, which the page comes with.

/// A scenario to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Its id: the name of its file, and its key in the words.
    pub id: &'static str,
    /// What its file is known by, so that a browser that has another does not use it.
    pub version: u32,
}

impl Preset {
    /// The preset of that id.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        PRESETS.into_iter().find(|preset| preset.id == id)
    }

    /// Its address, from where the page is.
    #[must_use]
    pub fn address(self) -> String {
        format!("presets/{}.scenario?v={:08x}", self.id, self.version)
    }
}

macro_rules! presets {
    ($($id:literal),+ $(,)?) => {
        /// Every preset, in the order of the menu.
        pub const PRESETS: [Preset; [$($id),+].len()] = [$(Preset {
            id: $id,
            version: digest(include_bytes!(concat!("../content/scenarios/", $id, ".scenario"))),
        }),+];
    };
}

presets![
    "home",
    "stringequals-star",
    "typo-in-annotation",
    "pod-before-annotation",
    "recreated-cluster",
    "blue-green",
    "provider-without-audience",
    "role-in-other-account",
    "explicit-deny",
    "legacy-token",
    "expired-token",
    "github-actions",
    "china",
    "terraform-issuer",
    "terraform-module",
];

/// FNV-1a: <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>.
#[expect(clippy::indexing_slicing, reason = "a constant is computed when it is compiled")]
const fn digest(bytes: &[u8]) -> u32 {
    let mut digest = 0x811c_9dc5_u32;
    let mut at = 0;
    while at < bytes.len() {
        digest = (digest ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    digest
}
