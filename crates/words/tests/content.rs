//! What `content/i18n` says, and how: every id has its words, both languages name the same
//! things, and no sentence breaks the rules of its language.

use std::collections::{BTreeMap, BTreeSet};

use irsa_engine::fix::FixKind;
use irsa_engine::report::{Artefacts, Assumed, Source, Verdict};
use irsa_engine::rules::RULES;
use irsa_engine::{Evidence, Gate, Severity, State};
use irsa_words::Lang;

const FILES: [(Lang, &str); 2] = [
    (Lang::En, include_str!("../../../content/i18n/en.json")),
    (Lang::Ko, include_str!("../../../content/i18n/ko.json")),
];

/// The sections that hold whole sentences; `questions` holds whole questions, the others labels.
const SENTENCES: &[&str] = &[
    "cluster_order_says",
    "cluster_stages_say",
    "cluster_events",
    "cluster_rules",
    "evidence_meanings",
    "flow_checks",
    "flow_confusion_answers",
    "flow_lanes_say",
    "flow_second_stories",
    "flow_stops",
    "flow_stories",
    "flow_token_meanings",
    "flow_wins",
    "meanings",
    "open",
    "rules",
];

/// What is written alike in both languages.
const NAMES: &[&str] = &[
    "?",
    "API",
    "AWS STS",
    "Amazon S3",
    "IRSA Playground",
    "SDK",
    "STS",
    "kubelet",
    "pasted.txt",
    "—",
];

/// Names in prose, as their owners write them.
const SPELLINGS: &[&str] = &[
    "API",
    "ARN",
    "AWS",
    "CloudTrail",
    "DNS",
    "EKS",
    "IAM",
    "ID",
    "IDs",
    "IMDS",
    "IRSA",
    "JSON",
    "JWKS",
    "JWT",
    "Kubernetes",
    "OIDC",
    "RFC",
    "SDK",
    "STS",
    "Terraform",
    "URL",
    "VPC",
    "YAML",
    "kubelet",
    "pasted.txt",
];

/// What sentences may write as code, apart from placeholders alone.
const CODE: &[&str] = &[
    "*",
    "169.254.170.23",
    "2012-10-17",
    ":aud",
    ":sub",
    "?",
    "AWS",
    "AWS_ACCESS_KEY_ID",
    "AWS_ENDPOINT_URL_S3",
    "AWS_REGION",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AccessDenied",
    "Allow",
    "ArnLike",
    "CanonicalUser",
    "Couldn't retrieve verification key",
    "Default",
    "Deny",
    "ExpiredTokenException",
    "Federated",
    "ForAllValues:",
    "ForAnyValue:",
    "Ignore",
    "Incorrect token audience",
    "InvalidIdentityToken",
    "MaxSessionDuration",
    "Missing a required claim: {claim}",
    "NO_PROXY",
    "NotAction",
    "NotPrincipal",
    "RegionDisabledException",
    "Resource",
    "Service",
    "Sid",
    "StringEquals",
    "StringLike",
    "Token too old",
    "ValidationError",
    "Version",
    "[{expected}]",
    "\"",
    "\\\\",
    "\\n",
    "_+=,.@-",
    "acr",
    "addresses",
    "at+jwt",
    "at_hash",
    "auth_time",
    "authorization_endpoint",
    "aws",
    "aws eks describe-cluster",
    "aws iam get-role",
    "aws:SourceIp",
    "aws:VpcSourceIp",
    "azp",
    "c_hash",
    "code_challenge",
    "code_verifier",
    "default",
    "disableSessionTags",
    "eks.amazonaws.com/role-arn",
    "eks.amazonaws.com/skip-containers",
    "exp",
    "false",
    "fsGroup",
    "host",
    "https://",
    "irsa",
    "kubectl",
    "nonce",
    "openid",
    "sdk",
    "serviceAccountName",
    "standard",
    "sts.amazonaws.com",
    "sts:AssumeRole",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "system:serviceaccount:NAMESPACE:NAME",
    "targetRoleArn",
    "terraform.tfvars",
    "true",
    "urn:kubernetes:programmatic_authorization",
    "us-east-1a",
];

/// The Korean particles whose form depends on the sound before them.
const PARTICLES: [char; 13] =
    ['은', '는', '이', '가', '을', '를', '으', '로', '과', '와', '라', '나', '여'];

/// One text.
struct Entry {
    lang: Lang,
    section: String,
    key: String,
    text: String,
}

impl Entry {
    fn place(&self) -> String {
        format!("{}.json {}.{}", self.lang.tag(), self.section, self.key)
    }
}

type Sections = BTreeMap<String, BTreeMap<String, String>>;

fn sections(json: &str) -> Sections {
    serde_json::from_str(json).unwrap_or_default()
}

/// Every text of both languages.
fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    for (lang, json) in FILES {
        for (section, texts) in sections(json) {
            entries.extend(texts.into_iter().map(|(key, text)| Entry {
                lang,
                section: section.clone(),
                key,
                text,
            }));
        }
    }
    entries
}

/// The English and the Korean text of every key.
fn pairs() -> Vec<(Entry, Entry)> {
    let (english, korean): (Vec<_>, Vec<_>) =
        entries().into_iter().partition(|entry| entry.lang == Lang::En);
    assert_eq!(english.len(), korean.len());
    english.into_iter().zip(korean).collect()
}

/// The parts in backticks.
fn code(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The parts outside of backticks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').step_by(2)
}

/// The names in braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let after = text.split('{').skip(1);
    after.map(|after| after.split_once('}').map_or("unclosed", |(name, _)| name)).collect()
}

/// The particle that directly follows a placeholder or a part in backticks.
fn particle(text: &str) -> Option<char> {
    let after = text.split(['}', '`']).skip(1);
    after.filter_map(|after| after.chars().next()).find(|first| PARTICLES.contains(first))
}

/// Checks that a section has exactly these ids in both languages.
fn check_ids(section: &str, ids: &[&str]) {
    let expected: BTreeSet<&str> = ids.iter().copied().collect();
    for (lang, json) in FILES {
        let sections = sections(json);
        let found: BTreeSet<&str> =
            sections.get(section).into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        assert_eq!(found, expected, "{}.json {section}", lang.tag());
    }
}

/// The ids of all variants. A variant that is left out does not compile.
macro_rules! ids {
    ($type:ident: $($variant:ident)+) => {{
        let id = |value: $type| match value { $($type::$variant)|+ => value.id() };
        [$($type::$variant),+].map(id)
    }};
}

#[test]
fn every_id_has_its_words() {
    let gates = Gate::ALL.map(Gate::id);
    check_ids("gates", &gates);
    check_ids("questions", &gates);
    check_ids("rules", &RULES.iter().map(|rule| rule.id).collect::<Vec<_>>());
    check_ids("states", &ids!(State: Pass Fail Assumed Unknown Skipped NotApplicable));
    let verdicts = ids!(Verdict: Allow Deny Error OtherIdentity Unknown);
    check_ids("verdicts", &verdicts);
    check_ids("meanings", &verdicts);
    let evidence = ids!(Evidence: AwsDoc Source Observed Model);
    check_ids("evidence", &evidence);
    check_ids("evidence_meanings", &evidence);
    check_ids("severities", &ids!(Severity: Error Warning Info));
    check_ids(
        "assumed",
        &ids!(Assumed: Now Namespace Container Account Region Issuer Role Webhook Sdk Network
            Signature ProviderAccount SessionName NodeRole Pod Policies AttachedPolicies),
    );
    check_ids(
        "artefacts",
        &ids!(Artefacts: Pod ServiceAccount Cluster ProviderList Provider Role Policies Association
            Endpoints Environment Addresses Events),
    );
    check_ids("sources", &ids!(Source: WebIdentity PodIdentity Env Profile Imds None Unknown));
    check_ids("open", &["none", "namespace", "cluster", "anyone"]);
    check_ids("fixes", &FixKind::ALL.iter().map(|kind| kind.id()).collect::<Vec<_>>());
}

#[test]
fn every_text_is_found_where_it_is_looked_up() {
    for entry in entries().iter().filter(|entry| entry.section == "rules") {
        let rule = RULES.iter().find(|rule| rule.id == entry.key);
        let found = rule.map(|rule| entry.lang.words().entry("rules", rule.id));
        assert_eq!(found, Some(entry.text.as_str()), "{}", entry.place());
    }
}

#[test]
fn each_key_has_a_line_of_its_own_and_keys_are_sorted() {
    for (lang, json) in FILES {
        let mut lines = Vec::new();
        let mut section = "";
        for line in json.lines() {
            let Some((key, _)) = line.trim_start().trim_start_matches('"').split_once("\": ")
            else {
                continue;
            };
            if line.starts_with("    \"") {
                lines.push((section, key));
            } else {
                section = key;
            }
        }
        for pair in lines.windows(2) {
            if let [(section, before), (same, after)] = pair
                && section == same
            {
                assert!(before < after, "{}.json {section}: {after}", lang.tag());
            }
        }
        let keys: usize = sections(json).values().map(BTreeMap::len).sum();
        assert_eq!(lines.len(), keys, "{}.json", lang.tag());
    }
}

#[test]
fn placeholders_name_the_data_of_the_rule() {
    // What those of `cluster_…` name is tested where the events are.
    let elsewhere = |section: &str| {
        ["flow_page", "links", "ui"].contains(&section) || section.starts_with("cluster_")
    };
    for entry in entries().iter().filter(|entry| !elsewhere(&entry.section)) {
        let rule = RULES.iter().find(|rule| entry.section == "rules" && rule.id == entry.key);
        let data: Vec<&str> = rule.into_iter().flat_map(|rule| rule.data()).collect();
        for name in placeholders(&entry.text) {
            assert!(data.contains(&name), "{}: {{{name}}} is not in {data:?}", entry.place());
        }
    }
}

#[test]
fn both_languages_name_the_same_things() {
    for (english, korean) in pairs() {
        let place = korean.place();
        assert_eq!(placeholders(&english.text), placeholders(&korean.text), "{place}");
        assert_eq!(code(&english.text), code(&korean.text), "{place}");
    }
}

#[test]
fn names_are_spelled_as_their_owners_write_them() {
    for entry in entries() {
        let place = entry.place();
        assert_eq!(entry.text.matches('`').count() % 2, 0, "{place}: a backtick is left open");
        // A command line is code throughout.
        let command = entry.key.ends_with("_command");
        for part in prose(&entry.text).filter(|_| !command) {
            for word in part.split(|c: char| !c.is_ascii_alphanumeric()) {
                let close = |name: &&&str| name.eq_ignore_ascii_case(word);
                if let Some(name) = SPELLINGS.iter().find(close) {
                    assert!(SPELLINGS.contains(&word), "{place}: `{word}` is not `{name}`");
                }
            }
        }
        let sentence = SENTENCES.contains(&entry.section.as_str());
        for name in code(&entry.text).into_iter().filter(|_| sentence) {
            let value = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).is_some();
            assert!(value || CODE.contains(&name), "{place}: is `{name}` spelled right?");
        }
    }
}

#[test]
fn korean_is_translated() {
    for (english, korean) in pairs() {
        let name = NAMES.contains(&korean.text.as_str());
        assert!(name || english.text != korean.text, "{}", korean.place());
    }
}

#[test]
fn no_particle_depends_on_a_value() {
    let table = [
        ("`{role}` 역할을", None),
        ("`{role}`을", Some('을')),
        ("{seconds}초가", None),
        ("{seconds}가", Some('가')),
        ("`aud`로", Some('로')),
        ("`{a}`, `{b}`에", None),
    ];
    for (text, expected) in table {
        assert_eq!(particle(text), expected, "{text}");
    }
    for entry in entries().iter().filter(|entry| entry.lang == Lang::Ko) {
        assert_eq!(particle(&entry.text), None, "{}: {}", entry.place(), entry.text);
    }
}

#[test]
fn sentences_are_short_and_calm() {
    for entry in entries() {
        let place = format!("{}: {}", entry.place(), entry.text);
        assert!(!entry.text.ends_with('!') && !entry.text.contains("! "), "{place}");
        let korean = entry.lang == Lang::Ko;
        if ["questions", "flow_confusions"].contains(&&*entry.section) {
            assert!(entry.text.ends_with(if korean { "까?" } else { "?" }), "{place}");
        }
        if SENTENCES.contains(&entry.section.as_str()) {
            let sentences: Vec<&str> = entry.text.split_inclusive(". ").collect();
            assert!(sentences.len() <= 2, "{place}");
            let end = if korean { "니다." } else { "." };
            assert!(sentences.iter().all(|text| text.trim_end().ends_with(end)), "{place}");
        }
    }
}
