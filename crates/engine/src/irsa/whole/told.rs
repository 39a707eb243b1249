//! More texts of SDKs and tools than the page's first download has room for. Like every pasted
//! error, they decide nothing: they leave some gates possible.

use crate::Gate::{self, Admission, Binding, Network, Permission, Pod, Sdk, Token, Trust};
use crate::irsa::walk::Walk;
use crate::sts::observed::signs::{
    ENVIRONMENT, GET_POD, GET_ROLE, LOOK_AT_TOKEN, REACH_STS, Sign, WHO, local,
};
use crate::sts::observed::{Observed, line};

/// The end of a chain: no source gave anything.
const NOTHING: &[Gate] = &[Binding, Admission, Sdk];
const GET_ACCOUNTS: &str = "kubectl get serviceaccounts -n NAMESPACE";
/// The end of the path where the webhook mounts the token.
const MOUNTED: &str = "eks.amazonaws.com/serviceaccount/token";

const BOTOCORE: &str = "https://github.com/boto/botocore/blob/develop/botocore/exceptions.py";
const RUBY: &str = "https://github.com/aws/aws-sdk-ruby/blob/version-3/gems/aws-sdk-core/lib/\
                    aws-sdk-core/errors.rb";
const FLUX: &str = "https://github.com/fluxcd/source-controller/pull/1552";
const PRIVATE: &str = "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html";

/// Each with what else stands on its line.
const SIGNS: &[Sign] = &[
    local(
        "no EC2 IMDS role found",
        "",
        NOTHING,
        ENVIRONMENT,
        "https://github.com/aws/aws-sdk-go-v2/blob/main/credentials/ec2rolecreds/provider.go",
    ),
    local(
        "no EC2 instance role found",
        "",
        NOTHING,
        ENVIRONMENT,
        "https://github.com/aws/aws-sdk-go/blob/main/aws/credentials/ec2rolecreds/\
         ec2_role_provider.go",
    ),
    local(
        "Unable to load AWS credentials from any provider in the chain",
        "",
        NOTHING,
        ENVIRONMENT,
        "https://github.com/aws/aws-sdk-java/blob/master/aws-java-sdk-core/src/main/java/com/\
         amazonaws/auth/AWSCredentialsProviderChain.java",
    ),
    local(
        "Missing credentials in config",
        "",
        NOTHING,
        ENVIRONMENT,
        "https://github.com/aws/aws-sdk-js/issues/2848",
    ),
    local("unable to sign request without credentials set", "", NOTHING, ENVIRONMENT, RUBY),
    local(
        "Error retrieving credentials from the instance profile metadata service",
        "",
        NOTHING,
        ENVIRONMENT,
        "https://github.com/aws/aws-sdk-php/blob/master/src/Credentials/\
         InstanceProfileProvider.php",
    ),
    local(
        "Unable to get IAM security credentials from EC2 Instance Metadata Service",
        "",
        NOTHING,
        ENVIRONMENT,
        "https://github.com/aws/aws-sdk-net/tree/main/sdk/src/Core/Amazon.Runtime/Credentials",
    ),
    local(
        "no providers in chain provided credentials",
        "",
        NOTHING,
        ENVIRONMENT,
        "https://github.com/smithy-lang/smithy-rs/blob/main/aws/rust-runtime/aws-config/src/meta/\
         credentials/chain.rs",
    ),
    local(
        "Could not resolve credentials using profile",
        "",
        &[Sdk],
        ENVIRONMENT,
        "https://github.com/aws/aws-sdk-js-v3/blob/main/packages/credential-provider-ini/src/\
         resolveProfileData.ts",
    ),
    local("The config profile (", "could not be found", &[Sdk], ENVIRONMENT, BOTOCORE),
    local("Partial credentials found in", "", &[Sdk], ENVIRONMENT, BOTOCORE),
    local("You must specify a region", "", &[Sdk], ENVIRONMENT, BOTOCORE),
    local("doesn't match a supported format", "region_name", &[Sdk], ENVIRONMENT, BOTOCORE),
    local("No region was provided", "", &[Sdk], ENVIRONMENT, RUBY),
    local(
        "Permission denied: ",
        MOUNTED,
        &[Token],
        LOOK_AT_TOKEN,
        "https://github.com/ansible/awx/issues/8966",
    ),
    local(
        "No such file or directory: ",
        MOUNTED,
        &[Admission, Token],
        GET_POD,
        "https://github.com/boto/botocore/blob/develop/botocore/utils.py",
    ),
    local(
        "Could not connect to the endpoint URL",
        "//sts.",
        &[Network],
        REACH_STS,
        "https://github.com/prowler-cloud/prowler/issues/1654",
    ),
    local("SSL validation failed for", "//sts.", &[Network], REACH_STS, BOTOCORE),
    local("UnknownHostException", " sts.", &[Network], REACH_STS, PRIVATE),
    local("ENOTFOUND sts.", "", &[Network], REACH_STS, PRIVATE),
    local("connection refused", "//sts.", &[Network], REACH_STS, FLUX),
    local(
        "proxyconnect tcp",
        "//sts.",
        &[Network],
        REACH_STS,
        "https://github.com/awsdocs/amazon-eks-user-guide/pull/872",
    ),
    local(
        "Federated principals must be valid domain names",
        "",
        &[Trust],
        GET_ROLE,
        "https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2594",
    ),
    local(
        "Invalid principal in policy",
        "",
        &[Trust],
        GET_ROLE,
        "https://repost.aws/knowledge-center/iam-trust-policy-error",
    ),
    local(
        "Cannot exceed quota for ACLSizePerRole",
        "",
        &[Trust],
        GET_ROLE,
        "https://github.com/kubeflow/kubeflow/issues/6687",
    ),
    local(
        "Has prohibited field Resource",
        "",
        &[Trust],
        GET_ROLE,
        "https://github.com/terraform-aws-modules/terraform-aws-eks-pod-identity/issues/34",
    ),
    local(
        "AssumeRole policy may only specify STS AssumeRole actions",
        "",
        &[Trust],
        GET_ROLE,
        "https://github.com/pulumi/pulumi-aws/issues/4629",
    ),
    local(
        "Trust policy of the role provided is invalid",
        "",
        &[Trust],
        GET_ROLE,
        "https://github.com/hashicorp/terraform-provider-aws/issues/41483",
    ),
    local(
        "error looking up service account",
        "",
        &[Pod],
        GET_ACCOUNTS,
        "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
    ),
    local(
        "The security token included in the request is invalid",
        "",
        &[Sdk, Permission],
        WHO,
        "https://github.com/aws/aws-sdk-js/issues/4140",
    ),
];

/// Reads the files that hold nothing that was read otherwise.
pub(super) fn read(walk: &mut Walk<'_>) {
    let unread = walk.files.iter().enumerate().filter(|(_, file)| {
        // What is said of a text that could not be read is dropped where it is known after all.
        let is_superseded = |finding: &crate::Finding| {
            !matches!(&*finding.reason, crate::Reason::KindNotRead { .. }) && !finding.names_limit()
        };
        file.artefacts.is_empty()
            && file.accounts.list.is_empty()
            && file.findings.iter().all(is_superseded)
    });
    let told = unread.filter_map(|(index, file)| Some((index, recognise(&file.text)?)));
    walk.told = told.collect();
}

fn recognise(text: &str) -> Option<Observed> {
    let mut end = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        end += line.len();
        (end - line.len(), line)
    });
    // A line holds a text once or a thousand times, and is looked at once.
    let lines: Vec<_> = lines.collect();
    SIGNS.iter().find_map(|sign| {
        let says = |line: &str| line.contains(sign.text) && line.trim().contains(sign.also);
        let (at, _) = lines.iter().find(|(_, line)| says(line))?;
        Some(line(text, *at, sign.leaves))
    })
}

#[cfg(test)]
mod tests {
    use super::{SIGNS, recognise};
    use crate::sts::observed::read_error_text;

    /// The gates that are left by a line as its SDK or tool prints it, in the order of the rows.
    const LINES: &str = "
        binding admission sdk: no EC2 IMDS role found, operation error ec2imds: GetMetadata
        binding admission sdk: EC2RoleRequestError: no EC2 instance role found
        binding admission sdk: SdkClientException: Unable to load AWS credentials from any \
            provider in the chain: []
        binding admission sdk: CredentialsError: Missing credentials in config, if using \
            AWS_CONFIG_FILE, set AWS_SDK_LOAD_CONFIG=1
        binding admission sdk: MissingCredentialsError (unable to sign request without \
            credentials set)
        binding admission sdk: Error retrieving credentials from the instance profile metadata \
            service. (cURL error 28)
        binding admission sdk: Unable to get IAM security credentials from EC2 Instance Metadata \
            Service.
        binding admission sdk: the credential provider was not enabled: no providers in chain \
            provided credentials
        sdk: Could not resolve credentials using profile: [default] in configuration/credentials \
            file(s).
        sdk: ProfileNotFound: The config profile (prod) could not be found
        sdk: Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY
        sdk: NoRegionError: You must specify a region.
        sdk: InvalidRegionError: Provided region_name 'us-west-2 ' doesn't match a supported format.
        sdk: MissingRegionError: No region was provided. Configure the `:region` option
        token: PermissionError: [Errno 13] Permission denied: \
            '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'
        admission token: FileNotFoundError: [Errno 2] No such file or directory: \
            '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'
        network: Could not connect to the endpoint URL: \"https://sts.us-west-2a.amazonaws.com/\"
        network: SSLError: SSL validation failed for https://sts.us-east-1.amazonaws.com/ \
            certificate verify failed
        network: java.net.UnknownHostException: sts.us-west-2.amazonaws.com
        network: getaddrinfo ENOTFOUND sts.us-west-2a.amazonaws.com
        network: Post \"https://sts.us-west-2.amazonaws.com/\": dial tcp 10.0.0.1:443: connect: \
            connection refused
        network: Post \"https://sts.us-west-2.amazonaws.com/\": proxyconnect tcp: dial tcp: no \
            such host
        trust: MalformedPolicyDocument: Federated principals must be valid domain names or SAML \
            metadata ARNs
        trust: MalformedPolicyDocument: Invalid principal in policy: \
            \"AWS\":\"arn:aws:iam::1:role/x\"
        trust: LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048
        trust: MalformedPolicyDocument: Has prohibited field Resource
        trust: AssumeRole policy may only specify STS AssumeRole actions.
        trust: InvalidParameterException: Trust policy of the role provided is invalid
        pod: pods \"app-\" is forbidden: error looking up service account shop/app
        sdk permission: InvalidClientTokenId: The security token included in the request is invalid
    ";

    #[test]
    fn every_text_leaves_its_gates() {
        let lines = LINES.lines().map(str::trim).filter(|line| !line.is_empty());
        let lines: Vec<_> = lines.filter_map(|line| line.split_once(": ")).collect();
        assert_eq!(lines.len(), SIGNS.len());
        for ((gates, text), sign) in lines.into_iter().zip(SIGNS) {
            assert!(read_error_text(text).is_none(), "known already: {text}");
            let observed = recognise(text).unwrap_or_else(|| panic!("not recognised: {text}"));
            let left: Vec<_> = observed.points_to.gates.iter().map(|gate| gate.id()).collect();
            assert_eq!(left.join(" "), gates, "{text}");
            assert!(text.contains(sign.text), "{text}");
            assert!(observed.points_to.source_url.starts_with("https://"));
        }
    }

    /// Lines that only look like one of those.
    const OTHERS: &[&str] = &[
        "dial tcp: connect: connection refused\nthe region's host is https://sts.eu-west-1.aws",
        "java.net.UnknownHostException: hosts.internal.example.com",
        "proxyconnect tcp: no route to http://hosts.internal",
        "Permission denied: '/var/run/secrets/kubernetes.io/serviceaccount/token'",
        "No such file or directory: '/var/run/secrets/kubernetes.io/serviceaccount/token'",
        "The config profile (prod) is used\nthe file could not be found",
    ];

    #[test]
    fn what_else_must_be_said_stands_on_the_same_line() {
        for text in OTHERS {
            assert_eq!(recognise(text), None, "{text}");
        }
        let both =
            "connection refused\nPost https://sts.eu-west-1.amazonaws.com: connection refused";
        assert!(recognise(both).is_some_and(|it| it.message.starts_with("Post")));
    }
}
