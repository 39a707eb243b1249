//! Which provider block makes a resource: its own account and region may be others.

use std::borrow::Cow;

use hcl_edit::expr::{Expression, ObjectKey};

use super::config::{Config, Declared};
use super::facts::Facts;
use super::graph::references;
use super::instances::Made;
use super::interp::Interp;
use super::source::label;

impl<'m> Interp<'m> {
    /// What AWS would say to the provider of a block: the one that it names, else the one that the
    /// call of its module hands in, else the default one of its root.
    pub(crate) fn facts_of(&self, made: &Made<'_>) -> Cow<'m, Facts> {
        let usual = Cow::Borrowed(self.facts);
        if !made.kind.starts_with("aws_") {
            return usual;
        }
        let mut alias = made.declared.attribute("provider").and_then(alias_of);
        let mut at = made.instance;
        loop {
            let Some(config) = self.config(at) else { return usual };
            let Some(this) = self.instance(at) else { return usual };
            match (provider(config, alias.as_deref()), this.parent) {
                (Some(_), None) if alias.is_none() => return usual,
                (Some(found), _) => return Cow::Owned(self.facts.of_provider(config, &found)),
                (None, None) => return usual,
                (None, Some(parent)) => {
                    let call = self.graph.paths.get(this.path).and_then(|path| path.call);
                    let calls = self.config(parent).map(|config| &config.calls);
                    let call = call.and_then(|call| calls?.get(call));
                    let handed = call.and_then(|call| handed(&call.declared, alias.as_deref()));
                    match handed {
                        Some(name) => alias = name,
                        None if alias.is_some() => return usual,
                        None => {}
                    }
                    at = parent;
                }
            }
        }
    }
}

/// The block of a provider with that alias.
fn provider<'c>(config: &Config<'c>, alias: Option<&str>) -> Option<Declared<'c>> {
    let own = |block: &Declared<'_>| {
        let name = block.attribute("alias").and_then(Expression::as_str);
        label(block.block, 0) == Some("aws") && name == alias
    };
    config.providers.iter().find(|block| own(block)).copied()
}

/// The alias in `aws.alias`; none in `aws` alone.
fn alias_of(expr: &Expression) -> Option<String> {
    match expr.as_str() {
        Some(text) => text.split_once('.').map(|(_, alias)| alias.to_owned()),
        None => references(expr).into_iter().next()?.into_iter().nth(1),
    }
}

/// The alias that a call hands in under a name, where it says so.
fn handed(call: &Declared<'_>, alias: Option<&str>) -> Option<Option<String>> {
    let providers = call.attribute("providers")?.as_object()?;
    let named = |key: &ObjectKey| match key {
        ObjectKey::Ident(ident) => ident.as_str() == "aws" && alias.is_none(),
        ObjectKey::Expression(Expression::Variable(name)) => {
            name.as_str() == "aws" && alias.is_none()
        }
        ObjectKey::Expression(expr) => alias.is_some() && alias_of(expr).as_deref() == alias,
    };
    let (_, value) = providers.iter().find(|(key, _)| named(key))?;
    Some(alias_of(value.expr()))
}
