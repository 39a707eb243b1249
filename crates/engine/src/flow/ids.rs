//! Names that stay the same in JSON, on the command line and in the texts of both languages.

/// An enum of which every variant has an id, a list of all, and the way back.
macro_rules! ids {
    ($(#[$doc:meta])* $name:ident { $($(#[$text:meta])+ $variant:ident = $id:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$text])+ $variant,)+ }

        impl $name {
            /// Every one, once.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in JSON, on the command line and in the tables of words.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// The one with this name.
            #[must_use]
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.id() == id)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.id())
            }
        }
    };
}

pub(super) use ids;
