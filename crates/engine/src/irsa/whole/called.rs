//! Which host does the SDK call for STS? The container's own variables name its region, and may
//! name another host for all services or for STS alone.

use super::{options, process};
use crate::irsa::walk::Walk;
use crate::k8s::pod::EnvVar;
use crate::sdk::Sdk;
use crate::{Check, Gate, Place, Reason, State, Step, Text};

/// The variables that name another host, the narrower one first.
pub(super) const ENDPOINTS: [&str; 2] = ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"];
/// What turns them off.
const IGNORED: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
/// The domains that AWS answers in.
const AWS: [&str; 4] =
    [".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn"];
/// What services call themselves there that certainly are not STS. Behind load balancers, gateways
/// and machines, which have names in the same domains, somebody may pass the call on.
const OTHERS: [&str; 20] = [
    "autoscaling",
    "cloudformation",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "elasticache",
    "es",
    "events",
    "firehose",
    "iam",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "s3",
    "secretsmanager",
    "sqs",
    "ssm",
];

/// Who answers at a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    Sts,
    /// Another service of AWS.
    Another,
    /// Whoever it is: a call for a web identity is not signed, so that any proxy may pass it on.
    Somebody,
}

/// Why what answers there, if anything does, is not known to be STS.
pub(super) fn judge(walk: &Walk<'_>) -> Option<Check> {
    let reads = reads_endpoints(walk);
    match variable(walk).filter(|_| reads != Some(false)) {
        Some(variable) => elsewhere(walk, variable, reads),
        None => nowhere(walk),
    }
}

fn check(walk: &Walk<'_>, state: State, reason: Reason, variable: &EnvVar) -> Check {
    let span = variable.value.as_ref().map_or(variable.span, |value| value.span);
    let place: Option<Place> = walk.pod_place(span);
    Check::new(Gate::Network, Step::StsReached, state, reason).at(place)
}

fn sdk(walk: &Walk<'_>) -> Option<&'static Sdk> {
    Sdk::named(&options::text(walk, &["sdk", "name"])?.value)
}

fn version(walk: &Walk<'_>) -> Option<Text> {
    options::text(walk, &["sdk", "version"]).map(|version| version.value)
}

/// The variable that names a host, where nothing turns it off.
fn variable<'w>(walk: &'w Walk<'_>) -> Option<&'w EnvVar> {
    let ignored = process::value(walk, IGNORED).is_some_and(|it| it.eq_ignore_ascii_case("true"));
    let mut names = ENDPOINTS.into_iter().filter(|_| !ignored);
    names.find_map(|name| process::variable(walk, name))
}

/// Whether the SDK reads it, where that is known.
fn reads_endpoints(walk: &Walk<'_>) -> Option<bool> {
    sdk(walk)?.reads_endpoints(version(walk).as_deref())
}

/// Another host. Where it is another service's and the SDK is known to read the variable, the call
/// fails; else nobody knows.
fn elsewhere(walk: &Walk<'_>, variable: &EnvVar, reads: Option<bool>) -> Option<Check> {
    let endpoint = variable.value.as_ref()?.value.clone();
    let state = match answers(&endpoint) {
        Answers::Sts => return None,
        Answers::Another if reads == Some(true) => State::Fail,
        Answers::Another | Answers::Somebody => State::Unknown,
    };
    let reason = Reason::EndpointElsewhere { variable: variable.name.clone(), endpoint };
    Some(check(walk, state, reason, variable))
}

/// Who answers at an endpoint, by the names that AWS gives its own: `SERVICE.REGION`, with what a
/// bucket, an account or an interface endpoint puts around it.
fn answers(endpoint: &str) -> Answers {
    let endpoint = endpoint.trim().to_ascii_lowercase();
    let rest = endpoint.split_once("://").map_or(&*endpoint, |(_, rest)| rest);
    let host = rest.split(['/', ':']).next().unwrap_or_default().trim_end_matches('.');
    let Some(name) = AWS.iter().find_map(|domain| host.strip_suffix(domain)) else {
        return Answers::Somebody;
    };
    let within = name.strip_suffix(".vpce");
    let name = within.unwrap_or(name);
    let regionless = name.rsplit_once('.').filter(|(_, last)| is_region(last)).map(|(it, _)| it);
    let name = regionless.unwrap_or(name);
    let name = name.strip_suffix(".dualstack").unwrap_or(name);
    let (ahead, service) = name.rsplit_once('.').unwrap_or(("", name));
    let service = service.strip_suffix("-fips").unwrap_or(service);
    if service == "sts" && (ahead.is_empty() || within.is_some() && regionless.is_some()) {
        return Answers::Sts;
    }
    if OTHERS.contains(&service) { Answers::Another } else { Answers::Somebody }
}

/// A region that is none, so that the host made of it does not exist.
fn nowhere(walk: &Walk<'_>) -> Option<Check> {
    if walk.world.settings.sts.global {
        return None;
    }
    let variable = region(walk)?;
    let region = variable.value.as_ref()?.value.clone();
    if is_region(&region) {
        return None;
    }
    Some(check(walk, State::Fail, Reason::RegionMalformed { region }, variable))
}

/// The variable that the SDK takes its region from.
pub(super) fn region<'w>(walk: &'w Walk<'_>) -> Option<&'w EnvVar> {
    let version = version(walk);
    let sdk = sdk(walk);
    let reads = |name: &&str| sdk.is_none_or(|it| it.reads_region_from(name, version.as_deref()));
    let names = ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter().filter(reads);
    names.filter_map(|name| process::variable(walk, name)).next()
}

/// The form of regions, as `us-gov-west-1`; and the words that SDKs take instead of one.
fn is_region(text: &str) -> bool {
    if text.contains("fips") || text == "aws-global" {
        return true;
    }
    let parts: Vec<&str> = text.split('-').collect();
    let [words @ .., number] = &parts[..] else { return false };
    let word = |part: &&str| part.len() >= 2 && part.bytes().all(|it| it.is_ascii_lowercase());
    words.len() >= 2
        && words.iter().all(word)
        && matches!(number.len(), 1..=2)
        && number.bytes().all(|it| it.is_ascii_digit())
}

/// The region that was meant: without the letter of a zone, else the issuer's.
pub(super) fn meant(walk: &Walk<'_>, region: &str) -> Option<Text> {
    let bare = region.trim().to_ascii_lowercase();
    let bare = bare.trim_end_matches(|char: char| char.is_ascii_lowercase());
    if is_region(bare) {
        return Some(bare.into());
    }
    walk.world.region_of_issuer()
}

#[cfg(test)]
mod tests {
    use super::{Answers, answers};

    /// Who answers at an endpoint:
    /// <https://docs.aws.amazon.com/general/latest/gr/sts.html>,
    /// <https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html>,
    /// <https://docs.aws.amazon.com/general/latest/gr/s3.html>.
    const HOSTS: &str = "
        sts https://sts.amazonaws.com
        sts https://sts.us-east-1.amazonaws.com/
        sts HTTPS://STS.US-EAST-1.AMAZONAWS.COM
        sts sts.eu-west-1.amazonaws.com:443
        sts https://sts.us-east-1.amazonaws.com.
        sts https://sts-fips.us-east-1.amazonaws.com
        sts https://sts.cn-north-1.amazonaws.com.cn
        sts https://sts.us-east-1.api.aws
        sts https://vpce-0a1b-2c3d.sts.us-east-1.vpce.amazonaws.com
        sts https://vpce-0a1b-2c3d-us-east-1a.sts.us-east-1.vpce.amazonaws.com
        another https://s3.us-east-1.amazonaws.com
        another https://s3.dualstack.us-east-1.amazonaws.com
        another https://orders.s3.amazonaws.com
        another https://DynamoDB.us-east-1.amazonaws.com
        another https://kms-fips.us-east-1.amazonaws.com
        another https://secretsmanager.cn-north-1.amazonaws.com.cn
        another https://vpce-0a1b.s3.us-east-1.vpce.amazonaws.com
        another https://api.ecr.us-east-1.amazonaws.com
        somebody https://sts.us-east-1a.amazonaws.com
        somebody https://orders.sts.us-east-1.amazonaws.com
        somebody https://sts.amazonaws.com.example.com
        somebody https://my-sts.us-east-1.amazonaws.com
        somebody https://internal-sts-proxy-123.us-east-1.elb.amazonaws.com
        somebody https://s3-sts-0a1b.elb.us-east-1.amazonaws.com
        somebody https://0a1b.execute-api.us-east-1.amazonaws.com/sts
        somebody https://ec2-203-0-113-7.compute-1.amazonaws.com
        somebody https://vpce-0a1b.vpce-svc-0a1b.us-east-1.vpce.amazonaws.com
        somebody http://localhost:8080
        somebody http://sts-proxy.egress.svc
        somebody https://sts.corp.internal
        somebody http://10.0.0.7:4566
        somebody http://[::1]:4566
    ";

    #[test]
    fn only_another_service_of_aws_is_certainly_not_sts() {
        for line in HOSTS.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (expected, endpoint) = line.split_once(' ').unwrap();
            let actual = match answers(endpoint) {
                Answers::Sts => "sts",
                Answers::Another => "another",
                Answers::Somebody => "somebody",
            };
            assert_eq!(actual, expected, "{endpoint}");
        }
    }
}
