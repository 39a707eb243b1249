//! The SDKs: in which order each looks for credentials, from which version on it knows web
//! identities and EKS Pod Identity, and what it does where one fails.
//!
//! Orders follow the providers that each SDK's default chain is made of; minimum versions are those
//! that the EKS documentation lists.

use crate::Text;

/// A source of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Static keys in the environment.
    Environment,
    /// The shared files, with the profiles in them.
    Profile,
    /// The projected token, through STS.
    WebIdentity,
    /// An endpoint for containers, as the Pod Identity agent.
    Container,
    /// The node's instance metadata service.
    Imds,
}

impl Origin {
    /// The source of that name in settings.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "environment" => Self::Environment,
            "profile" => Self::Profile,
            "web-identity" => Self::WebIdentity,
            "container" => Self::Container,
            "imds" => Self::Imds,
            _ => return None,
        })
    }

    const fn lettered(letter: u8) -> Option<Self> {
        Some(match letter {
            b'E' => Self::Environment,
            b'P' => Self::Profile,
            b'W' => Self::WebIdentity,
            b'C' => Self::Container,
            b'I' => Self::Imds,
            _ => return None,
        })
    }
}

/// What an SDK does where nothing names a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regionless {
    /// It takes a region or the global endpoint by itself.
    Goes,
    /// It asks the instance metadata service, and fails where that does not answer.
    AsksNode,
    /// It fails.
    Fails,
}

/// One SDK.
#[derive(Debug, Clone, Copy)]
pub struct Sdk {
    /// Its name in settings.
    pub name: &'static str,
    /// Its chain: `E`nvironment, `P`rofile, `W`eb identity, `C`ontainer, `I`MDS.
    order: &'static str,
    /// Whether a web identity that fails makes it go on to the next source.
    pub moves_on: bool,
    /// The first versions with web identity, of each major version that came without.
    web_identity: &'static str,
    /// The same for Pod Identity.
    pod_identity: &'static str,
    /// The module that a web identity needs.
    pub module: Option<&'static str>,
    /// What it does without a region.
    pub regionless: Regionless,
}

macro_rules! sdks {
    ($(
        $name:literal $order:literal $next:literal $web:literal $pod:literal
            $module:expr, $region:ident;
    )+) => {
        const SDKS: &[Sdk] = &[$(Sdk {
            name: $name,
            order: $order,
            moves_on: $next,
            web_identity: $web,
            pod_identity: $pod,
            module: $module,
            regionless: Regionless::$region,
        }),+];
    };
}

sdks! {
    "botocore" "EWPCI" false "1.12.200" "1.34.41" None, Goes;
    "boto3" "EWPCI" false "1.9.220" "1.34.41" None, Goes;
    "cli" "EWPCI" false "1.16.232" "1.30.0 2.15.0" None, Goes;
    "java-v1" "EWPCI" true "1.11.704" "1.12.746" Some("sts"), Goes;
    "java-v2" "EWPCI" true "2.10.11" "2.21.30" Some("sts"), AsksNode;
    "go-v1" "EWPCI" false "1.23.13" "1.47.11" None, Goes;
    "go-v2" "EWPCI" false "" "2023-11-14" None, Fails;
    "js-v2" "EPCWI" true "2.525.0" "2.1550.0" None, Goes;
    "js-v3" "EPWCI" false "3.27.0" "3.458.0" None, Goes;
    "rust" "EPWCI" false "" "2024-03-13" None, AsksNode;
    "dotnet" "WPECI" true "3.3.659.1" "" Some("SecurityToken"), Goes;
    "php" "EWPCI" true "3.110.7" "" None, Fails;
    "ruby" "EWPCI" false "3.58.0" "" None, Fails;
    "cpp" "EPWCI" true "1.7.174" "1.11.263" None, Goes;
}

impl Sdk {
    /// The SDK of that name in settings.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        SDKS.iter().find(|sdk| sdk.name == name)
    }

    /// Every SDK.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        SDKS
    }

    /// Its chain, first to last.
    pub fn chain(&self) -> impl Iterator<Item = Origin> {
        self.order.bytes().filter_map(Origin::lettered)
    }

    /// The first version that takes credentials of this source, where `version` is older.
    #[must_use]
    pub fn too_old(&self, version: &str, origin: Origin) -> Option<&'static str> {
        let firsts = match origin {
            Origin::WebIdentity => self.web_identity,
            Origin::Container => self.pod_identity,
            Origin::Environment | Origin::Profile | Origin::Imds => return None,
        };
        let version = numbers(version);
        let major = version.first().copied()?;
        let first = firsts.split(' ').find(|first| {
            // A release named by its day can't be compared with a number.
            let first = numbers(first).first().copied().unwrap_or_default();
            (first >= YEARS) == (major >= YEARS) && major <= first
        })?;
        (version < numbers(first)).then_some(first)
    }
}

/// First numbers from here on are years.
const YEARS: u64 = 2000;

/// The numbers of a version, whatever stands between them.
fn numbers(version: &str) -> Vec<u64> {
    let parts = version.split(|char: char| !char.is_ascii_digit()).filter(|part| !part.is_empty());
    parts.filter_map(|part| part.parse().ok()).collect()
}

/// The names of every SDK, for saying which there are.
#[must_use]
pub fn names() -> Text {
    SDKS.iter().map(|sdk| sdk.name).collect::<Vec<_>>().join(", ").into()
}

#[cfg(test)]
mod tests {
    use super::{Origin, Sdk};

    /// SDK, version, source, and the version that is needed instead.
    const VERSIONS: &str = "
        botocore 1.12.199 web-identity 1.12.200
        botocore 1.12.200 web-identity -
        botocore 1.34.40 container 1.34.41
        botocore 1.40.0 container -
        cli 1.16.231 web-identity 1.16.232
        cli 2.0.0 web-identity -
        cli 1.29.9 container 1.30.0
        cli 1.30.0 container -
        cli 2.14.9 container 2.15.0
        cli 2.15.0 container -
        cli 3.0.0 container -
        go-v1 1.23.9 web-identity 1.23.13
        go-v2 1.0.0 web-identity -
        go-v2 1.0.0 container -
        go-v2 release-2023-11-13 container 2023-11-14
        go-v2 release-2023-11-14 container -
        js-v3 3.26.9 web-identity 3.27.0
        js-v3 3.457.0 container 3.458.0
        dotnet 3.3.659.0 web-identity 3.3.659.1
        java-v2 2.10.10 web-identity 2.10.11
        cpp 1.7.173 web-identity 1.7.174
        ruby nightly web-identity -
    ";

    #[test]
    fn every_sdk_knows_its_first_versions() {
        for line in VERSIONS.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split(' ').collect();
            let [name, version, origin, needed] = words[..] else { panic!("{line}") };
            let sdk = Sdk::named(name).unwrap();
            let actual = sdk.too_old(version, Origin::named(origin).unwrap());
            assert_eq!(actual.unwrap_or("-"), needed, "{line}");
        }
    }

    #[test]
    fn every_chain_names_each_source_once() {
        for sdk in Sdk::all() {
            let mut chain: Vec<String> = sdk.chain().map(|origin| format!("{origin:?}")).collect();
            chain.sort();
            assert_eq!(
                chain,
                ["Container", "Environment", "Imds", "Profile", "WebIdentity"],
                "{}",
                sdk.name
            );
        }
    }
}
