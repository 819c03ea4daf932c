//! `help`: what the commands are and how they are used.

use std::sync::Arc;

use super::codes as pages;
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Input, Param, Registry, Shape,
    Signature,
};
use crate::diag::{Code, Diagnostic, Result, codes, nearest};
use crate::effect::Effects;
use crate::value::{Data, Rows, Schema, Type, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "help",
        summary: "list all commands, or show how one is used",
        details: "Each error has a code, such as `E0202`, and each code a page with examples: \
                  `help E0202`. `help codes` lists all codes.",
        input: Input::Nothing,
        params: &[Param {
            name: "command",
            shape: Shape::CommandName,
            arity: Arity::Any,
            doc: "a command, the code of an error, or `codes`",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "find a command",
            text: "help | where summary =~ 'shell command' | select command",
            prints: "{\"command\":\"run\"}",
        }],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn schema() -> Schema {
    Schema::of([("command", Type::String), ("summary", Type::String), ("effects", Type::String)])
}

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let Some(name) = name(&args) else { return Type::Table(schema()) };
    if is_codes(checking.registry, &name) {
        return Type::Table(pages::schema());
    }
    if let Err(problem) = for_name(checking.registry, &name) {
        checking.problem(*problem.or_at(args.span));
    }
    Type::String
}

/// Whether `name` asks for the table of all codes, which a command of that name would hide.
fn is_codes(registry: Registry, name: &str) -> bool {
    name == pages::ALL && registry.find(name).is_none()
}

/// The page about the command, or the code of an error, called `name`.
///
/// # Errors
/// There is none.
pub fn for_name(registry: Registry, name: &str) -> Result<String> {
    match registry.find(name) {
        Some(command) => Ok(page(&command.signature)),
        None if Code::is_like(name) => pages::find(name).map(pages::page),
        None => {
            let below = registry.below(name);
            let help = match nearest(name, registry.names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if below.is_empty() => "`help` lists all commands".to_owned(),
                None => format!("commands: {}", below.join(", ")),
            };
            Err(Diagnostic::error(codes::UNKNOWN_COMMAND, format!("no command `{name}`"))
                .help(help)
                .into())
        }
    }
}

fn name(args: &Args) -> Option<String> {
    let words = args.texts("command").map(|(word, _)| word).collect::<Vec<_>>();
    (!words.is_empty()).then(|| words.join(" "))
}

fn run(_: Data, args: &Args, context: &Context) -> Result<Data> {
    if let Some(name) = name(args) {
        if is_codes(context.registry, &name) {
            return pages::table();
        }
        return for_name(context.registry, &name).map(|page| Data::Value(scalar::text(page)));
    }
    list(context.registry)
}

fn list(registry: Registry) -> Result<Data> {
    let mut rows = Rows::new(Arc::new(schema()));
    for command in registry.all() {
        let signature = &command.signature;
        rows.push(&[
            scalar::text(signature.name),
            scalar::text(signature.summary),
            scalar::text(signature.effects.to_string()),
        ])?;
    }
    Ok(Data::table(rows.finish()?))
}

/// The page about one command.
pub fn page(signature: &Signature) -> String {
    let mut page = format!("{}: {}\n\n", signature.name, signature.summary);
    page.push_str(&format!("usage:   {}\n", signature.usage()));
    page.push_str(&format!("effects: {}\n", signature.effects));
    if !signature.details.is_empty() {
        page.push_str(&format!("\n{}\n", wrap(signature.details, 76)));
    }
    let params = signature.params.iter().map(|p| (p.name.to_owned(), p.doc));
    let flags = signature.flags.iter().map(|flag| {
        let short = flag.short.map_or(String::new(), |short| format!("-{short}, "));
        (format!("{short}--{}", flag.name), flag.doc)
    });
    let lines = params.chain(flags).collect::<Vec<_>>();
    if !lines.is_empty() {
        let width = lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        page.push('\n');
        for (name, doc) in lines {
            page.push_str(&format!("  {name:width$}  {doc}\n"));
        }
    }
    if !signature.examples.is_empty() {
        page.push_str("\nexamples:\n");
    }
    for example in signature.examples {
        page.push_str(&format!("  # {}\n  {}\n", example.doc, example.text));
    }
    page.trim_end().to_owned()
}

/// `text` in lines of at most `width` characters.
fn wrap(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let fits = lines.last().is_some_and(|line| {
            line.is_empty() || line.chars().count() + word.chars().count() < width
        });
        if !fits {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines.join("\n")
}
