//! Files of cells, CSV and TSV: their columns, their rows, and rows that are set aside.

use std::sync::{Arc, OnceLock};

use super::aside::Aside;
use super::source::Input;
use crate::command::{Arg, Args};
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::effect::{Cancel, Files};
use crate::source::Span;
use crate::value::scan::{self, Guess};
use crate::value::{Frame, Origin, Type, Value};

/// The columns of `input`, as the flags say and as they are guessed.
///
/// # Errors
/// It cannot be read, has no first line, or lacks a column that a flag names.
pub fn guess(input: &Input, separator: u8, args: &Args, files: &dyn Files) -> Result<Guess> {
    let sniff = args.count("sniff").unwrap_or(scan::SNIFF);
    let mut guess = input.guess(separator, sniff, files)?;
    let Some(arg) = args.first("schema") else { return Ok(guess) };
    for (name, ty) in pinned(arg)? {
        guess = guess.pin(&name, &ty).map_err(|problem| problem.or_at(arg.span))?;
    }
    Ok(guess)
}

/// The types that `--schema` gives to columns.
///
/// # Errors
/// It is no record of names of types.
pub fn pinned(arg: &Arg) -> Result<Vec<(String, Type)>> {
    let wrong = |message: String| Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "");
    let Some(Value::Record { val, .. }) = arg.value() else {
        let problem = wrong("`--schema` takes a record of columns and their types".to_owned());
        return Err(problem.help("such as `{host: \"string\", seen: \"date\"}`").into());
    };
    let typed = val.iter().map(|(name, ty)| {
        let known = |ty: &str| scan::TYPES.iter().find(|known| known.to_string() == ty).cloned();
        let Value::String { val: ty, .. } = ty else {
            let message = format!("the type of `{name}` has to be a text, such as \"int\"");
            return Err(wrong(message).into());
        };
        let found = known(ty).ok_or_else(|| {
            let names = scan::TYPES.map(|ty| ty.to_string());
            let names = names.iter().map(String::as_str).collect::<Vec<_>>();
            let help = did_you_mean(ty, "types", &names);
            wrong(format!("a cell cannot be of type `{ty}`")).maybe_help(help)
        })?;
        Ok((name.clone(), found))
    });
    typed.collect()
}

/// What is read of files.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub args: &'a Args,
    pub files: &'a Arc<dyn Files>,
    pub cancel: &'a Cancel,
}

/// The rows of all `inputs`, one file behind the other. Each row has as many cells as the first
/// line; with `--bad-rows`, those that do not, or that have a cell of another type, are set aside.
///
/// # Errors
/// A file cannot be read, or has other columns than the first.
pub fn tables(inputs: &[Input], separator: u8, reading: Reading<'_>) -> Result<Vec<Frame>> {
    let Reading { args, files, cancel } = reading;
    let Some(first) = inputs.first() else { return Ok(Vec::new()) };
    let guess = Arc::new(guess(first, separator, args, files.as_ref())?);
    let mut aside = Aside::wanted(args, files.as_ref())?;
    let span = args.first("file").map_or(args.span, |file| file.span);
    let mut frames = Vec::new();
    for (at, input) in inputs.iter().enumerate() {
        if at > 0 {
            alike(input, first, &guess, files.as_ref())?;
        }
        let mut checked = OnceLock::new();
        let source = match (&mut aside, input.packing) {
            (Some(aside), _) => {
                checked = Ok(()).into();
                aside.sifted(input, &guess, files.as_ref(), cancel)?
            }
            (None, None) => input.as_path(files.as_ref())?,
            (None, Some(_)) => {
                checked = Ok(()).into();
                input.unpacked(files.as_ref(), cancel, |bytes| {
                    scan::even(bytes, separator).map_err(|problem| input.wrong(problem))
                })?
            }
        };
        let origin: Arc<dyn Origin> = Arc::new(Cells {
            input: input.clone(),
            size: input.size(files.as_ref()),
            guess: Arc::clone(&guess),
            files: Arc::clone(files),
            cancel: cancel.clone(),
            span,
            checked,
        });
        frames.push(scan::csv(source, &guess, &input.path)?.reading([origin]));
    }
    if let Some(aside) = aside {
        aside.end()?;
    }
    Ok(frames)
}

/// Files that are read one behind the other must have the same first line.
fn alike(input: &Input, first: &Input, guess: &Guess, files: &dyn Files) -> Result<()> {
    let separator = guess.separator();
    let own = input.guess(separator, 1, files)?;
    if own.names().eq(guess.names()) {
        return Ok(());
    }
    let message = format!("`{}` has other columns than `{}`", input.path, first.path);
    Err(Diagnostic::error(codes::FORMAT, message)
        .help("open them apart, and put them together with `append --fill`")
        .into())
}

/// A file that polars reads.
struct Cells {
    input: Input,
    size: u64,
    guess: Arc<Guess>,
    files: Arc<dyn Files>,
    cancel: Cancel,
    /// Where it is named.
    span: Span,
    /// Whether each row has as many cells as the first one, once that is known.
    checked: OnceLock<Result<()>>,
}

impl Origin for Cells {
    fn find(&self, column: &str, cell: &str) -> Option<String> {
        let never = Cancel::new();
        let open = || self.input.reader(self.files.as_ref(), &never);
        let line = scan::find(open, &self.guess, column, cell).ok()??;
        Some(format!("`{}` line {line}", self.input.path))
    }

    fn check(&self) -> Result<()> {
        let even = || {
            let bytes = self.input.reader(self.files.as_ref(), &self.cancel)?;
            let even = scan::even(bytes, self.guess.separator());
            even.map_err(|problem| self.input.wrong(problem).or_at(self.span))
        };
        self.checked.get_or_init(even).clone()
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }
}
