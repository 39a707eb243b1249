//! Annotations that the webhook reads otherwise than their author means: it only logs that.

use crate::k8s::{Pod, ServiceAccount};
use crate::source::Spanned;
use crate::{Finding, Reason, Text};

use super::{EXPIRATION_MINIMUM, SKIP_CONTAINERS, TOKEN_EXPIRATION, parse_bool, skip};

/// Looks at the annotations of a service account.
pub(in crate::k8s) fn lint_account(account: &ServiceAccount, findings: &mut Vec<Finding>) {
    findings.extend(account.token_expiration().and_then(expiration));
    if let Some(written) = account.regional_endpoints()
        && parse_bool(&written.value).is_none()
    {
        let reason = Reason::RegionalEndpointsIgnored { value: written.value.clone() };
        findings.push(Finding::warning(reason, written.span));
    }
}

/// Looks at the annotations of a pod.
pub(in crate::k8s) fn lint_pod(pod: &Pod, findings: &mut Vec<Finding>) {
    let annotation = |key| pod.metadata.annotation(key).map(|pair| &pair.value);
    findings.extend(annotation(TOKEN_EXPIRATION).and_then(expiration));
    let Some(list) = annotation(SKIP_CONTAINERS) else { return };
    let Some(names) = skip::record(&list.value) else {
        let reason = Reason::SkipListIgnored { value: list.value.clone() };
        return findings.push(Finding::warning(reason, list.span));
    };
    let has = |name: &str| {
        let mut containers = pod.init_containers.iter().chain(&pod.containers);
        containers.any(|container| &*container.name == name)
    };
    for name in names.into_iter().filter(|name| !has(name)) {
        let reason = Reason::SkipListMismatch { name: Text::from(name) };
        findings.push(Finding::warning(reason, list.span));
    }
}

fn expiration(written: &Spanned<Text>) -> Option<Finding> {
    let value = written.value.clone();
    let reason = match value.parse::<i64>() {
        Err(_) => Reason::TokenExpirationIgnored { value },
        Ok(seconds) if seconds < EXPIRATION_MINIMUM => {
            Reason::TokenExpirationRaised { value, minimum: EXPIRATION_MINIMUM }
        }
        Ok(_) => return None,
    };
    Some(Finding::warning(reason, written.span))
}
