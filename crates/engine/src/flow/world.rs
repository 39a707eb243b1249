//! The parties of a flow, each with what it keeps.

use super::client::Client;
use super::http::Http;
use super::message::Actor;
use super::run::{End, Run};
use super::server::Server;
use super::setup::Setup;

/// Everybody, and the flow so far. What the parties do is beside each of them.
pub(super) struct World<'a> {
    pub(super) run: Run<'a>,
    pub(super) server: Server,
    pub(super) client: Client,
    /// Counts what the server has issued, so that no two are alike.
    pub(super) issued: usize,
    /// Whether the pod is gone, as the API server knows.
    pub(super) pod_gone: bool,
    /// Requests that the attacker's own server got.
    pub(super) caught: Vec<Http>,
}

impl<'a> World<'a> {
    pub(super) fn new(setup: &'a Setup, until: usize) -> Self {
        Self {
            run: Run::new(setup, until),
            server: Server::default(),
            client: Client::default(),
            issued: 0,
            pod_gone: false,
            caught: Vec::new(),
        }
    }

    /// A whole login: somebody starts it, agrees, and comes back.
    pub(super) fn login(&mut self, who: Actor, user: &str) -> Result<(), End> {
        let response = self.response_for(who, user)?;
        self.callback(who, response)
    }

    /// A login up to the response, which nobody has brought to the client yet.
    pub(super) fn response_for(&mut self, who: Actor, user: &str) -> Result<Http, End> {
        let url = self.begin(who, super::demo::SERVER)?;
        self.authorize(who, url, user)
    }
}
