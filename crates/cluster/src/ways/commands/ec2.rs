//! The commands for a network, for launch templates, and for a repository of images.
//!
//! Source: <https://docs.aws.amazon.com/cli/latest/reference/ec2/>.

use super::super::made::Made;
use super::Command;
use crate::terraform::{Map, Value, Writer};

/// The commands that make a resource of EC2 or ECR; none for any other.
pub(super) fn commands(one: &Made) -> Vec<Command> {
    let text = |name: &str| one.text(&[name]);
    let of = |words: &str| Command::new(words);
    match one.kind.as_str() {
        "aws_vpc" => network(one),
        "aws_subnet" => subnet(one),
        "aws_internet_gateway" => vec![
            of("aws ec2 create-internet-gateway"),
            of("aws ec2 attach-internet-gateway")
                .text("--internet-gateway-id", text("id"))
                .text("--vpc-id", text("vpc_id")),
        ],
        "aws_eip" => vec![of("aws ec2 allocate-address --domain vpc")],
        "aws_nat_gateway" => vec![
            of("aws ec2 create-nat-gateway")
                .text("--subnet-id", text("subnet_id"))
                .text("--allocation-id", text("allocation_id")),
        ],
        "aws_route_table" => {
            let table = of("aws ec2 create-route-table").text("--vpc-id", text("vpc_id"));
            let id = text("id").unwrap_or_default();
            let routes = one.blocks("route");
            let routes = routes.iter().map(|one| route(one, &id, "cidr_block"));
            std::iter::once(table).chain(routes).collect()
        }
        "aws_route" => {
            let table = text("route_table_id").unwrap_or_default();
            vec![route(one, &table, "destination_cidr_block")]
        }
        "aws_route_table_association" => vec![
            of("aws ec2 associate-route-table")
                .text("--route-table-id", text("route_table_id"))
                .text("--subnet-id", text("subnet_id")),
        ],
        "aws_launch_template" => vec![
            of("aws ec2 create-launch-template")
                .text("--launch-template-name", text("name"))
                .text("--launch-template-data", Some(template(one))),
        ],
        "aws_ecr_repository" => {
            vec![of("aws ecr create-repository").text("--repository-name", text("name"))]
        }
        _ => Vec::new(),
    }
}

fn is_on(one: &Made, name: &str) -> bool {
    one.text(&[name]).as_deref() == Some("true")
}

/// The tags in the form that `--tag-specifications` takes.
fn tags(one: &Made, kind: &str) -> Option<String> {
    let tags = one.pairs(&["tags"]);
    let tags: Vec<String> =
        tags.iter().map(|(key, value)| format!("{{Key={key},Value={value}}}")).collect();
    (!tags.is_empty()).then(|| format!("ResourceType={kind},Tags=[{}]", tags.join(",")))
}

fn network(one: &Made) -> Vec<Command> {
    let id = one.text(&["id"]);
    let mut commands = vec![
        Command::new("aws ec2 create-vpc")
            .text("--cidr-block", one.text(&["cidr_block"]))
            .text("--tag-specifications", tags(one, "vpc")),
    ];
    // The other attribute that EKS asks for, DNS support, is on from the start.
    if is_on(one, "enable_dns_hostnames") {
        commands.push(
            Command::new("aws ec2 modify-vpc-attribute")
                .text("--vpc-id", id)
                .text("--enable-dns-hostnames", Some("{\"Value\":true}")),
        );
    }
    commands
}

fn subnet(one: &Made) -> Vec<Command> {
    let mut commands = vec![
        Command::new("aws ec2 create-subnet")
            .text("--vpc-id", one.text(&["vpc_id"]))
            .text("--cidr-block", one.text(&["cidr_block"]))
            .text("--availability-zone", one.text(&["availability_zone"]))
            .text("--tag-specifications", tags(one, "subnet")),
    ];
    if is_on(one, "map_public_ip_on_launch") {
        let mut public =
            Command::new("aws ec2 modify-subnet-attribute").text("--subnet-id", one.text(&["id"]));
        public.options.push("--map-public-ip-on-launch".to_owned());
        commands.push(public);
    }
    commands
}

fn route(one: &Made, table: &str, cidr: &str) -> Command {
    let to = |name: &str| one.text(&[name]).filter(|id| !id.is_empty());
    Command::new("aws ec2 create-route")
        .text("--route-table-id", Some(table))
        .text("--destination-cidr-block", to(cidr))
        .text("--gateway-id", to("gateway_id"))
        .text("--nat-gateway-id", to("nat_gateway_id"))
}

/// What a launch template may say, in Terraform's words and in those of the API.
const TEMPLATE: [(&str, &str); 9] = [
    ("block_device_mappings", "BlockDeviceMappings"),
    ("ebs_optimized", "EbsOptimized"),
    ("image_id", "ImageId"),
    ("instance_type", "InstanceType"),
    ("key_name", "KeyName"),
    ("metadata_options", "MetadataOptions"),
    ("tag_specifications", "TagSpecifications"),
    ("user_data", "UserData"),
    ("vpc_security_group_ids", "SecurityGroupIds"),
];

/// Blocks of which there is one, so that the API has no list of them.
const SINGLE: [&str; 2] = ["ebs", "metadata_options"];

/// The data of a launch template as JSON.
fn template(one: &Made) -> String {
    let mut data = Map::default();
    for (name, called) in TEMPLATE {
        if let Some(value) = one.get(&[name]).filter(|_| one.is_set(name)) {
            data.put(called, in_api(name, value));
        }
    }
    let mut writer = Writer::default();
    writer.json(&Value::map(data));
    writer.out
}

/// A value with its keys as the API calls them.
fn in_api(name: &str, value: &Value) -> Value {
    match (value.as_map(), value.items()) {
        (Some(tags), _) if name == "tags" => {
            let tag = |(key, entry): (&std::rc::Rc<str>, &crate::terraform::Entry)| {
                let key = Value::text(key.clone());
                Value::object([("Key", key), ("Value", entry.value.clone())])
            };
            Value::list(tags.entries.iter().map(tag).collect())
        }
        (Some(map), _) => {
            let mut out = Map::default();
            for (key, entry) in map.entries.iter().filter(|(_, entry)| !entry.value.is_null()) {
                out.put(&pascal(key), in_api(key, &entry.value));
            }
            Value::map(out)
        }
        (_, Some([single])) if SINGLE.contains(&name) => in_api("", single),
        (_, Some(items)) => Value::list(items.iter().map(|item| in_api("", item)).collect()),
        _ => value.clone(),
    }
}

/// `volume_size` as `VolumeSize`.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| {
            first.to_ascii_uppercase().to_string() + chars.as_str()
        })
    };
    name.split('_').map(word).collect()
}
