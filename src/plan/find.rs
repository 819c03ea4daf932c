//! Which command a call names, and whether it takes what flows in.

use super::{Planner, Scope, habit};
use crate::command::{Command, Input, Shape};
use crate::diag::{Diagnostic, codes, did_you_mean, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Argument, Expr, Spanned};
use crate::value::Type;

impl Planner<'_> {
    /// The command that `call` names by one word or two, and the rest of its arguments.
    pub(super) fn find<'c>(
        &mut self,
        call: &'c ast::Call,
        scope: &Scope,
    ) -> Option<(&'static Command, &'c [Spanned<Argument>])> {
        let first = call.name.node.as_str();
        if let Some((Spanned { node: Argument::Positional(Expr::Word(second)), .. }, rest)) =
            call.arguments.split_first()
            && let Some(command) = self.registry.find(&format!("{first} {second}"))
        {
            return Some((command, rest));
        }
        if let Some(command) = self.registry.find(first) {
            if let Some(problem) = self.second_word(command, call) {
                self.problem(problem);
                return None;
            }
            return Some((command, call.arguments.as_slice()));
        }
        let follows = habit::goes_on(first) && self.diagnostics().iter().any(Diagnostic::is_error);
        // What would have brought it could not be used, and that has been told.
        let follows = follows || self.lost.iter().any(|stem| stem == first);
        if !follows {
            let problem = self.unknown_command(call, scope);
            self.problem(problem);
        }
        None
    }

    /// A word behind a command that takes none is a slip of a longer name: `skip whlie` is none of
    /// `skip`.
    fn second_word(&self, command: &Command, call: &ast::Call) -> Option<Diagnostic> {
        let (first, name) = (call.arguments.first()?, command.signature.name);
        let (Argument::Positional(Expr::Word(word)), Some(param)) =
            (&first.node, command.signature.params.first())
        else {
            return None;
        };
        if param.shape != Shape::Count {
            return None;
        }
        let written = format!("{name} {word}");
        let near = nearest(&written, self.registry.below(name))?;
        let span = call.name.span.to(first.span);
        let problem = Diagnostic::error(codes::UNKNOWN_COMMAND, format!("no command `{written}`"));
        Some(problem.at(span, "").help(format!("did you mean `{near}`?")).edit(span, near))
    }

    fn unknown_command(&self, call: &ast::Call, scope: &Scope) -> Diagnostic {
        let first = call.name.node.as_str();
        let mut below = self.registry.below(first);
        let inside =
            |name: &&str| name.strip_prefix(first).is_some_and(|rest| rest.starts_with(' '));
        below.extend(scope.def_names().into_iter().filter(inside));
        if !below.is_empty() {
            let (span, written) = match call.arguments.first() {
                Some(Spanned { node: Argument::Positional(Expr::Word(second)), span }) => {
                    (call.name.span.to(*span), format!("{first} {second}"))
                }
                _ => (call.name.span, first.to_owned()),
            };
            let problem =
                Diagnostic::error(codes::UNKNOWN_COMMAND, format!("no command `{written}`"))
                    .at(span, "");
            let near = nearest(&written, below.iter().copied());
            if let (None, Some(help)) = (near, self.module_called(first)) {
                return problem.help(help);
            }
            let problem = problem
                .maybe_help(did_you_mean(&written, "commands", &below))
                .maybe_help(habit::command(&written).map(|instead| instead.help.to_owned()));
            return match near {
                Some(name) => problem.edit(span, name),
                None => problem,
            };
        }
        let mut names = self.registry.names();
        names.extend(scope.def_names());
        // Of a name of two words, the first one may be wrong.
        let begins = names.iter().filter_map(|name| Some(name.split_once(' ')?.0));
        names.extend(begins.collect::<Vec<_>>());
        let problem = Diagnostic::error(codes::UNKNOWN_COMMAND, format!("no command `{first}`"))
            .at(call.name.span, "");
        // What reads a file begins a pipeline; behind another stage, a near name is more likely.
        let is_near = || nearest(first, names.iter().copied()).is_some();
        let is_meant =
            |instead: &habit::Instead| self.begins || instead.command != Some("open") || !is_near();
        if let Some(instead) = habit::command(first).filter(is_meant) {
            let problem = problem.help(instead.help);
            return match instead.command.filter(|_| carries_over(&call.arguments)) {
                Some(command) => problem.edit(call.name.span, command),
                None => problem,
            };
        }
        if let Some((command, column)) = first.split_once('.')
            && self.registry.find(command).is_some()
        {
            let next = if self.registry.find(column).is_some() { "" } else { "select " };
            return problem.help(format!("did you mean `{command} | {next}{column}`?"));
        }
        if let Some(help) = self.module_called(first) {
            return problem.help(help);
        }
        if let Some(name) = nearest(first, names.iter().copied()) {
            return problem.help(format!("did you mean `{name}`?")).edit(call.name.span, name);
        }
        if scope.get(first).is_some() {
            let variable = format!("${first}");
            return problem
                .help(format!("did you mean the variable `{variable}`?"))
                .edit(call.name.span, variable);
        }
        problem.help(
            "`help` lists all commands; `hosts | run \"…\"` runs a program on hosts; a text needs \
             quotes",
        )
    }

    /// Help that names the module of the standard library whose commands begin with `first`.
    fn module_called(&self, first: &str) -> Option<String> {
        let module = format!("std/{first}");
        let known = self.modules.known().contains(&module);
        known.then(|| format!("`use {module}` brings the commands of that name"))
    }

    /// Whether `command` takes `item`, which it sees of `input`; if not, that is reported.
    pub(super) fn accepts(
        &mut self,
        command: &Command,
        item: &Type,
        input: &Type,
        span: Span,
    ) -> bool {
        let (name, wanted) = (command.signature.name, command.signature.input);
        let missing = wanted == Input::Anything && self.begins && *input == Type::Nothing;
        if wanted.takes(item) && !missing {
            return true;
        }
        if wanted == Input::Nothing {
            self.problem(
                Diagnostic::error(codes::WRONG_INPUT, format!("`{name}` begins a pipeline"))
                    .at(span, "what is piped in here would be lost"),
            );
            return false;
        }
        let found = match input {
            Type::Nothing => "nothing".to_owned(),
            Type::Table(schema) => format!("a table of {schema}"),
            other => format!("a value of type {other}"),
        };
        let help = match (wanted, wanted.remedy(input)) {
            (Input::Hosts, _) => format!("begin with the hosts: `hosts | {name} …`"),
            (_, Some(remedy)) => habit::of_list(name, input).unwrap_or(remedy).to_owned(),
            _ => format!("`help {name}` shows how it is used"),
        };
        self.problem(
            Diagnostic::error(
                codes::WRONG_INPUT,
                format!("`{name}` takes {}, found {found}", wanted.describe()),
            )
            .at(span, "")
            .help(help),
        );
        false
    }
}

/// The definition that `call` names by one word or two, and the rest of its arguments.
pub(super) fn definition<'c>(
    call: &'c ast::Call,
    scope: &Scope,
) -> Option<(usize, &'c [Spanned<Argument>])> {
    let first = call.name.node.as_str();
    if let Some((Spanned { node: Argument::Positional(Expr::Word(second)), .. }, rest)) =
        call.arguments.split_first()
        && let Some(id) = scope.def(&format!("{first} {second}"))
    {
        return Some((id, rest));
    }
    Some((scope.def(first)?, call.arguments.as_slice()))
}

/// Whether the command of another shell may have been called like ours: flags have other names, and
/// `-5` is one of them.
fn carries_over(arguments: &[Spanned<Argument>]) -> bool {
    arguments.iter().all(|argument| match &argument.node {
        Argument::Flag { .. } => false,
        Argument::Positional(Expr::Int(number)) => *number >= 0,
        Argument::Positional(_) => true,
    })
}
