//! The conditions that a configuration sets itself: what variables, resources and outputs promise.
//! Terraform plans nothing where one does not hold.
//!
//! Source: <https://developer.hashicorp.com/terraform/language/expressions/custom-conditions>.

use hcl_edit::structure::Block;
use irsa_engine::Place;

use super::eval::{Names, Scope};
use super::fault::Fault;
use super::instances::Made;
use super::interp::Interp;
use super::value::Value;

impl Interp<'_> {
    /// The `validation` blocks of a variable that has this value.
    pub(super) fn validate(&self, instance: usize, name: &str, value: &Value) {
        let Some(config) = self.config(instance) else { return };
        let Some(declared) = config.variables.get(name) else { return };
        let scope = self.scope(instance, declared.file);
        for block in declared.blocks("validation") {
            let place = value.at.unwrap_or(declared.place());
            self.expect(block, &scope, "Invalid value for variable", place);
        }
    }

    /// The preconditions of an output.
    pub(super) fn promise(&self, instance: usize, name: &str) {
        let Some(config) = self.config(instance) else { return };
        let Some(declared) = config.outputs.get(name) else { return };
        let scope = self.scope(instance, declared.file);
        for block in declared.blocks("precondition") {
            self.expect(block, &scope, "Module output value precondition failed", declared.place());
        }
    }

    /// The conditions of a resource or data source; only those behind it know `self`.
    pub(super) fn hold(&self, made: &Made<'_>, scope: &Scope<'_>) {
        for lifecycle in made.declared.blocks("lifecycle") {
            for block in lifecycle.body.get_blocks("precondition") {
                self.expect(block, scope, "Resource precondition failed", made.place);
            }
            for block in lifecycle.body.get_blocks("postcondition") {
                let names = Names { name: "self", value: made.object.clone(), outer: scope.names };
                let scope = Scope { names: Some(&names), ..*scope };
                self.expect(block, &scope, "Resource postcondition failed", made.place);
            }
        }
    }

    /// Says that a condition does not hold. One that is not known yet may.
    fn expect(&self, block: &Block, scope: &Scope<'_>, what: &str, place: Place) {
        let Some(condition) = block.body.get_attribute("condition") else { return };
        if self.value(&condition.value, scope).as_bool() != Some(false) {
            return;
        }
        let text = block.body.get_attribute("error_message");
        let text = text.and_then(|text| self.eval(&text.value, scope).ok()?.as_text());
        let message = format!("{what}: {}", text.as_deref().unwrap_or_default().trim());
        self.report(&Fault::invalid(Some(place), message), Some(place));
    }
}
