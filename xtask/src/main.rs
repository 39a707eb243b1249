//! The project's own commands: `cargo xtask serve`, `test`, `dist`, `size`, `bench`, `shots`.
//!
//! Each command sets up what it needs and says what it does; none of them asks a question.
#![expect(clippy::print_stdout, reason = "a command's output is what it is run for")]

mod bench;
mod browser;
mod csp;
mod dist;
mod e2e;
mod editor;
mod finish;
mod html;
mod imports;
mod named;
mod pins;
mod project;
mod serve;
mod setup;
mod size;
mod test;
mod texts;
mod workbench;

use anyhow::Result;
use lexopt::prelude::*;
use std::ffi::OsString;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask COMMAND

  serve [--port N]      build the page if it is not up to date, and serve it on 127.0.0.1
  test [--only STAGE]   every check, from the cheapest to the built page in a browser
  dist                  the release page in dist/, for any static host
  size [--json]         what the built page weighs, against its budget
  bench [--json]        how fast it is, beside its peers and its budgets
  shots [STATE…]        screenshots of the built page in target/shots/; of all states also
                        docs/home.png, which README.md shows

Trunk runs one more after each build:

  finish                bundle the text editor, add the texts fetched later, and give the pages
                        their content security policy
";

enum Command {
    Serve { port: u16 },
    Test { only: Option<String> },
    Dist,
    Size { json: bool },
    Bench { json: bool },
    Shots { states: Vec<OsString> },
    Finish,
    Help,
}

fn main() -> ExitCode {
    let command = match parse(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("error: {error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    run(command).unwrap_or_else(|error| {
        eprintln!("{}", project::told(&error));
        ExitCode::FAILURE
    })
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Serve { port } => serve::command(port)?,
        Command::Test { only } => return test::all_or(only.as_deref()),
        Command::Dist => dist::build()?,
        Command::Size { json } => size::command(json)?,
        Command::Bench { json } => bench::run(json)?,
        Command::Shots { states } => e2e::screenshots(&states)?,
        Command::Finish => finish::command()?,
        Command::Help => print!("{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(mut arguments: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let Some(name) = arguments.next()? else { return Ok(Command::Help) };
    let mut command = match name {
        Value(name) => match name.to_str() {
            Some("serve") => Command::Serve { port: 8080 },
            Some("test") => Command::Test { only: None },
            Some("dist") => Command::Dist,
            Some("size") => Command::Size { json: false },
            Some("bench") => Command::Bench { json: false },
            Some("shots") => Command::Shots { states: Vec::new() },
            Some("finish") => Command::Finish,
            _ => return Err(format!("there is no command {name:?}").into()),
        },
        Short('h') | Long("help") => Command::Help,
        other => return Err(other.unexpected()),
    };
    while let Some(argument) = arguments.next()? {
        match (&mut command, argument) {
            (Command::Serve { port }, Long("port")) => *port = arguments.value()?.parse()?,
            (Command::Test { only }, Long("only")) => *only = Some(arguments.value()?.string()?),
            (Command::Size { json } | Command::Bench { json }, Long("json")) => *json = true,
            (Command::Shots { states }, Value(name)) => states.push(name),
            (_, other) => return Err(other.unexpected()),
        }
    }
    Ok(command)
}
