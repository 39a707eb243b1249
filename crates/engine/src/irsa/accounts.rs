//! The service accounts that were given, found by name: a run goes through none that it does not
//! ask about.

use std::ptr;

use super::world::Given;
use crate::k8s::objects::ServiceAccount;
use crate::model;
use crate::oidc::mint::SUBJECT;
use crate::order::joined;
use crate::{Span, Text};

/// The service accounts that were given. Of one that was given again the first counts.
#[derive(Debug, Default)]
pub(crate) struct Accounts<'a> {
    /// Each file that has some, by its index.
    files: Vec<(usize, &'a model::Accounts)>,
    /// How many were given, repeated ones included.
    count: usize,
    /// How many of them repeat an earlier one.
    repeated: usize,
}

impl<'a> Accounts<'a> {
    /// Adds those of a file. Gives those that were given before with another role: file, place and
    /// name.
    pub(super) fn add(
        &mut self,
        file: usize,
        own: &'a model::Accounts,
    ) -> Vec<(usize, Span, Text)> {
        if own.list.is_empty() {
            return Vec::new();
        }
        let mut twice = Vec::new();
        let again = self.again(own);
        self.files.push((file, own));
        self.count += own.list.len();
        for at in again {
            let Some((item, _)) = own.list.get(at) else { continue };
            let Some(known) = self.of_key(&item.key).filter(|it| !ptr::eq(it.item, item)) else {
                continue;
            };
            self.repeated += 1;
            let role = |account: &ServiceAccount| account.role_arn().map(|arn| arn.value.clone());
            if role(known.item) != role(item) {
                let ServiceAccount { metadata, .. } = item;
                let object = format!("{}/{}", metadata.namespace(), metadata.name.value).into();
                let this = (file, metadata.name.span, object);
                if !twice.contains(&this) {
                    twice.push(this);
                }
            }
        }
        twice
    }

    /// Which of a file's accounts may have been given before. What is fewer is gone through: its
    /// accounts, or those before.
    fn again(&self, own: &model::Accounts) -> Vec<usize> {
        let overlap = |(_, before): &(usize, &model::Accounts)| before.names.overlap(&own.names);
        let before = || self.files.iter().filter(|file| overlap(file));
        let count: usize = before().map(|(_, before)| before.list.len()).sum();
        if own.names.is_repeated() || count > 0 && own.list.len() <= count {
            return (0..own.list.len()).collect();
        }
        let known =
            before().flat_map(|(file, before)| before.list.iter().map(|it| given(*file, it)));
        let known = known.filter(|known| self.is_first(known));
        known.filter_map(|known| own.names.place(&known.item.key)).collect()
    }

    /// Each one, in the order in which they were given.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Given<'a, ServiceAccount>> {
        self.given().filter(|given| self.is_first(given))
    }

    /// The same, with those that were given again.
    pub(super) fn given(&self) -> impl Iterator<Item = Given<'a, ServiceAccount>> {
        let of_file = |&(file, accounts): &(usize, &'a model::Accounts)| {
            accounts.list.iter().map(move |account| given(file, account))
        };
        self.files.iter().flat_map(of_file)
    }

    fn is_first(&self, given: &Given<'a, ServiceAccount>) -> bool {
        let first = || self.of_key(&given.item.key);
        self.repeated == 0 || first().is_some_and(|known| ptr::eq(known.item, given.item))
    }

    /// How many there are.
    pub(crate) const fn count(&self) -> usize {
        self.count - self.repeated
    }

    /// The one of that name.
    pub(crate) fn named(&self, namespace: &str, name: &str) -> Option<Given<'a, ServiceAccount>> {
        self.of_key(&joined(namespace, name))
    }

    /// The one whose tokens have that subject.
    pub(crate) fn of_subject(&self, subject: &str) -> Option<Given<'a, ServiceAccount>> {
        let names = subject.strip_prefix(SUBJECT)?;
        let colons = names.match_indices(':');
        let mut splits =
            colons.filter_map(|(at, _)| Some((names.get(..at)?, names.get(at + 1..)?)));
        splits.find_map(|(namespace, name)| self.named(namespace, name))
    }

    fn of_key(&self, key: &str) -> Option<Given<'a, ServiceAccount>> {
        self.files.iter().find_map(|(file, accounts)| {
            Some(given(*file, accounts.list.get(accounts.names.place(key)?)?))
        })
    }
}

fn given<'a>(file: usize, (item, broken): &'a (ServiceAccount, bool)) -> Given<'a, ServiceAccount> {
    Given { file, broken: *broken, span: item.span, item }
}
