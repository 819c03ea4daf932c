//! `help` about what a text has named by `def` and `use`, and about the modules that come with
//! rebe. All of it is known when the text is planned, so it is a value then.

use super::custom::usage_as;
use super::{Module, Planner, Scope, StageKind, Typed, TypedKind};
use crate::diag::{Diagnostic, codes, did_you_mean, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Argument, Def, Expr, ParamKind, Spanned, Statement};
use crate::value::{Schema, Type, Value, scalar};

/// The modules that come with rebe.
const STANDARD: &str = "std";

impl Planner<'_> {
    /// What `help` gives about a definition, a module or `std`; none when `call` asks for something
    /// else.
    pub(super) fn page(
        &mut self,
        call: &ast::Call,
        span: Span,
        input: &Type,
        scope: &Scope,
    ) -> Option<(StageKind, Type)> {
        if call.name.node != "help" || *input != Type::Nothing {
            return None;
        }
        let word = |argument: &Spanned<Argument>| match &argument.node {
            Argument::Positional(Expr::Word(word) | Expr::String(word)) => Some(word.clone()),
            _ => None,
        };
        let words = call.arguments.iter().map(word).collect::<Option<Vec<_>>>()?;
        let name = words.join(" ");
        if let Some(def) = scope.def(&name).and_then(|id| self.library.defs.get(id)) {
            let def = std::sync::Arc::clone(&def.def);
            return Some(text(self.about(&def, &name), span));
        }
        let (first, rest) = words.split_first()?;
        if first == STANDARD && rest.is_empty() {
            return Some(self.standard(span));
        }
        if first.strip_prefix(STANDARD).is_some_and(|rest| rest.starts_with('/')) {
            return Some(self.module(first, rest, span));
        }
        let inside = format!("{name} ");
        let below = scope.def_names().into_iter().filter(|one| one.starts_with(&inside));
        let rows = below.filter_map(|one| {
            let def = &self.library.defs.get(scope.def(one)?)?.def;
            Some(row(("command", one), def))
        });
        let rows = rows.collect::<Vec<_>>();
        let named = !rows.is_empty() && self.registry.find(&name).is_none();
        named.then(|| table("command", rows, span))
    }

    /// The modules that come with rebe.
    fn standard(&mut self, span: Span) -> (StageKind, Type) {
        let known = self.modules.known();
        let modules = known.into_iter().filter_map(|path| {
            let module = self.modules.load(&path, span.source).ok()?;
            let about = module.about.lines().next().unwrap_or_default().to_owned();
            Some(scalar::record([
                ("module".to_owned(), scalar::text(path)),
                ("summary".to_owned(), scalar::text(about)),
            ]))
        });
        table("module", modules.collect(), span)
    }

    /// The commands of the module at `path`, or the page about one of them.
    fn module(&mut self, path: &str, rest: &[String], span: Span) -> (StageKind, Type) {
        let module = match self.modules.load(path, span.source) {
            Ok(module) => module,
            Err(reason) => {
                let known = self.modules.known();
                let problem = Diagnostic::error(codes::MODULE, format!("`{path}`: {reason}"));
                let near = nearest(path, known.iter().map(String::as_str));
                let help = near.map(|near| format!("did you mean `help {near}`?"));
                let help = help.unwrap_or_else(|| "`help std` lists what there is".to_owned());
                self.problem(problem.at(span, "").help(help));
                return (StageKind::Error, Type::Unknown);
            }
        };
        let stem = path.rsplit('/').next().unwrap_or(path);
        let rest = rest.strip_prefix(&[stem.to_owned()]).unwrap_or(rest).join(" ");
        let name = |def: &Def| format!("{stem} {}", def.name.node);
        if rest.is_empty() {
            let rows = exported(&module).map(|def| row(("command", &name(def)), def));
            return table("command", rows.collect(), span);
        }
        let found = exported(&module).find(|def| def.name.node == rest);
        if let Some(def) = found {
            return text(self.about(def, &name(def)), span);
        }
        let known = exported(&module).map(|def| def.name.node.as_str()).collect::<Vec<_>>();
        let problem = Diagnostic::error(codes::MODULE, format!("`{path}` exports no `{rest}`"));
        let help = did_you_mean(&rest, "it exports", &known);
        self.problem(problem.at(span, "").maybe_help(help));
        (StageKind::Error, Type::Unknown)
    }

    /// The page about `def`, which is called by `name`.
    fn about(&mut self, def: &Def, name: &str) -> String {
        let (summary, details) = def.doc.split_once('\n').unwrap_or((&def.doc, ""));
        let mut page = if summary.is_empty() {
            format!("{name}\n\n")
        } else {
            format!("{name}: {summary}\n\n")
        };
        page.push_str(&format!("usage:  {}\n", usage_as(def, name)));
        let types = [("takes", &def.input), ("yields", &def.output)];
        for (what, ty) in types {
            if let Some(ty) = ty {
                page.push_str(&format!("{:7} {}\n", format!("{what}:"), self.ty(ty)));
            }
        }
        if !details.trim().is_empty() {
            page.push_str(&format!("\n{}\n", details.trim_start_matches('\n').trim_end()));
        }
        let lines = def.params.iter().map(|param| {
            let short = param.short.map_or_else(String::new, |c| format!("-{c}, "));
            let name = match param.kind {
                ParamKind::Flag | ParamKind::Switch => format!("{short}--{}", param.name.node),
                _ => param.name.node.clone(),
            };
            let ty = param.ty.as_ref().map_or_else(String::new, |ty| self.ty(ty).to_string());
            (name, if ty == "unknown" { "any".to_owned() } else { ty }, param.doc.clone())
        });
        let lines = lines.collect::<Vec<_>>();
        let wide = |of: fn(&(String, String, String)) -> &str| {
            lines.iter().map(|line| of(line).chars().count()).max().unwrap_or(0)
        };
        let (names, types) = (wide(|line| &line.0), wide(|line| &line.1));
        if !lines.is_empty() {
            page.push('\n');
        }
        for (name, ty, doc) in &lines {
            page.push_str(format!("  {name:names$}  {ty:types$}  {doc}").trim_end());
            page.push('\n');
        }
        page.trim_end().to_owned()
    }
}

/// The definitions that `module` exports.
fn exported(module: &Module) -> impl Iterator<Item = &Def> {
    module.program.statements.iter().filter_map(|statement| match &statement.node {
        Statement::Def(def) if def.export.is_some() => Some(def.as_ref()),
        _ => None,
    })
}

fn row((column, name): (&str, &str), def: &Def) -> Value {
    let summary = def.doc.lines().next().unwrap_or_default();
    scalar::record([
        (column.to_owned(), scalar::text(name)),
        ("summary".to_owned(), scalar::text(summary)),
    ])
}

fn text(page: String, span: Span) -> (StageKind, Type) {
    let kind = TypedKind::Literal(scalar::text(page));
    (StageKind::Expression(Typed { kind, ty: Type::String, span }), Type::String)
}

fn table(column: &str, rows: Vec<Value>, span: Span) -> (StageKind, Type) {
    let ty = Type::Table(Schema::of([(column, Type::String), ("summary", Type::String)]));
    let kind = TypedKind::Literal(scalar::list(rows));
    (StageKind::Expression(Typed { kind, ty: ty.clone(), span }), ty)
}
