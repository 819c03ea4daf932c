//! `join`: put the rows of two tables together that have equal values in a column.

use super::joined::{run, spill};
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::source::Span;
use crate::value::{Column, Schema, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "join",
        summary: "put the rows of two tables together that have equal values in a column",
        details: "The other table is a variable or a pipeline in parentheses. Without a flag \
rows stay that are in both tables. Several rows with the same value give each \
pair of them. A null is equal to nothing, not even to null. A name that both \
tables have is an error unless `--suffix` says what to call it, for nothing is \
renamed behind your back. Where the other table is read from files that memory \
has no room for (`--memory`), both go through temporary files.",
        input: Input::Table,
        params: &[
            Param { name: "other", shape: Shape::Any, arity: Arity::One, doc: "the other table" },
            Param {
                name: "on",
                shape: Shape::Column,
                arity: Arity::One,
                doc: "the column that both have",
            },
            Param {
                name: "there",
                shape: Shape::NewColumn,
                arity: Arity::Optional,
                doc: "what it is called in the other table",
            },
        ],
        flags: &[
            Flag {
                name: "anti",
                short: Some('a'),
                shape: None,
                doc: "rows that come in and are not in the other table",
            },
            Flag {
                name: "inner",
                short: Some('i'),
                shape: None,
                doc: "rows that are in both tables",
            },
            Flag { name: "left", short: Some('l'), shape: None, doc: "all rows that come in" },
            Flag { name: "outer", short: Some('o'), shape: None, doc: "all rows of both" },
            Flag {
                name: "right",
                short: Some('r'),
                shape: None,
                doc: "all rows of the other table",
            },
            Flag {
                name: "semi",
                short: Some('s'),
                shape: None,
                doc: "rows that come in and are in the other table, each once",
            },
            Flag {
                name: "suffix",
                short: None,
                shape: Some(Shape::Text),
                doc: "what is put behind a name that both tables have",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "rows that are in both",
                text: "let racks = [{host: \"a\", rack: 7} {host: \"c\", rack: 9}]; [{host: \"a\", cores: 4} {host: \"b\", cores: 8}] | join $racks host",
                prints: "{\"host\":\"a\",\"cores\":4,\"rack\":7}",
            },
            Example {
                doc: "all rows that come in",
                text: "[{host: \"a\"} {host: \"b\"}] | join [{host: \"a\", rack: 7}] host --left",
                prints: "{\"host\":\"a\",\"rack\":7}\n{\"host\":\"b\",\"rack\":null}",
            },
            Example {
                doc: "all rows of both; the column is called otherwise there",
                text: "[{id: 1, x: \"a\"}] | join [{number: 2, y: \"b\"}] id \"number\" --outer",
                prints: "{\"id\":1,\"x\":\"a\",\"y\":null}\n{\"id\":2,\"x\":null,\"y\":\"b\"}",
            },
            Example {
                doc: "rows that are not in the other table",
                text: "[{host: \"a\"} {host: \"b\"}] | join [{host: \"a\", rack: 7}] host --anti",
                prints: "{\"host\":\"b\"}",
            },
            Example {
                doc: "a name that both have",
                text: "[{id: 1, os: \"a\"}] | join [{id: 1, os: \"b\"}] id --suffix \"_old\"",
                prints: "{\"id\":1,\"os\":\"a\",\"os_old\":\"b\"}",
            },
        ],
    },
    output: &output,
    body: Body::Large { run, spill },
};

fn output(checking: &mut Checking<'_>) -> Type {
    checked(checking, |left, right, args| {
        Joined::of(left, right, args).map(|joined| Some(joined?.schema))
    })
}

/// The type of what a join gives, where `of` tells the columns from those of both tables.
pub(super) fn checked(
    checking: &mut Checking<'_>,
    of: impl Fn(&Schema, &Schema, &Args) -> Result<Option<Schema>>,
) -> Type {
    let left = checking.schema();
    let args = checking.args.clone();
    let Some(other) = args.first("other") else { return Type::Unknown };
    let right = match other.ty().non_null() {
        Type::Table(schema) => schema.clone(),
        Type::Unknown => return Type::Unknown,
        other_type => {
            let message = format!("a table is joined with a table, found {other_type}");
            checking.problem(given::clash(message, other.span));
            return Type::Unknown;
        }
    };
    match of(&left, &right, &args) {
        Ok(schema) => schema.map_or(Type::Unknown, Type::Table),
        Err(problem) => {
            checking.problem(*problem);
            Type::Unknown
        }
    }
}

/// What a join makes of two schemas.
pub(super) struct Joined {
    pub schema: Schema,
    /// The column of the left table, and the one of the right one.
    pub on: (Column, Column),
    /// The type in which both are compared.
    pub key: Type,
    /// Old and new names of the columns that come from the right.
    pub added: Vec<(String, String)>,
    pub how: How,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Inner,
    Left,
    Right,
    Outer,
    Semi,
    Anti,
}

impl How {
    /// Whether it only chooses among the rows that come in.
    pub fn chooses(self) -> bool {
        matches!(self, Self::Semi | Self::Anti)
    }

    fn of(args: &Args) -> Result<Self> {
        let all = [
            ("inner", Self::Inner),
            ("left", Self::Left),
            ("right", Self::Right),
            ("outer", Self::Outer),
            ("semi", Self::Semi),
            ("anti", Self::Anti),
        ];
        let mut given = all.iter().filter(|(name, _)| args.switch(name));
        let how = given.next().map_or(Self::Inner, |(_, how)| *how);
        match given.next().and_then(|(name, _)| args.first(name)) {
            Some(second) => {
                let message = "a join is of one kind";
                let problem = Diagnostic::error(codes::EXTRA_ARGUMENT, message);
                Err(problem.at(second.span, "this is a second one").into())
            }
            None => Ok(how),
        }
    }
}

impl Joined {
    /// None while something is not known that matters.
    pub fn of(left: &Schema, right: &Schema, args: &Args) -> Result<Option<Self>> {
        let how = How::of(args)?;
        let Some((on, on_span)) = args.texts("on").next() else { return Ok(None) };
        let there = args.texts("there").next().unwrap_or((on, on_span));
        let Some(here) = left.get(on) else { return Ok(None) };
        let Some(other) = right.get(there.0) else {
            return if right.is_open() { Ok(None) } else { Err(absent(there.0, there.1, right)) };
        };
        if left.is_open() || right.is_open() {
            return Ok(None);
        }
        if *here.ty.non_null() == Type::Unknown || *other.ty.non_null() == Type::Unknown {
            return Ok(None);
        }
        let key = here.ty.join(&other.ty).filter(|ty| !given::has_parts(ty));
        let Some(key) = key else {
            let (a, b) = (&here.ty, &other.ty);
            let message = format!("`{on}` is of type {a}, `{}` of the other table {b}", there.0);
            let help = "both must have values that can be equal";
            return Err(given::clash(message, on_span).help(help).into());
        };
        let mut schema = Schema::default();
        for column in left.columns() {
            let ty = if column.name == on {
                shared(how, &key, here, other)
            } else if matches!(how, How::Right | How::Outer) {
                column.ty.clone().nullable()
            } else {
                column.ty.clone()
            };
            schema.put(Column::new(column.name.clone(), ty));
        }
        let stays = |name: &str| how.chooses() || name == there.0;
        let nullable = matches!(how, How::Left | How::Outer);
        let added = brought(&mut schema, right, stays, nullable, args)?;
        let on = (here.clone(), other.clone());
        Ok(Some(Self { schema, on, key: key.non_null().clone(), added, how }))
    }
}

/// Put the columns of `right` behind those of `schema`, but for those that stay there: the old names
/// and the new ones.
///
/// # Errors
/// Both have a column of that name, and `--suffix` does not tell them apart.
pub(super) fn brought(
    schema: &mut Schema,
    right: &Schema,
    stays: impl Fn(&str) -> bool,
    nullable: bool,
    args: &Args,
) -> Result<Vec<(String, String)>> {
    let mut added = Vec::new();
    for column in right.columns().iter().filter(|column| !stays(&column.name)) {
        let mut name = column.name.clone();
        if schema.get(&name).is_some() {
            name.push_str(args.text("suffix").unwrap_or_default());
        }
        if schema.get(&name).is_some() {
            let message = format!("both tables have a column `{}`", column.name);
            return Err(Diagnostic::error(codes::DUPLICATE_NAME, message)
                .at(args.first("other").map_or(args.span, |other| other.span), "")
                .help(format!(
                    "`--suffix \"_2\"` renames that of the other table; or drop one of them first \
                     with `reject {}`",
                    column.name
                ))
                .into());
        }
        let ty = column.ty.clone();
        schema.put(Column::new(name.clone(), if nullable { ty.nullable() } else { ty }));
        added.push((column.name.clone(), name));
    }
    Ok(added)
}

/// The other table, whose columns are `right`, has none called `name`.
pub(super) fn absent(name: &str, span: Span, right: &Schema) -> Box<Diagnostic> {
    let message = format!("the other table has no column `{name}`");
    Diagnostic { message, ..given::unknown(name, "column", span, right) }.into()
}

/// The type of the shared column: a null is equal to nothing, so that a row with one only stays
/// where all rows of its table do.
fn shared(how: How, key: &Type, here: &Column, other: &Column) -> Type {
    let nullable = match how {
        How::Inner | How::Semi => false,
        How::Left | How::Anti => here.ty.is_nullable(),
        How::Right => other.ty.is_nullable(),
        How::Outer => here.ty.is_nullable() || other.ty.is_nullable(),
    };
    let key = key.non_null().clone();
    if nullable { key.nullable() } else { key }
}
