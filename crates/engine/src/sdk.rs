//! The SDKs: in which order each looks for credentials, from which version on it knows web
//! identities and EKS Pod Identity, and what it does where one fails.
//!
//! Orders follow the providers that each SDK's default chain is made of, at the source that each
//! row names; minimum versions are those that the EKS documentation lists
//! (<https://docs.aws.amazon.com/eks/latest/userguide/pod-id-minimum-sdk.html> and its neighbour).
//! For .NET these count releases as a whole, whose numbers run ahead of those of single packages.

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
            $module:expr, $region:ident $mode:expr, $session:literal [$($code:ident)*]
            $source:literal;
    )+) => {
        const SDKS: &[Sdk] = &[$(Sdk {
            name: $name,
            order: $order,
            former: $former,
            moves_on: $next,
            web_identity: $web,
            pod_identity: $pod,
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
    "botocore" "EWPCI" None, false "1.12.200" "1.34.41" None, Goes Until("1.40.0", ""),
        "botocore-session-{s}" [IdpCommunicationError]
        "https://github.com/boto/botocore/blob/develop/botocore/credentials.py";
    "boto3" "EWPCI" None, false "1.9.220" "1.34.41" None, Goes Until("1.40.0", ""),
        "botocore-session-{s}" [IdpCommunicationError]
        "https://github.com/boto/botocore/blob/develop/botocore/credentials.py";
    "cli" "EWPCI" None, false "1.16.232" "1.30.0 2.15.0" None, Goes Until("1.42.0", "2.0.0"),
        "botocore-session-{s}" [IdpCommunicationError]
        "https://github.com/aws/aws-cli/issues/9634";
    "java-v1" "EWPCI" None, true "1.11.704" "1.12.746" Some("sts"), AsksNode Until("2.0.0", ""),
        "aws-sdk-java-{ms}" [IdpCommunicationError InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-java/blob/master/aws-java-sdk-core/src/main/java/com/amazonaws/auth/DefaultAWSCredentialsProviderChain.java";
    "java-v2" "EWPCI" None, true "2.10.11" "2.21.30" Some("sts"), AsksNode Regional,
        "aws-sdk-java-{ms}" [IdpCommunicationError]
        "https://github.com/aws/aws-sdk-java-v2/blob/master/core/auth/src/main/java/software/amazon/awssdk/auth/credentials/DefaultCredentialsProvider.java";
    "go-v1" "EWPCI" None, false "1.23.13" "1.47.11" None, Fails Until("2.0.0", ""),
        "{ns}" [IdpCommunicationError InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-go/blob/main/aws/session/credentials.go";
    "go-v2" "EWPCI" None, false "" "2023-11-14" None, Fails Regional,
        "{ns}" [IdpCommunicationError InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-go-v2/blob/main/config/resolve_credentials.go";
    "js-v2" "EPCWI" None, true "2.525.0" "2.1550.0" None, Goes Until("3.0.0", ""),
        "token-file-web-identity" [InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-js/blob/master/lib/node_loader.js";
    "js-v3" "EPWCI" None, false "3.27.0" "3.458.0" None, Goes Regional,
        "aws-sdk-js-session-{ms}" [IdpCommunicationError]
        "https://github.com/aws/aws-sdk-js-v3/blob/main/packages/credential-provider-node/src/defaultProvider.ts";
    "rust" "EPWCI" None, false "" "2024-03-13" None, AsksNode Regional,
        "web-identity-token-{ms}" [IdpCommunicationError]
        "https://github.com/smithy-lang/smithy-rs/blob/main/aws/rust-runtime/aws-config/src/default_provider/credentials.rs";
    "dotnet" "EWPCI" Some(("4.0.0", "WPECI")), false "3.3.659.1" "3.7.734.0"
        Some("SecurityToken"), Goes Until("4.0.0", "4.0.0"),
        "{id}" [IdpCommunicationError InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-net/blob/main/sdk/src/Core/Amazon.Runtime/Credentials/DefaultAWSCredentialsIdentityResolver.cs";
    "php" "EWPCI" None, true "3.110.7" "3.287.1" None, Fails Until("3.351.12", ""),
        "aws-sdk-php-{ms}" [InvalidIdentityToken]
        "https://github.com/aws/aws-sdk-php/blob/master/src/Credentials/CredentialProvider.php";
    "ruby" "EWPCI" None, false "3.58.0" "3.188.0" None, Fails Until("", ""),
        "{id}" []
        "https://github.com/aws/aws-sdk-ruby/blob/version-3/gems/aws-sdk-core/lib/aws-sdk-core/credential_provider_chain.rb";
    "cpp" "EPWCI" None, true "1.7.174" "1.11.263" None, Goes Regional,
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
        let version = numbers(version);
        let major = version.first().copied()?;
        let first = firsts.split(' ').find(|first| {
            // A release named by its day can't be compared with a number.
            let first = numbers(first).first().copied().unwrap_or_default();
            (first >= YEARS) == (major >= YEARS) && major <= first
        })?;
        (version < numbers(first)).then_some(first)
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

/// Whether a version is older than another; what holds no number is not.
fn is_before(version: &str, first: &str) -> bool {
    let version = numbers(version);
    !version.is_empty() && version < numbers(first)
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
        ruby 3.187.9 container 3.188.0
        php 3.287.0 container 3.287.1
        dotnet 3.7.733.0 container 3.7.734.0
        dotnet 4.0.0 container -
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

    /// SDK, version or `-`, chain, endpoint where nothing is set, whether the variable counts, and
    /// whether a web identity that fails is passed over. Each as its source has it, see
    /// `source_url`; the defaults of the endpoint are those of
    /// <https://github.com/boto/boto3/issues/4583>, <https://github.com/aws/aws-cli/issues/9634>,
    /// <https://github.com/aws/aws-sdk-php/issues/3159> and
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html>.
    const BEHAVIOUR: &str = "
        botocore -         EWPCI regional reads   stops
        botocore 1.39.9    EWPCI global   reads   stops
        botocore 1.40.0    EWPCI regional reads   stops
        boto3    1.39.17   EWPCI global   reads   stops
        cli      -         EWPCI regional ignores stops
        cli      1.41.9    EWPCI global   reads   stops
        cli      1.42.0    EWPCI regional reads   stops
        cli      2.0.0     EWPCI regional ignores stops
        java-v1  -         EWPCI global   reads   goes-on
        java-v1  1.12.790  EWPCI global   reads   goes-on
        java-v2  2.0.0     EWPCI regional ignores goes-on
        go-v1    1.55.8    EWPCI global   reads   stops
        go-v2    -         EWPCI regional ignores stops
        js-v2    -         EPCWI global   reads   goes-on
        js-v3    3.500.0   EPWCI regional ignores stops
        rust     -         EPWCI regional ignores stops
        dotnet   -         EWPCI regional ignores stops
        dotnet   3.7.800.0 WPECI global   reads   stops
        dotnet   4.0.1     EWPCI regional ignores stops
        php      -         EWPCI regional reads   goes-on
        php      3.351.11  EWPCI global   reads   goes-on
        php      3.351.12  EWPCI regional reads   goes-on
        ruby     3.58.0    EWPCI regional reads   stops
        cpp      -         EPWCI regional ignores goes-on
    ";

    #[test]
    fn every_sdk_goes_its_own_way() {
        for line in BEHAVIOUR.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [name, version, ..] = words[..] else { panic!("{line}") };
            let sdk = Sdk::named(name).unwrap();
            let version = Some(version).filter(|version| *version != "-");
            let chain = sdk.chain(version).map(|it| format!("{it:?}").remove(0));
            let said = |yes, no, is| if is { yes } else { no };
            let actual = [
                &chain.collect::<String>(),
                said("global", "regional", sdk.is_legacy(version)),
                said("reads", "ignores", sdk.reads_endpoint_mode(version)),
                said("goes-on", "stops", sdk.moves_on),
            ];
            assert_eq!(actual, words[2..], "{line}");
        }
    }

    /// SDK, version or `-`, and which of `AWS_REGION` and `AWS_DEFAULT_REGION` it reads, each as
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html> and the sources say
    /// that are named at the lists.
    const REGIONS: &str = "
        botocore -      no  yes
        boto3    1.40.0 no  yes
        cli      1.42.0 no  yes
        cli      2.15.0 yes yes
        cli      -      yes yes
        java-v1  -      yes no
        java-v2  2.25.0 yes no
        go-v1    -      yes no
        go-v2    -      yes yes
        js-v2    -      yes no
        js-v3    -      yes no
        rust     -      yes yes
        dotnet   -      yes yes
        php      -      yes yes
        ruby     -      yes yes
        cpp      -      yes yes
    ";

    #[test]
    fn every_sdk_reads_its_region_from_its_own_variables() {
        for line in REGIONS.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [name, version, region, default] = words[..] else { panic!("{line}") };
            let sdk = Sdk::named(name).unwrap();
            let version = Some(version).filter(|version| *version != "-");
            for (variable, expected) in [("AWS_REGION", region), ("AWS_DEFAULT_REGION", default)] {
                let reads = sdk.reads_region_from(variable, version);
                assert_eq!(reads, expected == "yes", "{line}: {variable}");
            }
        }
        assert!(!Sdk::named("go-v2").unwrap().reads_region_from("REGION", None));
    }

    /// How each SDK calls a session at 2026-01-01T00:00:00Z.
    const SESSIONS: &str = "
        botocore botocore-session-1767225600
        java-v2 aws-sdk-java-1767225600000
        go-v2 1767225600000000000
        js-v2 token-file-web-identity
        js-v3 aws-sdk-js-session-1767225600000
        rust web-identity-token-1767225600000
        php aws-sdk-php-1767225600000
    ";

    #[test]
    fn every_sdk_calls_its_sessions_by_its_own_name() {
        let now = crate::Timestamp(1_767_225_600);
        for line in SESSIONS.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (name, expected) = line.split_once(' ').unwrap();
            assert_eq!(&*Sdk::named(name).unwrap().session_name(now), expected, "{name}");
        }
        for sdk in Sdk::all() {
            let name = sdk.session_name(now);
            assert!(crate::sts::request::is_session_name(&name), "{}: {name}", sdk.name);
            assert!((2..=64).contains(&name.len()), "{}: {name}", sdk.name);
            assert!(sdk.source_url.starts_with("https://github.com/"), "{}", sdk.name);
        }
    }

    #[test]
    fn every_chain_names_each_source_once() {
        for sdk in Sdk::all() {
            let mut chain: Vec<String> =
                sdk.chain(None).map(|origin| format!("{origin:?}")).collect();
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
