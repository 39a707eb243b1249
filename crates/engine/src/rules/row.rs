//! How a row of the table is written.

/// Writes the enum, the table and the accessors from one list of rows.
macro_rules! rules {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident $({ $($field:ident: $type:ty),+ })? = $id:literal
            [$($gate:ident)?] $evidence:ident $url:expr;
    )+) => {
        /// Why a check came out as it did, or what a finding is about, with the values compared.
        #[derive(Debug, Eq)]
        pub enum Reason {
            $(
                $(#[doc = $doc])+
                $name $({ $(
                    #[doc = concat!("The `", stringify!($field), "` of the sentence.")]
                    $field: $type
                ),+ })?,
            )+
        }

        // Derived, the comparison of so many variants would be kilobytes of wasm.
        impl PartialEq for Reason {
            fn eq(&self, other: &Self) -> bool {
                self.rule().id == other.rule().id && self.data() == other.data()
            }
        }

        /// Every rule, in the order of the gates.
        pub const RULES: &[Rule] = &[
            $(*rules!(@row $id [$($gate)?] $evidence $url; [$($($field)+)?])),+
        ];

        impl Reason {
            /// Its row in the table.
            #[must_use]
            pub const fn rule(&self) -> &'static Rule {
                match self {
                    $(Self::$name $({ $($field: _),+ })? => rules!(
                        @row $id [$($gate)?] $evidence $url; [$($($field)+)?]
                    )),+
                }
            }

            /// The values for the placeholders of its sentences, by name.
            #[must_use]
            pub fn data(&self) -> Vec<(&'static str, String)> {
                let mut names = self.rule().data();
                let mut data = Vec::new();
                self.each_value(&mut |value| {
                    data.extend(names.next().map(|name| (name, value.to_string())));
                });
                data
            }

            /// The values alone. Each arm is as little as can be: there are hundreds.
            fn each_value(&self, tell: &mut dyn FnMut(&dyn std::fmt::Display)) {
                match self {
                    $(Self::$name $({ $($field),+ })? => { $($(tell($field);)+)? }),+
                }
            }
        }
    };
    (@row $id:literal [$($gate:ident)?] $evidence:ident $url:expr; [$($data:ident)*]) => {
        &Rule {
            id: $id,
            gate: rules!(@gate $($gate)?),
            evidence: Evidence::$evidence,
            source_url: $url,
            data: concat!($(stringify!($data), " "),*),
        }
    };
    (@gate) => { None };
    (@gate $gate:ident) => { Some(Gate::$gate) };
}
