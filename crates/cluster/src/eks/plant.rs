//! What Terraform made around a cluster: subnets and where they lead, security groups, roles,
//! launch templates.

mod template;

use std::collections::{BTreeMap, BTreeSet};

use super::region::Region;
use crate::terraform::{State, Stored, Value};

pub(crate) use template::{Template, UserData};

/// Where a subnet leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// To an internet gateway: the subnet is public.
    Internet,
    /// To a NAT gateway in a zone.
    Nat(usize),
    /// Nowhere outside of the VPC.
    Nowhere,
    /// To something that is not modelled, or the subnet is not in the configuration: it is taken to
    /// lead out.
    Assumed,
}

/// A subnet.
#[derive(Debug, Clone)]
pub(crate) struct Subnet {
    /// Its address in the configuration; its id where it is not in it.
    pub(crate) address: String,
    pub(crate) id: String,
    pub(crate) zone: usize,
    pub(crate) cidr: String,
    /// Addresses that can be used: all but the first four and the last.
    ///
    /// Source: <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>.
    pub(crate) total: u32,
    /// Whether instances get a public address.
    pub(crate) gives_public: bool,
    pub(crate) way: Way,
    pub(crate) tags: BTreeMap<String, String>,
}

/// A security group.
#[derive(Debug, Clone, Default)]
pub(crate) struct SecurityGroup {
    /// Whether anything may leave to port 443.
    pub(crate) egress: bool,
    /// The groups and ranges that may come in on port 443; `*` for all.
    pub(crate) from: BTreeSet<String>,
}

/// What Terraform made around a cluster.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plant {
    pub(crate) subnets: Vec<Subnet>,
    /// The zone of each NAT gateway.
    pub(crate) nats: Vec<usize>,
    pub(crate) security_groups: BTreeMap<String, SecurityGroup>,
    /// The policies of each role that is in the configuration, by the role's name.
    pub(crate) roles: BTreeMap<String, BTreeSet<String>>,
    pub(crate) templates: BTreeMap<String, Template>,
    /// Whether the VPC gives names to nodes: both of its DNS switches are on.
    pub(crate) dns: bool,
    /// The services that have an endpoint in the VPC, by the last part of their names.
    pub(crate) endpoints: BTreeSet<String>,
    /// The repositories of ECR, by URL.
    pub(crate) repositories: BTreeSet<String>,
}

/// Whether a change of that type changes the plant.
pub(crate) fn bears(kind: &str) -> bool {
    const KINDS: [&str; 22] = [
        "aws_vpc",
        "aws_subnet",
        "aws_route_table",
        "aws_default_route_table",
        "aws_main_route_table_association",
        "aws_route",
        "aws_route_table_association",
        "aws_internet_gateway",
        "aws_nat_gateway",
        "aws_vpc_endpoint",
        "aws_security_group",
        "aws_security_group_rule",
        "aws_vpc_security_group_ingress_rule",
        "aws_vpc_security_group_egress_rule",
        "aws_iam_role",
        "aws_iam_role_policy_attachment",
        "aws_iam_policy_attachment",
        "aws_iam_role_policy",
        "aws_iam_role_policy_attachments_exclusive",
        "aws_launch_template",
        "aws_ecr_repository",
        "aws_eks_cluster",
    ];
    KINDS.contains(&kind)
}

pub(super) fn text(stored: &Stored, path: &[&str]) -> Option<String> {
    text_of(&stored.object, path)
}

pub(super) fn text_of(value: &Value, path: &[&str]) -> Option<String> {
    value.path(path).and_then(Value::as_text).map(|text| text.to_string())
}

pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.map(Value::one_or_many).unwrap_or_default();
    items.iter().filter_map(Value::as_text).map(|text| text.to_string()).collect()
}

pub(super) fn pairs(value: Option<&Value>) -> BTreeMap<String, String> {
    let map = value.and_then(Value::as_map);
    let entries = map.into_iter().flat_map(|map| &map.entries);
    let pairs = entries
        .filter_map(|(key, entry)| Some((key.to_string(), entry.value.as_text()?.to_string())));
    pairs.collect()
}

impl Plant {
    /// Reads it out of what exists.
    pub(crate) fn of(state: &State, region: &Region) -> Self {
        let mut plant = Self { dns: true, ..Self::default() };
        let of = |kind: &'static str| {
            state.resources.iter().filter(move |(_, stored)| stored.kind == kind)
        };
        let ways = ways(state);
        for (index, (address, stored)) in of("aws_subnet").enumerate() {
            plant.subnets.push(subnet(address, stored, index, region, &ways));
        }
        let zone_of = |id: Option<String>| {
            let found = plant.subnets.iter().find(|subnet| Some(&subnet.id) == id.as_ref());
            found.map_or(0, |subnet| subnet.zone)
        };
        let nats: BTreeMap<String, usize> = of("aws_nat_gateway")
            .filter_map(|(_, stored)| {
                Some((text(stored, &["id"])?, zone_of(text(stored, &["subnet_id"]))))
            })
            .collect();
        for subnet in &mut plant.subnets {
            let nat = ways.get(&subnet.id).and_then(|way| way.strip_prefix("nat:"));
            if let Some(zone) = nat.and_then(|id| nats.get(id)) {
                subnet.way = Way::Nat(*zone);
            }
        }
        plant.nats = nats.into_values().collect();
        plant.security_groups = security_groups(state);
        plant.roles = roles(state);
        for (_, stored) in of("aws_launch_template") {
            let template = Template::of(stored);
            for name in [text(stored, &["id"]), text(stored, &["name"])].into_iter().flatten() {
                plant.templates.insert(name, template.clone());
            }
        }
        let off = |stored: &Stored, name: &str| text(stored, &[name]).as_deref() == Some("false");
        plant.dns = !of("aws_vpc")
            .any(|(_, vpc)| off(vpc, "enable_dns_support") || off(vpc, "enable_dns_hostnames"));
        let service = |name: String| name.split('.').skip(3).collect::<Vec<_>>().join(".");
        let endpoints = of("aws_vpc_endpoint");
        plant.endpoints = endpoints
            .filter_map(|(_, stored)| text(stored, &["service_name"]).map(service))
            .collect();
        let repositories = of("aws_ecr_repository");
        plant.repositories =
            repositories.filter_map(|(_, stored)| text(stored, &["repository_url"])).collect();
        plant
    }

    /// The subnet of that id. One that is not in the configuration is taken to have 251 addresses,
    /// a way out, and the zone of its place in the list that names it.
    pub(crate) fn add_subnet(&mut self, id: &str, place: usize, region: &Region) {
        if self.subnets.iter().any(|subnet| subnet.id == id) {
            return;
        }
        self.subnets.push(Subnet {
            address: id.to_owned(),
            id: id.to_owned(),
            zone: place % region.zones.len().max(1),
            cidr: format!("10.0.{}.0/24", self.subnets.len() + 1),
            total: 251,
            gives_public: true,
            way: Way::Assumed,
            tags: BTreeMap::new(),
        });
    }

    /// The subnet of that id or address.
    pub(crate) fn subnet(&self, of: &str) -> Option<&Subnet> {
        self.subnets.iter().find(|subnet| subnet.id == of || subnet.address == of)
    }

    /// Whether a role may do what a managed policy allows. A role that is not in the configuration
    /// is taken to.
    pub(crate) fn role_has(&self, arn: &str, policies: &[&str]) -> bool {
        let name = arn.rsplit('/').next().unwrap_or(arn);
        self.roles.get(name).is_none_or(|has| {
            has.contains("AdministratorAccess")
                || policies.iter().any(|policy| has.contains(*policy))
        })
    }
}

fn subnet(
    address: &str,
    stored: &Stored,
    index: usize,
    region: &Region,
    ways: &BTreeMap<String, String>,
) -> Subnet {
    let id = text(stored, &["id"]).unwrap_or_else(|| address.to_owned());
    let zone = ["availability_zone", "availability_zone_id"]
        .iter()
        .find_map(|name| text(stored, &[name]).and_then(|name| region.zone(&name)));
    let cidr = text(stored, &["cidr_block"]).unwrap_or_else(|| "10.0.0.0/24".to_owned());
    let bits = cidr.split_once('/').and_then(|(_, bits)| bits.parse::<u32>().ok()).unwrap_or(24);
    let way = match ways.get(&id).map(String::as_str) {
        Some("igw") => Way::Internet,
        Some("other") => Way::Assumed,
        Some(_) | None => Way::Nowhere,
    };
    Subnet {
        address: address.to_owned(),
        zone: zone.unwrap_or(index % region.zones.len().max(1)),
        total: (1_u32 << 32_u32.saturating_sub(bits.max(8)).min(24)).saturating_sub(5),
        cidr,
        gives_public: text(stored, &["map_public_ip_on_launch"]).as_deref() == Some("true"),
        way,
        tags: pairs(stored.object.get("tags")),
        id,
    }
}

/// For each subnet by id where its route table leads: `igw`, `nat:ID`, `other`.
fn ways(state: &State) -> BTreeMap<String, String> {
    let mut tables: BTreeMap<String, String> = BTreeMap::new();
    let mut main: BTreeMap<String, String> = BTreeMap::new();
    let mut leads = |table: Option<String>, route: &Value| {
        let to = ["cidr_block", "destination_cidr_block"];
        let to = to.iter().find_map(|name| text_of(route, &[name]));
        if to.as_deref() != Some("0.0.0.0/0") {
            return;
        }
        let named = |name: &str| text_of(route, &[name]).filter(|id| !id.is_empty());
        let way = match (named("nat_gateway_id"), named("gateway_id")) {
            (Some(nat), _) => format!("nat:{nat}"),
            (_, Some(gateway)) if gateway.starts_with("igw-") => "igw".to_owned(),
            _ => "other".to_owned(),
        };
        tables.extend(table.map(|table| (table, way)));
    };
    for stored in state.resources.values() {
        match stored.kind.as_str() {
            "aws_route" => leads(text(stored, &["route_table_id"]), &stored.object),
            "aws_route_table" | "aws_default_route_table" => {
                let id = ["default_route_table_id", "id"];
                let id = id.iter().find_map(|name| text(stored, &[name]));
                let routes = stored.object.get("route").map(Value::one_or_many);
                for route in routes.unwrap_or_default() {
                    leads(id.clone(), route);
                }
            }
            "aws_vpc" => {
                main.extend(text(stored, &["id"]).zip(text(stored, &["main_route_table_id"])));
            }
            _ => {}
        }
    }
    let mut ways = BTreeMap::new();
    for stored in state.resources.values().filter(|stored| stored.kind == "aws_subnet") {
        let table = text(stored, &["vpc_id"]).and_then(|vpc| main.get(&vpc));
        let way = table.and_then(|table| tables.get(table)).cloned();
        ways.extend(text(stored, &["id"]).zip(way));
    }
    let associations = state.resources.values();
    for stored in associations.filter(|stored| stored.kind == "aws_route_table_association") {
        if let Some(subnet) = text(stored, &["subnet_id"]) {
            let table = text(stored, &["route_table_id"]);
            let way = table.and_then(|table| tables.get(&table).cloned());
            ways.insert(subnet, way.unwrap_or_default());
        }
    }
    ways
}

/// Whether a rule covers port 443.
fn covers_https(rule: &Value) -> bool {
    let protocol = ["protocol", "ip_protocol"].iter().find_map(|name| text_of(rule, &[name]));
    if protocol.as_deref() == Some("-1") || protocol.as_deref() == Some("all") {
        return true;
    }
    let port = |name: &str| rule.get(name).and_then(Value::as_index);
    match (port("from_port"), port("to_port")) {
        (Some(from), Some(to)) => from <= 443 && 443 <= to,
        _ => true,
    }
}

/// Whom a rule lets through.
fn sources(rule: &Value, own: &str) -> Vec<String> {
    let mut from = Vec::new();
    for name in [
        "cidr_blocks",
        "cidr_ipv4",
        "security_groups",
        "source_security_group_id",
        "referenced_security_group_id",
    ] {
        from.extend(texts(rule.get(name)));
    }
    if text_of(rule, &["self"]).as_deref() == Some("true") {
        from.push(own.to_owned());
    }
    let all = |from: String| if from == "0.0.0.0/0" { "*".to_owned() } else { from };
    from.into_iter().map(all).collect()
}

fn security_groups(state: &State) -> BTreeMap<String, SecurityGroup> {
    let mut groups: BTreeMap<String, SecurityGroup> = BTreeMap::new();
    for stored in state.resources.values() {
        match stored.kind.as_str() {
            "aws_security_group" => {
                let Some(id) = text(stored, &["id"]) else { continue };
                let group = groups.entry(id.clone()).or_default();
                let blocks = |name: &str| stored.object.get(name).map(Value::one_or_many);
                let egress = blocks("egress").unwrap_or_default();
                group.egress |= egress.iter().any(covers_https);
                let ingress = blocks("ingress").unwrap_or_default();
                for rule in ingress.iter().filter(|rule| covers_https(rule)) {
                    group.from.extend(sources(rule, &id));
                }
            }
            "aws_security_group_rule"
            | "aws_vpc_security_group_ingress_rule"
            | "aws_vpc_security_group_egress_rule" => {
                let Some(id) = text(stored, &["security_group_id"]) else { continue };
                if !covers_https(&stored.object) {
                    continue;
                }
                let egress = stored.kind.ends_with("egress_rule")
                    || text(stored, &["type"]).as_deref() == Some("egress");
                let group = groups.entry(id.clone()).or_default();
                match egress {
                    true => group.egress = true,
                    false => group.from.extend(sources(&stored.object, &id)),
                }
            }
            _ => {}
        }
    }
    groups
}

/// The policies of the roles that are in the configuration.
fn roles(state: &State) -> BTreeMap<String, BTreeSet<String>> {
    let mut roles: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let last = |arn: &str| arn.rsplit('/').next().unwrap_or(arn).to_owned();
    for stored in state.resources.values() {
        let (names, policies): (Vec<String>, Vec<String>) = match stored.kind.as_str() {
            "aws_iam_role" => {
                let names = texts(stored.object.get("name"));
                (names, texts(stored.object.get("managed_policy_arns")))
            }
            "aws_iam_role_policy_attachment" => {
                (texts(stored.object.get("role")), texts(stored.object.get("policy_arn")))
            }
            "aws_iam_policy_attachment" => {
                (texts(stored.object.get("roles")), texts(stored.object.get("policy_arn")))
            }
            "aws_iam_role_policy_attachments_exclusive" => {
                (texts(stored.object.get("role_name")), texts(stored.object.get("policy_arns")))
            }
            // What somebody wrote into a policy of their own is taken to be enough.
            "aws_iam_role_policy" => {
                (texts(stored.object.get("role")), vec!["AdministratorAccess".to_owned()])
            }
            _ => continue,
        };
        for name in names {
            roles.entry(last(&name)).or_default().extend(policies.iter().map(|arn| last(arn)));
        }
    }
    roles
}
