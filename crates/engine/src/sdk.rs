//! The SDKs: in which order each looks for credentials, from which version on it knows web
//! identities and EKS Pod Identity, and what it does where one fails.
//!
//! Orders follow the providers that each SDK's default chain is made of, at the source that each
//! row names; minimum versions are those that the EKS documentation lists
//! (<https://docs.aws.amazon.com/eks/latest/userguide/pod-id-minimum-sdk.html> and its neighbour).
//! For .NET these count releases as a whole, whose numbers run ahead of those of single packages.
//! The first versions with variables for endpoints are those of the changelogs, as far as these say
//! it; that the ended majors never read them says
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>.

use crate::oidc::derived_uuid;
use crate::sts::answer::Code;
use crate::{Text, Timestamp};

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
    /// The chain of its former major versions, and the first version without it.
    former: Option<(&'static str, &'static str)>,
    /// Whether a web identity that fails makes it go on to the next source.
    pub moves_on: bool,
    /// The first versions with web identity, of each major version that came without.
    web_identity: &'static str,
    /// The same for Pod Identity.
    pod_identity: &'static str,
    /// The same for `AWS_ENDPOINT_URL` and its like, [`NEVER`] where no version reads them; empty
    /// where the first one is not known.
    endpoints: &'static str,
    /// The module that a web identity needs.
    pub module: Option<&'static str>,
    /// What it does without a region.
    pub regionless: Regionless,
    /// The mode of the endpoint of STS.
    mode: Mode,
    /// What it calls a session that nobody named, with the instant in `{s}`econds, `{ms}` or `{ns}`
    /// and an id of its own for `{id}`.
    session: &'static str,
    /// The errors of STS that it repeats the call on besides the usual ones.
    pub repeats: &'static [Code],
    /// Where its chain can be read.
    pub source_url: &'static str,
}

/// Which endpoint of STS an SDK calls: its own region's, or the global one.
#[derive(Debug, Clone, Copy)]
enum Mode {
    /// The region's, whatever `AWS_STS_REGIONAL_ENDPOINTS` says.
    Regional,
    /// What the variable says, up to the second version, if there is one, that reads it no more.
    /// Where it says nothing, the global one up to the first version, the region's from then on.
    Until(&'static str, &'static str),
}

use Mode::{Regional, Until};

macro_rules! sdks {
    ($(
        $name:literal $order:literal $former:expr, $next:literal $web:literal $pod:literal
            $ends:literal $module:expr, $region:ident $mode:expr, $session:literal [$($code:ident)*]
            $source:literal;
    )+) => {
        const SDKS: &[Sdk] = &[$(Sdk {
            name: $name,
            order: $order,
            former: $former,
            moves_on: $next,
            web_identity: $web,
            pod_identity: $pod,
            endpoints: $ends,
            module: $module,
            regionless: Regionless::$region,
            mode: $mode,
            session: $session,
            repeats: &[$(Code::$code),*],
            source_url: $source,
        }),+];
    };
}

sdks! {
    "botocore" "EWPCI" None, false "1.12.200" "1.34.41" "1.31.0" None, Goes Until("1.40.0", ""),
        "botocore-session-{s}" [IdpCommunicationError]
        "https://github.com/boto/botocore/blob/develop/botocore/credentials.py";
    "boto3" "EWPCI" None, false "1.9.220" "1.34.41" "1.28.0" None, Goes Until("1.40.0", ""),
        "botocore-session-{s}" [IdpCommunicationError]
        "https://github.com/boto/botocore/blob/develop/botocore/credentials.py";
    "cli" "EWPCI" None, false "1.16.232" "1.30.0 2.15.0" "1.29.0 2.13.0" None,
        Goes Until("1.42.0", "2.0.0"), "botocore-session-{s}" [IdpCommunicationError]
        "https://github.com/aws/aws-cli/issues/9634";
    "java-v1" "EWPCI" None, true "1.11.704" "1.12.746" "-" Some("sts"), AsksNode Until("2.0.0", ""),
        "aws-sdk-java-{ms}" [IdpCommunicationError InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-java/blob/master/aws-java-sdk-core/src/main/java/com/amazonaws/auth/DefaultAWSCredentialsProviderChain.java";
    "java-v2" "EWPCI" None, true "2.10.11" "2.21.30" "2.28.1" Some("sts"), AsksNode Regional,
        "aws-sdk-java-{ms}" [IdpCommunicationError]
        "https://github.com/aws/aws-sdk-java-v2/blob/master/core/auth/src/main/java/software/amazon/awssdk/auth/credentials/DefaultCredentialsProvider.java";
    "go-v1" "EWPCI" None, false "1.23.13" "1.47.11" "-" None, Fails Until("2.0.0", ""),
        "{ns}" [IdpCommunicationError InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-go/blob/main/aws/session/credentials.go";
    "go-v2" "EWPCI" None, false "" "2023-11-14" "2023-11-01" None, Fails Regional,
        "{ns}" [IdpCommunicationError InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-go-v2/blob/main/config/resolve_credentials.go";
    "js-v2" "EPCWI" None, true "2.525.0" "2.1550.0" "-" None, Goes Until("3.0.0", ""),
        "token-file-web-identity" [InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-js/blob/master/lib/node_loader.js";
    "js-v3" "EPWCI" None, false "3.27.0" "3.458.0" "" None, Goes Regional,
        "aws-sdk-js-session-{ms}" [IdpCommunicationError]
        "https://github.com/aws/aws-sdk-js-v3/blob/main/packages/credential-provider-node/src/defaultProvider.ts";
    "rust" "EPWCI" None, false "" "2024-03-13" "2024-03-26" None, AsksNode Regional,
        "web-identity-token-{ms}" [IdpCommunicationError]
        "https://github.com/smithy-lang/smithy-rs/blob/main/aws/rust-runtime/aws-config/src/default_provider/credentials.rs";
    "dotnet" "EWPCI" Some(("4.0.0", "WPECI")), false "3.3.659.1" "3.7.734.0" ""
        Some("SecurityToken"), Goes Until("4.0.0", "4.0.0"),
        "{id}" [IdpCommunicationError InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-net/blob/main/sdk/src/Core/Amazon.Runtime/Credentials/DefaultAWSCredentialsIdentityResolver.cs";
    "php" "EWPCI" None, true "3.110.7" "3.287.1" "" None, Fails Until("3.351.12", ""),
        "aws-sdk-php-{ms}" [InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-php/blob/master/src/Credentials/CredentialProvider.php";
    "ruby" "EWPCI" None, false "3.58.0" "3.188.0" "" None, Fails Until("", ""),
        "{id}" []
        "https://github.com/aws/aws-sdk-ruby/blob/version-3/gems/aws-sdk-core/lib/aws-sdk-core/credential_provider_chain.rb";
    "cpp" "EPWCI" None, true "1.7.174" "1.11.263" "" None, Goes Regional,
        "{id}" []
        "https://github.com/aws/aws-sdk-cpp/blob/main/src/aws-cpp-sdk-core/source/auth/AWSCredentialsProviderChain.cpp";
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

    /// The chain of a version, first to last; the current one where none is said.
    pub fn chain(&self, version: Option<&str>) -> impl Iterator<Item = Origin> + use<> {
        let former =
            self.former.filter(|(until, _)| version.is_some_and(|it| is_before(it, until)));
        former.map_or(self.order, |(_, order)| order).bytes().filter_map(Origin::lettered)
    }

    /// The first version that takes credentials of this source, where `version` is older.
    #[must_use]
    pub fn too_old(&self, version: &str, origin: Origin) -> Option<&'static str> {
        let firsts = match origin {
            Origin::WebIdentity => self.web_identity,
            Origin::Container => self.pod_identity,
            Origin::Environment | Origin::Profile | Origin::Imds => return None,
        };
        first_needed(firsts, version)
    }

    /// Whether it reads `AWS_ENDPOINT_URL` and its like; none where the version is not said, or
    /// none is known to be the first one that does.
    #[must_use]
    pub fn reads_endpoints(&self, version: Option<&str>) -> Option<bool> {
        match (self.endpoints, version) {
            (NEVER, _) => Some(false),
            (firsts, Some(version)) if is_comparable(version, firsts) => {
                Some(first_needed(firsts, version).is_none())
            }
            _ => None,
        }
    }

    /// Whether `AWS_STS_REGIONAL_ENDPOINTS` means anything to it.
    #[must_use]
    pub fn reads_endpoint_mode(&self, version: Option<&str>) -> bool {
        match self.mode {
            Mode::Regional => false,
            Mode::Until(_, "") => true,
            Mode::Until(_, end) => version.is_some_and(|version| is_before(version, end)),
        }
    }

    /// Whether it reads its region from that variable. `AWS_REGION` is the usual one:
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html>.
    #[must_use]
    pub fn reads_region_from(&self, variable: &str, version: Option<&str>) -> bool {
        let old = version.is_some_and(|version| is_before(version, "2.0.0"));
        match variable {
            "AWS_REGION" => !(PYTHON.contains(&self.name) || self.name == "cli" && old),
            "AWS_DEFAULT_REGION" => !STRICT.contains(&self.name),
            _ => false,
        }
    }

    /// Whether it calls the global endpoint where nothing says which: the usual one of its regions
    /// until releases of 2025 turned that round. Majors that ended before never did.
    #[must_use]
    pub fn is_legacy(&self, version: Option<&str>) -> bool {
        let Mode::Until(first, _) = self.mode else { return false };
        match version {
            Some(version) => is_before(version, first),
            None => ENDED.contains(&self.name),
        }
    }

    /// What it calls a session that nobody named, at this instant.
    #[must_use]
    pub fn session_name(&self, now: Timestamp) -> Text {
        let seconds = now.0.to_string();
        let id = || derived_uuid(&["session", self.name, &seconds]);
        let name = self.session.replace("{s}", &seconds);
        let name = name.replace("{ms}", &format!("{seconds}000"));
        let name = name.replace("{ns}", &format!("{seconds}000000000"));
        (if name.contains("{id}") { name.replace("{id}", &id()) } else { name }).into()
    }
}

/// The SDKs that read `AWS_DEFAULT_REGION` alone:
/// <https://github.com/boto/botocore/blob/develop/botocore/configprovider.py>. The CLI reads both
/// from version 2 on.
const PYTHON: [&str; 2] = ["botocore", "boto3"];

/// The SDKs that read `AWS_REGION` alone, as
/// <https://github.com/aws/aws-sdk-java-v2/blob/master/core/sdk-core/src/main/java/software/amazon/awssdk/core/SdkSystemSetting.java>,
/// <https://github.com/smithy-lang/smithy-typescript/blob/main/packages/config-resolver/src/regionConfig/config.ts>
/// and <https://github.com/aws/aws-sdk-go/blob/main/aws/session/env_config.go>, which reads the
/// other one where `AWS_SDK_LOAD_CONFIG` is set.
const STRICT: [&str; 5] = ["java-v1", "java-v2", "go-v1", "js-v2", "js-v3"];

/// The SDKs whose last major version never turned to regional endpoints.
const ENDED: [&str; 3] = ["java-v1", "go-v1", "js-v2"];

/// The first version of those named, one for each major, that is needed where `version` is older.
fn first_needed(firsts: &'static str, version: &str) -> Option<&'static str> {
    let major = numbers(version).first().copied()?;
    let first = firsts.split(' ').find(|first| {
        let its = numbers(first).first().copied().unwrap_or_default();
        is_comparable(version, first) && major <= its
    })?;
    is_before(version, first).then_some(first)
}

/// Whether both are numbers of versions, or both releases that are named by their day.
fn is_comparable(version: &str, first: &str) -> bool {
    let of_day = |text: &str| numbers(text).first().map(|first| *first >= YEARS);
    of_day(version).is_some_and(|it| of_day(first) == Some(it))
}

/// Whether a version is older than another; what holds no number is not.
fn is_before(version: &str, first: &str) -> bool {
    let version = numbers(version);
    !version.is_empty() && version < numbers(first)
}

/// In place of a first version: there is none.
const NEVER: &str = "-";

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
mod tests;
