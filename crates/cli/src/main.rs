//! `irsa`: would this pod get that role, and if not, why? In a terminal or a CI job.

mod admit;
mod apply;
mod authorize;
mod check;
mod explain;
mod flow;
mod json;
mod plan;
mod reach;
mod read;
mod rules;
mod text;

use std::process::ExitCode;

use irsa_engine::Ask;
use irsa_engine::irsa::whole::WHOLE;
use irsa_engine::oidc::verify::{Verifier, verify};
use lexopt::prelude::*;

const USAGE: &str = "\
Would this pod get that IAM role, and if not, exactly why?

irsa explain [--json] [--lang en|ko] [--now TIME] [--pod NAMESPACE/NAME] PATH…
    Judge the pods in files, folders or scenarios; `-` reads standard input.
    Exit status: 0 allow, 1 anything else that is decided, 2 unknown, 64 bad usage.
irsa check PATH…
    Run what scenarios expect of themselves: their `expect` and `checks`.
irsa reach [--json] PATH…
    Say which of the roles given each service account can get, whatever it is annotated with.
    Exit status: 0 said, 2 where that is unknown of some role.
irsa admit --service-accounts FILE [--settings FILE]
    [--pod-identity-associations FILE]… < POD
    Print the pod as the pod identity webhook leaves it.
irsa authorize < REQUESTS
    Answer JSON lines with allow, deny, explicit-deny or error.
irsa flow oauth|oidc|irsa|client-credentials|refresh|device-code|token-exchange
    [--client public|confidential] [--delivery token-endpoint|front-channel]
    [--access-token jwt|opaque] [--without CHECK,…] [--attack NAME] [--wait SECONDS]
    [--edit STEP:FIELD=VALUE]… [--until STEPS] [--json] [--lang en|ko]
    Step through real messages, with checks left out and attacks tried against what is left.
irsa plan [--json] [--from DIR] DIR
    What `terraform apply` would do in DIR, given what the folder of --from made before.
irsa apply [--json] [--from DIR] [--until SECONDS] [--cluster] DIR
    Apply DIR on a simulated clock, up to an instant.
irsa rules [--json]
    List every rule with its evidence and source.
irsa --version
";

/// How a command ends, with the exit status it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// The role is granted, or there is nothing to object to.
    Good,
    /// Something else was decided.
    Bad,
    /// It can't be decided.
    Unknown,
}

/// Why a command could not even begin.
#[derive(Debug)]
struct Usage(String);

impl From<lexopt::Error> for Usage {
    fn from(error: lexopt::Error) -> Self {
        Self(error.to_string())
    }
}

/// The exit status for bad usage, `EX_USAGE` of sysexits.
const EX_USAGE: u8 = 64;

fn main() -> ExitCode {
    match run(&mut lexopt::Parser::from_env()) {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Bad) => ExitCode::from(1),
        Ok(Outcome::Unknown) => ExitCode::from(2),
        Err(Usage(message)) => {
            eprintln!("irsa: {message}\nTry `irsa --help`.");
            ExitCode::from(EX_USAGE)
        }
    }
}

fn run(arguments: &mut lexopt::Parser) -> Result<Outcome, Usage> {
    match arguments.next()? {
        Some(Value(command)) => match command.to_str() {
            Some("explain") => explain::run(arguments),
            Some("check") => check::run(arguments),
            Some("admit") => admit::run(arguments),
            Some("authorize") => authorize::run(arguments),
            Some("flow") => flow::run(arguments),
            Some("plan") => plan::run(arguments),
            Some("apply") => apply::run(arguments),
            Some("reach") => reach::run(arguments),
            Some("rules") => rules::run(arguments),
            _ => Err(Usage(format!("there is no command `{}`", command.to_string_lossy()))),
        },
        Some(Long("help") | Short('h')) => {
            print(USAGE);
            Ok(Outcome::Good)
        }
        Some(Long("version") | Short('V')) => {
            print(&format!("irsa {}\n", irsa_engine::VERSION));
            Ok(Outcome::Good)
        }
        Some(other) => Err(other.unexpected().into()),
        None => Err(Usage("which command?".to_owned())),
    }
}

/// The question as every command puts it: with everything judged that can be.
fn ask() -> Ask {
    Ask { verifier: Some(Verifier(verify)), whole: Some(WHOLE), ..Ask::default() }
}

/// Prints to standard output; a reader that closes the pipe early is no error.
fn print(text: &str) {
    use std::io::Write as _;
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
