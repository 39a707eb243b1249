//! The forms of the console as a configuration fills them in: what stands in each field, where it
//! is written, and what would write something else there.

use std::collections::BTreeMap;
use std::rc::Rc;

use irsa_engine::Place;
use irsa_engine::fix::Edit;

use super::super::made::{Made, made_in};
use super::desk::{Desk, blocks};
use super::slot::{Literal, Slot, items};
use super::{FIELDS, Field, Form, Kind, identity};
use crate::terraform::{Declared, Evaluation, Interp, Mode, Sources, Value, label};

/// A form, filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// Which.
    pub form: Form,
    /// The address of what it is about.
    pub about: String,
    /// What that is called.
    pub name: String,
    /// Its fields.
    pub blanks: Vec<Blank>,
}

/// A field, filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Blank {
    /// Which.
    pub field: &'static Field,
    /// What stands in it; where nobody set it, what AWS takes.
    pub value: String,
    /// Whether somebody set it.
    pub set: bool,
    /// Where.
    pub place: Option<Place>,
    /// How it takes something else.
    pub takes: Takes,
}

/// How a field takes something else.
#[derive(Debug, Clone, PartialEq)]
pub enum Takes {
    /// As a text of one's own.
    Text(Slot),
    /// As one or several of these.
    Choices(Vec<Choice>),
    /// Not at all.
    Nothing(Why),
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What.
    pub value: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// What makes it so, or where it is one of several that are chosen, no longer so. Nothing does
    /// where this is empty.
    pub edits: Vec<Edit>,
}

/// Why a field takes nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// An expression comes to it.
    Computed,
    /// It is in the hand of a module.
    Module,
    /// It is not known.
    Unknown,
    /// Several blocks say it, one each.
    Apart,
    /// Other blocks refer to what would be taken out.
    Referred,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 5] =
        [Self::Computed, Self::Module, Self::Unknown, Self::Apart, Self::Referred];

    /// The name in markup and among the words.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Computed => "computed",
            Self::Module => "module",
            Self::Unknown => "unknown",
            Self::Apart => "apart",
            Self::Referred => "referred",
        }
    }
}

/// The forms that a configuration comes to: those of the first cluster that it makes, in the order
/// of the console.
#[must_use]
pub fn filled(texts: &[(&str, &str)]) -> Vec<Filled> {
    let sources = Sources::read(texts.iter().copied());
    let evaluation = Evaluation::new(&sources, BTreeMap::new());
    let mut forms = Vec::new();
    evaluation.each_root(Mode::Applied, &mut |interp| {
        let desk = Desk { sources: interp.sources, all: made_in(interp) };
        let cluster = desk.of("aws_eks_cluster").next();
        if let Some((cluster, declared)) = cluster.filter(|_| forms.is_empty()) {
            forms = desk.forms(interp, cluster, *declared);
        }
    });
    forms
}

/// The field of that name.
pub(super) fn field(id: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.id == id)
}

/// A value as a field shows it.
pub(super) fn shown(value: &Value) -> String {
    if let Some(map) = value.as_map() {
        let pairs = map
            .entries
            .iter()
            .map(|(key, entry)| format!("{key}={}", entry.value.as_text().unwrap_or_default()));
        return pairs.collect::<Vec<_>>().join(", ");
    }
    let texts: Vec<Rc<str>> = value.one_or_many().iter().filter_map(Value::as_text).collect();
    texts.join(", ")
}

/// What AWS takes where nobody says anything. It is not always what the console has in the field.
///
/// Source: <https://docs.aws.amazon.com/eks/latest/APIReference/>, the pages of the requests.
fn usual(field: &Field) -> &'static str {
    match field.id {
        "authentication" => "CONFIG_MAP",
        "support" | "admin" | "zonal_shift" | "public_cidrs" | "ami" | "capacity" | "instances"
        | "disk" | "unavailable" => field.default,
        _ => "",
    }
}

/// The steps of `aws_eks_cluster.vpc_config.subnet_ids` behind its type.
fn steps(writes: &'static str) -> Vec<&'static str> {
    writes.split('.').skip(1).collect()
}

/// The value at the end of steps through blocks, of which each is the first of its name.
fn at<'v>(object: &'v Value, steps: &[&str]) -> Option<&'v Value> {
    let (name, blocks) = steps.split_last()?;
    let block = blocks.iter().try_fold(object, |object, block| object.path(&[block, "0"]))?;
    block.get(name).filter(|value| !value.is_null())
}

impl<'m> Desk<'m> {
    fn forms(&self, interp: &Interp<'m>, cluster: &Made, declared: Declared<'m>) -> Vec<Filled> {
        let named = |form, blanks: Vec<Option<Blank>>| {
            let name = cluster.text(&["name"]).unwrap_or_default().to_string();
            let blanks = blanks.into_iter().flatten().collect();
            Filled { form, about: cluster.address.clone(), name, blanks }
        };
        let of = |ids: &[&str]| ids.iter().map(|id| self.blank(id, cluster, declared)).collect();
        let mut general = vec![
            self.region(interp, declared),
            self.blank("name", cluster, declared),
            self.role("cluster_role", cluster, declared, "role_arn"),
        ];
        general.extend::<Vec<_>>(of(&[
            "version",
            "support",
            "authentication",
            "admin",
            "secrets_key",
            "zonal_shift",
        ]));
        let mut network = vec![
            self.of("aws_vpc").next().and_then(|(vpc, of)| self.blank("vpc_cidr", vpc, *of)),
            self.zones(cluster),
            self.blank("service_cidr", cluster, declared),
            self.endpoint(cluster, declared),
        ];
        network.push(self.blank("public_cidrs", cluster, declared));
        let mut forms = vec![
            named(Form::Cluster, general),
            named(Form::Networking, network),
            named(Form::Observability, of(&["logs"])),
            named(Form::Addons, vec![self.addons(cluster, declared)]),
        ];
        let mine = |one: &Made| one.text(&["cluster_name"]) == cluster.text(&["name"]);
        let groups = self.written_in_order("aws_eks_node_group");
        let groups = groups.into_iter().filter(|(group, _)| mine(group));
        forms.extend(groups.map(|(group, of)| self.group(group, *of)));
        forms.extend(identity::forms(self, cluster, declared));
        forms
    }

    /// A field that writes an attribute of a resource.
    pub(super) fn blank(&self, id: &str, one: &Made, declared: Declared<'m>) -> Option<Blank> {
        let field = field(id)?;
        self.attribute(field, one, declared, &steps(field.writes))
    }

    /// A field that writes the attribute at the end of a path.
    pub(super) fn attribute(
        &self,
        field: &'static Field,
        one: &Made,
        declared: Declared<'m>,
        path: &[&str],
    ) -> Option<Blank> {
        let literal = match field.kind {
            Kind::Number | Kind::Toggle => Literal::Bare,
            Kind::Text | Kind::Choice(_) => Literal::Quoted,
            Kind::List if field.id == "labels" => Literal::Pairs,
            Kind::List | Kind::Many(_) => Literal::List,
        };
        let value = at(&one.config, path);
        let slot = match value {
            Some(value) => self.written(value),
            None => self.unset(declared, path, literal),
        };
        let slot = slot.map(|slot| {
            let cleared = slot.cleared.clone().or_else(|| self.removal(declared, path));
            Slot { cleared: cleared.filter(|_| field.default.is_empty()), ..slot }
        });
        let known = |value: &&Value| value.unknown_within().is_none();
        let made = || at(&one.object, path).filter(known);
        let text = match value {
            Some(value) => Some(value).filter(known).map(shown).unwrap_or_default(),
            None => made().map_or_else(|| usual(field).to_owned(), shown),
        };
        let (set, place) = (value.is_some(), value.and_then(|value| self.place(value)));
        Some(Blank { field, takes: takes(field, &text, slot), value: text, set, place })
    }

    /// A field with a value that is written somewhere.
    pub(super) fn value(&self, id: &str, value: &Value, slot: Result<Slot, Why>) -> Option<Blank> {
        let (field, text) = (field(id)?, shown(value));
        let takes = takes(field, &text, slot);
        Some(Blank { field, value: text, set: true, place: self.place(value), takes })
    }

    fn region(&self, interp: &Interp<'m>, cluster: Declared<'m>) -> Option<Blank> {
        let config = interp.config(0)?;
        let usual = config.providers.iter().find(|block| {
            label(block.block, 0) == Some("aws") && block.attribute("alias").is_none()
        });
        let expr = usual.and_then(|block| Some((block, block.attribute("region")?)));
        if let Some((block, expr)) = expr {
            let value = interp.value(expr, &interp.scope(0, block.file));
            return self.value("region", &value, self.written(&value));
        }
        let slot = match usual {
            Some(block) => self.unset(*block, &["region"], Literal::Quoted),
            None => self.file(cluster.file).ok_or(Why::Module).map(|file| Slot {
                file: file.name.as_str().into(),
                span: irsa_engine::Span::at(0),
                before: "provider \"aws\" {\n  region = ".to_owned(),
                after: "\n}\n\n".to_owned(),
                literal: Literal::Quoted,
                cleared: None,
            }),
        };
        let (field, value) = (field("region")?, interp.facts.region.clone());
        let takes = takes(field, &value, slot);
        Some(Blank { field, value, set: false, place: None, takes })
    }

    /// The name of the role that an attribute names by its ARN; the ARN, where no block makes it.
    pub(super) fn role(
        &self,
        id: &str,
        one: &Made,
        declared: Declared<'m>,
        arn: &str,
    ) -> Option<Blank> {
        let wanted = one.text(&[arn]);
        let mut roles = self.of("aws_iam_role");
        let role = roles.find(|(role, _)| wanted.is_some() && role.text(&["arn"]) == wanted);
        match role {
            Some((role, of)) => self.attribute(field(id)?, role, *of, &["name"]),
            None => self.attribute(field(id)?, one, declared, &[arn]),
        }
    }

    /// The zones of the cluster's subnets.
    fn zones(&self, cluster: &Made) -> Option<Blank> {
        let ids = cluster.texts(&["vpc_config", "0", "subnet_ids"]);
        let mine = |subnet: &Made| subnet.text(&["id"]).is_some_and(|id| ids.contains(&id));
        let subnets = self.of("aws_subnet").filter(|(subnet, _)| mine(subnet));
        let zone = |(one, _): &(Made, _)| at(&one.config, &["availability_zone"]).cloned();
        let mut zones: Vec<Value> = Vec::new();
        for zone in subnets.filter_map(zone) {
            if !zones.contains(&zone) {
                zones.push(zone);
            }
        }
        let slot = self.array_of(&zones).ok_or(Why::Apart);
        let first = zones.first()?.at;
        self.value("zones", &Value::list(zones).at(first), slot)
    }

    /// Who reaches the API server: two attributes, of which one at least is on.
    fn endpoint(&self, cluster: &Made, declared: Declared<'m>) -> Option<Blank> {
        let field = field("endpoint")?;
        let Kind::Choice(all) = field.kind else { return None };
        let one = |name: &'static str, usual: bool| {
            let path = ["vpc_config", name];
            let value = at(&cluster.config, &path);
            let slot = match value {
                Some(value) => self.written(value),
                None => self.unset(declared, &path, Literal::Bare),
            };
            let on = value.map_or(Some(usual), Value::as_bool);
            (value, on, slot)
        };
        // AWS's own choice: public, and not private.
        let (public_at, public, to_public) = one("endpoint_public_access", true);
        let (private_at, private, to_private) = one("endpoint_private_access", false);
        let value = match (public?, private?) {
            (true, true) => "public-and-private",
            (true, false) => "public",
            (false, _) => "private",
        };
        let takes = match (to_public, to_private) {
            (Ok(to_public), Ok(to_private)) => {
                let choice = |wanted: &&str| {
                    let edits = [
                        to_public.edit(&(*wanted != "private").to_string()),
                        to_private.edit(&(*wanted != "public").to_string()),
                    ];
                    let edits = together(edits.into_iter().flatten().collect());
                    Choice { value: (*wanted).to_owned(), chosen: *wanted == value, edits }
                };
                Takes::Choices(all.iter().map(choice).collect())
            }
            (Err(why), _) | (_, Err(why)) => Takes::Nothing(why),
        };
        let place = public_at.or(private_at).and_then(|value| self.place(value));
        Some(Blank { field, value: value.to_owned(), set: place.is_some(), place, takes })
    }

    /// The add-ons: blocks of their own, or the items of a list.
    fn addons(&self, cluster: &Made, declared: Declared<'m>) -> Option<Blank> {
        let field = field("addons")?;
        let Kind::Many(all) = field.kind else { return None };
        let mine = |one: &Made| one.text(&["cluster_name"]) == cluster.text(&["name"]);
        let there: Vec<_> = self.of("aws_eks_addon").filter(|(one, _)| mine(one)).collect();
        let name = |one: &Made| one.text(&["addon_name"]).unwrap_or_default();
        let said = |(one, _): &&(Made, Declared<'m>)| at(&one.config, &["addon_name"]).cloned();
        // Those of one block, whose names are a list.
        let list_of = |of: Declared<'m>| {
            let same = there.iter().copied().filter(|(_, other)| other.place() == of.place());
            let values: Vec<Value> = same.filter_map(|one| said(&one)).collect();
            let names: Vec<Rc<str>> = values.iter().filter_map(Value::as_text).collect();
            Some((self.array_of(&values)?, names))
        };
        let without = |(one, of): &(Made, Declared<'m>), addon: &str| match list_of(*of) {
            Some((slot, names)) => Some(slot.filled(&toggled(&names, addon))),
            None if one.address.ends_with(']') || self.is_referred_to(*of) => None,
            None => self.without(*of),
        };
        let names: Vec<Rc<str>> = there.iter().map(|(one, _)| name(one)).collect();
        let more = names.iter().map(AsRef::as_ref).filter(|name| !all.contains(name));
        let choice = |addon: &str| {
            let found = there.iter().find(|(one, _)| *name(one) == *addon);
            let last = there.last().map_or(declared, |(_, of)| *of);
            let edit = match found {
                Some(one) => without(one, addon),
                None => self.behind(last, &addon_block(addon, &cluster.address)),
            };
            let (value, edits) = (addon.to_owned(), edit.into_iter().collect());
            Choice { value, chosen: found.is_some(), edits }
        };
        let choices = all.iter().copied().chain(more).map(choice).collect();
        let place = there.first().and_then(said).and_then(|value| self.place(&value));
        let (value, set) = (names.join(", "), !names.is_empty());
        Some(Blank { field, value, set, place, takes: Takes::Choices(choices) })
    }

    /// A node group. What its launch template says stands there.
    fn group(&self, group: &Made, declared: Declared<'m>) -> Filled {
        let template = |key: &str| {
            let of = group.text(&["launch_template", "0", key])?;
            self.of("aws_launch_template").find(|(one, _)| one.text(&[key]).as_ref() == Some(&of))
        };
        let template = template("id").or_else(|| template("name"));
        let either = |id: &str, path: &[&str]| {
            let said = template.filter(|(one, _)| at(&one.config, path).is_some());
            match said {
                Some((one, of)) => self.attribute(field(id)?, one, *of, path),
                None => self.blank(id, group, declared),
            }
        };
        let taints = || {
            let slot = blocks(self, declared, "taint");
            let all = group.blocks("taint");
            let of = |one: &Made, key: &str| one.text(&[key]).unwrap_or_default();
            let written = |one: &Made| {
                format!("{}={}:{}", of(one, "key"), of(one, "value"), of(one, "effect"))
            };
            // Blocks that an expression makes stand in none that could be written over.
            let counted = declared.blocks("taint").count() == all.len();
            let value: Vec<String> = all.iter().map(written).collect();
            let place = all.first().and_then(|one| self.place(&one.object));
            let slot = slot.and_then(|slot| if counted { Ok(slot) } else { Err(Why::Computed) });
            let (field, value, set) = (field("taints")?, value.join(", "), !all.is_empty());
            Some(Blank { field, takes: takes(field, &value, slot), value, set, place })
        };
        let blanks = vec![
            self.blank("group", group, declared),
            self.role("node_role", group, declared, "node_role_arn"),
            self.blank("labels", group, declared),
            taints(),
            either("ami", &["image_id"]),
            self.blank("capacity", group, declared),
            either("instances", &["instance_type"]),
            either("disk", &["block_device_mappings", "ebs", "volume_size"]),
            self.blank("desired", group, declared),
            self.blank("min", group, declared),
            self.blank("max", group, declared),
            self.blank("unavailable", group, declared),
        ];
        let name = group.text(&["node_group_name"]).unwrap_or_default().to_string();
        let (about, blanks) = (group.address.clone(), blanks.into_iter().flatten().collect());
        Filled { form: Form::NodeGroup, about, name, blanks }
    }
}

fn addon_block(addon: &str, cluster: &str) -> String {
    format!(
        "resource \"aws_eks_addon\" \"{addon}\" {{\n  cluster_name = {cluster}.name\n  \
         addon_name   = \"{addon}\"\n}}"
    )
}

/// The items with one more, or without one that is among them.
fn toggled(items: &[Rc<str>], one: &str) -> String {
    let mut kept: Vec<&str> = items.iter().map(AsRef::as_ref).filter(|item| *item != one).collect();
    if kept.len() == items.len() {
        kept.push(one);
    }
    kept.join(", ")
}

/// Edits of which none stands where another does.
fn together(edits: Vec<Edit>) -> Vec<Edit> {
    let mut all: Vec<Edit> = Vec::new();
    for edit in edits {
        match all.iter_mut().find(|one| one.file == edit.file && one.span == edit.span) {
            Some(one) => one.text.push_str(&edit.text),
            None => all.push(edit),
        }
    }
    all
}

/// How a field takes something else, where that is written into a slot.
fn takes(field: &Field, value: &str, slot: Result<Slot, Why>) -> Takes {
    let slot = match slot {
        Ok(slot) => slot,
        Err(why) => return Takes::Nothing(why),
    };
    let options: &[&str] = match field.kind {
        Kind::Toggle => &["true", "false"],
        Kind::Choice(all) | Kind::Many(all) => all,
        Kind::Text | Kind::Number | Kind::List => return Takes::Text(slot),
    };
    let many = matches!(field.kind, Kind::Many(_));
    let given: Vec<Rc<str>> = match many {
        true => items(value).map(Rc::from).collect(),
        false => vec![value.into()],
    };
    let choice = |option: &str| {
        let next = if many { toggled(&given, option) } else { option.to_owned() };
        let edits = slot.edit(&next).into_iter().collect();
        let chosen = given.iter().any(|one| **one == *option);
        Choice { value: option.to_owned(), chosen, edits }
    };
    let others = given.iter().map(AsRef::as_ref).filter(|one| !one.is_empty());
    let others = others.filter(|one| !options.contains(one));
    Takes::Choices(options.iter().copied().chain(others).map(choice).collect())
}
