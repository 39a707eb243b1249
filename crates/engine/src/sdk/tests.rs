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
        let mut chain: Vec<String> = sdk.chain(None).map(|origin| format!("{origin:?}")).collect();
        chain.sort();
        assert_eq!(
            chain,
            ["Container", "Environment", "Imds", "Profile", "WebIdentity"],
            "{}",
            sdk.name
        );
    }
}

/// SDK, version or `-`, and whether it reads `AWS_ENDPOINT_URL`, each as
/// <https://aws.amazon.com/blogs/developer/new-improved-flexibility-when-configuring-endpoint-urls-with-the-aws-sdks-and-tools/>,
/// <https://github.com/aws/aws-sdk-java-v2/issues/5742>,
/// <https://github.com/aws/aws-sdk-go-v2/pull/2341> and
/// <https://github.com/awslabs/aws-sdk-rust/pull/1109> have it.
const ENDPOINTS: &str = "
    botocore 1.30.9             ignores
    botocore 1.31.0             reads
    boto3    1.27.9             ignores
    boto3    1.28.0             reads
    boto3    -                  unknown
    boto3    latest             unknown
    cli      1.28.9             ignores
    cli      1.29.0             reads
    cli      2.12.9             ignores
    cli      2.13.0             reads
    java-v1  -                  ignores
    java-v2  2.28.0             ignores
    java-v2  2.28.1             reads
    go-v1    1.55.8             ignores
    go-v2    release-2023-10-31 ignores
    go-v2    release-2023-11-01 reads
    go-v2    1.22.0             unknown
    js-v2    2.1692.0           ignores
    js-v3    3.500.0            unknown
    rust     release-2024-03-25 ignores
    rust     release-2024-03-26 reads
    dotnet   4.0.1              unknown
    php      3.351.12           unknown
    ruby     3.200.0            unknown
    cpp      1.11.500           unknown
";

#[test]
fn every_sdk_reads_endpoints_from_its_first_version_on() {
    for line in ENDPOINTS.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [name, version, expected] = words[..] else { panic!("{line}") };
        let version = Some(version).filter(|version| *version != "-");
        let actual = match Sdk::named(name).unwrap().reads_endpoints(version) {
            Some(true) => "reads",
            Some(false) => "ignores",
            None => "unknown",
        };
        assert_eq!(actual, expected, "{line}");
    }
}
