//! The registry modules that are modelled: each a text in the same language, written for this, that
//! makes what the real one makes of a role, a cluster or a network, under the names that callers
//! use. Arguments that bear on neither are accepted and make nothing, so a plan counts fewer
//! resources than the real module's does: no log groups, keys, security group rules or tags.

/// A module of the registry and the text that stands for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Modelled {
    /// The end of its address.
    source: &'static str,
    /// Whether it is the one for a major version.
    suits: fn(u32) -> bool,
    /// The name of the text.
    pub(crate) file: &'static str,
    /// The text.
    text: &'static str,
    /// What that version has in place of a part of the text.
    instead: Option<(&'static str, &'static str)>,
}

impl Modelled {
    /// The text, as that version has it.
    pub(crate) fn text(&self) -> String {
        match self.instead {
            Some((newer, older)) => self.text.replace(newer, older),
            None => self.text.to_owned(),
        }
    }
}

macro_rules! text {
    ($file:literal) => {
        include_str!(concat!("modelled/", $file, ".tf"))
    };
}

const ANY: fn(u32) -> bool = |_| true;

const MODELLED: &[Modelled] = &[
    Modelled {
        source: "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks",
        suits: ANY,
        file: "modelled/iam-role-for-service-accounts-eks",
        text: text!("iam_role_for_service_accounts_eks"),
        instead: None,
    },
    Modelled {
        source: "terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts",
        suits: ANY,
        file: "modelled/iam-role-for-service-accounts",
        text: text!("iam_role_for_service_accounts"),
        instead: None,
    },
    Modelled {
        source: "terraform-aws-modules/iam/aws//modules/iam-assumable-role-with-oidc",
        suits: ANY,
        file: "modelled/iam-assumable-role-with-oidc",
        text: text!("iam_assumable_role_with_oidc"),
        instead: None,
    },
    Modelled {
        source: "terraform-aws-modules/iam/aws//modules/iam-policy",
        suits: ANY,
        file: "modelled/iam-policy",
        text: text!("iam_policy"),
        instead: None,
    },
    Modelled {
        source: "terraform-aws-modules/eks-pod-identity/aws",
        suits: ANY,
        file: "modelled/eks-pod-identity",
        text: text!("eks_pod_identity"),
        instead: None,
    },
    Modelled {
        source: "terraform-aws-modules/eks/aws",
        suits: |major| major < 18,
        file: "modelled/eks-17",
        text: text!("eks"),
        // Before version 18 it made no provider unless it was asked to.
        instead: Some((
            "variable \"enable_irsa\" { default = true }",
            "variable \"enable_irsa\" { default = false }",
        )),
    },
    Modelled {
        source: "terraform-aws-modules/eks/aws",
        suits: |major| major >= 18,
        file: "modelled/eks",
        text: text!("eks"),
        instead: None,
    },
    Modelled {
        source: "terraform-aws-modules/vpc/aws",
        suits: ANY,
        file: "modelled/vpc",
        text: text!("vpc"),
        instead: None,
    },
];

/// The text that stands for a module, by its address: in the registry or in its repository.
pub(crate) fn find(source: &str, version: Option<&str>) -> Option<Modelled> {
    let (address, reference) = source.split_once("?ref=").unwrap_or((source, ""));
    let mut address = address.trim_start_matches("registry.terraform.io/").to_owned();
    if address.contains("github.com") {
        let rest = address.split_once("github.com").map_or("", |(_, rest)| rest);
        let rest = rest.trim_start_matches([':', '/']).replace(".git", "");
        let (owner, path) = rest.split_once("/terraform-aws-")?;
        let (module, inner) = path.split_once("//").unwrap_or((path, ""));
        let inner = if inner.is_empty() { String::new() } else { format!("//{inner}") };
        address = format!("{owner}/{module}/aws{inner}");
    }
    let address = address.trim_end_matches('/');
    let major = version.into_iter().chain([reference]).find_map(major).unwrap_or(u32::MAX);
    MODELLED.iter().find(|known| known.source == address && (known.suits)(major)).copied()
}

/// The first number of a version or of a constraint on it, as 20 of `~> 20.8`.
fn major(version: &str) -> Option<u32> {
    let digits = version.trim_start_matches(|char: char| !char.is_ascii_digit());
    digits.split(|char: char| !char.is_ascii_digit()).next()?.parse().ok()
}
