//! A policy as the rest of `iam` works with it. [`Policy::read`] takes the tree apart.

mod read;
mod refusal;

use crate::{
    Finding, Node, Span, Text,
    glob::Glob,
    iam::{Condition, Principal, value::Value},
    same::same,
    source::Spanned,
};

/// What IAM says of two elements that exclude each other, as of any other fault of the grammar.
pub(crate) const SYNTAX: &str = "Syntax errors in policy.";

/// What a policy is for, which decides what IAM takes on saving it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Who may assume a role.
    Trust,
    /// Who may use a resource. The looser grammar: a trust policy can be read with it too.
    Resource,
    /// What whoever it is attached to may do, which names no principal.
    Identity,
}

/// The version of the policy language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// `2008-10-17`, also where none is given: `${…}` is plain text.
    V2008,
    /// `2012-10-17`: `${…}` is a variable.
    V2012,
}

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The version of the language.
    pub version: Version,
    /// Its statements in the order written.
    pub statements: Vec<Statement>,
    /// Where the policy stands.
    pub span: Span,
}

impl Policy {
    /// A resource that is named by fewer than the six parts of an ARN. AWS completes it in a policy
    /// that is attached, and refuses it in one that is passed to STS for a session:
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>.
    #[must_use]
    pub fn arn_cut_short(&self) -> Option<&Value> {
        let scopes = self.statements.iter().filter_map(|statement| statement.resources.as_ref());
        let mut resources = scopes.flat_map(|scope| &scope.items);
        resources.find(|it| it.text.starts_with("arn:") && it.text.matches(':').count() < 5)
    }
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Where the statement stands.
    pub span: Span,
    /// Its name.
    pub sid: Option<Spanned<Text>>,
    /// What it does; none where that can't be read, and then it does nothing.
    pub effect: Option<Spanned<Effect>>,
    /// Whom it is about; none where that is missing, and then it is about nobody.
    pub principals: Option<Scope<Principal>>,
    /// What they do; none where that is missing, and then it is about nothing.
    pub actions: Option<Scope<Pattern>>,
    /// On what; none in a trust policy, which is about its own role.
    pub resources: Option<Scope<Value>>,
    /// What has to hold besides, all of it.
    pub conditions: Vec<Condition>,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Lets the request through, unless something denies it.
    Allow,
    /// Denies it whatever else allows it.
    Deny,
}

/// A list, or everything but a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope<T> {
    /// Which of the two.
    pub form: Form,
    /// The list.
    pub items: Vec<T>,
    /// Where the list stands.
    pub span: Span,
}

/// `Action` or `NotAction`, `Principal` or `NotPrincipal`, `Resource` or `NotResource`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// What is listed.
    Listed,
    /// What is not listed.
    Except,
}

impl<T> Scope<T> {
    /// Whether the scope holds what `test` finds, and the item it found.
    pub fn judge(&self, test: impl FnMut(&&T) -> bool) -> (bool, Option<&T>) {
        let found = self.items.iter().find(test);
        (found.is_some() == (self.form == Form::Listed), found)
    }
}

/// An action with wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// As written.
    pub text: Spanned<Text>,
    glob: Glob,
}

impl Pattern {
    /// Reads an action. Names of actions have no letter case.
    #[must_use]
    pub fn read(text: Spanned<Text>) -> Self {
        let glob = Glob::read(&text.value.to_ascii_lowercase());
        Self { text, glob }
    }

    /// Whether the action `name` is meant, in whatever letter case.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        // Most are asked for as they are written, and a pattern matches itself.
        same(&self.text.value, name) || self.glob.matches_folded(name)
    }
}

impl Policy {
    /// Reads a policy, with what IAM would refuse on saving it as error findings and what it
    /// accepts but hardly means as warnings. It always yields a policy: what could not be read
    /// lets nobody in.
    #[must_use]
    pub fn read(node: &Node, kind: Kind) -> (Self, Vec<Finding>) {
        read::policy(node, kind)
    }
}
