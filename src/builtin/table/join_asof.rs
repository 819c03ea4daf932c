//! `join-asof`: join each row with the last one of another table that is not later.

use polars::prelude::{
    AsOfOptions, AsofStrategy, Expr, JoinArgs, JoinType, LazyFrame, PlSmallStr,
    SortMultipleOptions, lit, when,
};

use super::columns::{all, fitted, literal, named};
use super::join::{absent, brought, checked};
use crate::builtin::given;
use crate::command::{
    Arg, Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Column, Frame, Schema, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "join-asof",
        summary: "join each row with the last one of another table that is not later",
        details: "\"Later\" goes by a column that both tables have, most often one of dates; neither \
                  has to be in order. All rows that come in stay, in their order; where no row of the \
                  other table fits, its columns are null. With further columns, only rows that are \
                  equal in them fit. Of several with the same date the last one is taken. A null fits \
                  nothing.",
        input: Input::Table,
        params: &[
            Param { name: "other", shape: Shape::Any, arity: Arity::One, doc: "the other table" },
            Param {
                name: "on",
                shape: Shape::Column,
                arity: Arity::One,
                doc: "the column by which rows are later or not",
            },
            Param {
                name: "by",
                shape: Shape::Column,
                arity: Arity::Any,
                doc: "columns in which both must be equal",
            },
        ],
        flags: &[
            Flag {
                name: "suffix",
                short: None,
                shape: Some(Shape::Text),
                doc: "what is put behind a name that both tables have",
            },
            Flag {
                name: "within",
                short: None,
                shape: Some(Shape::Any),
                doc: "how much earlier it may be at most, such as `5min`, or `10` for numbers",
            },
        ],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "the release that was out when an error came",
            text: "let releases = [{at: 2026-03-01, release: \"r1\"} {at: 2026-03-05, release: \"r2\"}]; [{at: 2026-03-04, error: \"x\"} {at: 2026-02-01, error: \"y\"}] | join-asof $releases at | select error release",
            prints: "{\"error\":\"x\",\"release\":\"r1\"}\n{\"error\":\"y\",\"release\":null}",
        }],
    },
    output: &output,
    body: Body::Whole(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    checked(checking, |left, right, args| {
        Joined::of(left, right, args).map(|joined| Some(joined?.schema))
    })
}

/// What the join makes of two schemas.
struct Joined {
    schema: Schema,
    /// The type in which rows are later or not.
    order: Type,
    /// Columns that must be equal, with the type in which they are compared.
    by: Vec<(String, Type)>,
    /// Old and new names of the columns that come from the right.
    added: Vec<(String, String)>,
}

impl Joined {
    /// None while something is not known that matters.
    fn of(left: &Schema, right: &Schema, args: &Args) -> Result<Option<Self>> {
        let Some((on, on_span)) = args.texts("on").next() else { return Ok(None) };
        if left.is_open() || right.is_open() {
            return Ok(None);
        }
        let shared = |name: &str, span| -> Result<Option<Type>> {
            let Some(here) = left.get(name) else { return Ok(None) };
            let Some(there) = right.get(name) else {
                return Err(absent(name, span, right));
            };
            let (a, b) = (here.ty.non_null(), there.ty.non_null());
            if *a == Type::Unknown || *b == Type::Unknown {
                return Ok(None);
            }
            match a.join(b).filter(|ty| !given::has_parts(ty)) {
                Some(ty) => Ok(Some(ty.non_null().clone())),
                None => {
                    let message =
                        format!("`{name}` is of type {a}, and of type {b} in the other table");
                    Err(given::clash(message, span).into())
                }
            }
        };
        let Some(order) = shared(on, on_span)? else { return Ok(None) };
        if !order.is_number() && order != Type::Date && order != Type::Duration {
            let message = format!("`{on}` is of type {order}, of which none is later than another");
            let problem = given::clash(message, on_span);
            return Err(problem.help("name a column of dates or numbers here").into());
        }
        if let Some(within) = args.first("within") {
            is_distance(within, &order)?;
        }
        let mut by = Vec::new();
        for (name, span) in args.texts("by") {
            let Some(ty) = shared(name, span)? else { return Ok(None) };
            by.push((name.to_owned(), ty));
        }
        let is_shared = |name: &str| name == on || by.iter().any(|(by, _)| by == name);
        let mut schema = left.clone();
        let added = brought(&mut schema, right, is_shared, true, args)?;
        Ok(Some(Self { schema, order, by, added }))
    }
}

/// # Errors
/// `within` is no distance between two values of type `order`.
fn is_distance(within: &Arg, order: &Type) -> Result<()> {
    let wanted = if *order == Type::Date { &Type::Duration } else { order };
    let ty = within.ty();
    let fits = match ty.non_null() {
        Type::Unknown => true,
        Type::Int => matches!(wanted, Type::Int | Type::Float),
        found => found == wanted,
    };
    if fits {
        return Ok(());
    }
    let message = format!(
        "the distance of two values of type {order} is of type {wanted}, and this is of type {ty}"
    );
    Err(Diagnostic::error(codes::TYPE_CLASH, message).at(within.span, "").into())
}

/// Names that columns get on the way. Names of columns have no control characters in the end, for
/// they are not in the result.
const ROW: &str = "\u{1}row";
const EARLIER: &str = "\u{1}earlier";

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let other = args.first("other").map(|other| other.rows()).transpose()?.flatten();
    let Some(other) = other else { return Ok(frame) };
    let Some(joined) = Joined::of(&frame.schema, other.schema(), args)? else { return Ok(frame) };
    let Some((on, _)) = args.texts("on").next() else { return Ok(frame) };
    let (right_schema, right) = (other.schema().as_ref().clone(), Frame::of(other).lazy);
    let order = Column::new(on, joined.order.clone());
    let keys = joined.by.iter().map(|(name, ty)| Column::new(name, ty.clone()));
    let keys = keys.chain([order.clone()]).collect::<Vec<_>>();
    let cast = |schema: &Schema| {
        let fit = |key: &Column| Some(fitted(schema.get(&key.name)?, &key.ty).alias(&*key.name));
        keys.iter().filter_map(fit).collect::<Vec<_>>()
    };
    let mut taken = cast(&right_schema);
    taken.extend(joined.added.iter().map(|(old, new)| named(old).alias(new.as_str())));
    taken.push(
        fitted(&right_schema.get(on).cloned().unwrap_or(order), &joined.order).alias(EARLIER),
    );
    let right = keys
        .iter()
        .fold(right.select(taken), |right, key| right.filter(named(&key.name).is_not_null()));
    let row = PlSmallStr::from_static(ROW);
    let left = frame.lazy.with_columns(cast(&frame.schema)).with_row_index(row, None);
    let names = joined.by.iter().map(|(name, _)| PlSmallStr::from_str(name)).collect::<Vec<_>>();
    let names = (!names.is_empty()).then_some(names);
    let how = JoinType::AsOf(Box::new(AsOfOptions {
        strategy: AsofStrategy::Backward,
        tolerance: None,
        tolerance_str: None,
        left_by: names.clone(),
        right_by: names,
        allow_eq: true,
        check_sortedness: false,
    }));
    let lazy =
        sorted(left, on).join(sorted(right, on), [named(on)], [named(on)], JoinArgs::new(how));
    let mut fits = named(on).is_not_null();
    for (name, _) in &joined.by {
        fits = fits.and(named(name).is_not_null());
    }
    if let Some(value) = args.first("within").and_then(Arg::value) {
        let distance = if joined.order == Type::Date { Type::Duration } else { joined.order };
        fits = fits.and((named(on) - named(EARLIER)).lt_eq(literal(value, &distance)?));
    }
    let added = joined.added.iter().map(|(_, new)| {
        when(fits.clone())
            .then(named(new))
            .otherwise(lit(polars::prelude::NULL))
            .alias(new.as_str())
    });
    let lazy = lazy.with_columns(added.collect::<Vec<Expr>>());
    let lazy = sorted(lazy, ROW).select(all(&joined.schema));
    Ok(Frame::with(lazy, joined.schema).reading(frame.origins))
}

/// By a column, equal rows in their order.
fn sorted(lazy: LazyFrame, column: &str) -> LazyFrame {
    let options = SortMultipleOptions::default().with_maintain_order(true);
    lazy.sort([PlSmallStr::from_str(column)], options)
}
