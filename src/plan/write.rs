//! The typed plan as text of the language, for people who want to see what runs.
//!
//! A plan that the optimiser has changed stands in no text, so that it is written anew. What no
//! rule changes, such as a block, is cut out of its text.

use super::{PlannedArg, PlannedArgs, Typed, TypedKind};
use crate::command::{ArgKind, Command, Shape};
use crate::source::Span;
use crate::syntax::ast::{Binary, Unary};
use crate::value::aggregate::WHOLE;
use crate::value::{Function, Value, plain_text};

/// The longest text of an expression in a sentence, in characters.
const LONGEST: usize = 60;

/// Writes plans. `text` gives the text of a span, empty where it is not at hand.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub text: &'a dyn Fn(Span) -> String,
}

/// `typed` for a sentence: in one line, and not too long.
pub(super) fn shown(typed: &Typed) -> String {
    let text = Writer { text: &|_| String::new() }.typed(typed);
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

impl Writer<'_> {
    /// The text of `span` in one line.
    pub fn cut(self, span: Span) -> String {
        (self.text)(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A call of `command`: its name, positional arguments, and flags.
    pub fn call(self, command: &Command, args: &PlannedArgs) -> String {
        let signature = &command.signature;
        let mut words = vec![signature.name.to_owned()];
        for param in signature.params {
            let given = args.entries.iter().filter(|(name, _)| *name == param.name);
            let given = given.flat_map(|(_, args)| args);
            words.extend(given.map(|arg| self.arg(param.shape, arg)));
        }
        for (name, args) in &args.entries {
            let Some(flag) = signature.flag(name, false) else { continue };
            words.push(format!("--{name}"));
            if let Some(shape) = flag.shape {
                words.extend(args.iter().map(|arg| self.arg(shape, arg)));
            }
        }
        words.retain(|word| !word.is_empty());
        words.join(" ")
    }

    fn arg(self, shape: Shape, arg: &PlannedArg) -> String {
        let is_bare = |text: &str| match shape {
            Shape::Any => false,
            Shape::Quota => true,
            _ => is_word(text),
        };
        match arg {
            PlannedArg::Fixed(arg) => match &arg.kind {
                ArgKind::Value(Value::String { val, .. }) if is_bare(val) => val.clone(),
                ArgKind::Value(value) => literal(value),
                ArgKind::Aggregate(one) => {
                    let mut words = vec![one.function.name().to_owned()];
                    words.extend(one.column.as_ref().map(|column| column.name.clone()));
                    if let Function::Quantile(share) = one.function {
                        words.push(format!("{:?}", f64::from(share) / f64::from(WHOLE)));
                    }
                    format!("({})", words.join(" "))
                }
                _ => self.cut(arg.span),
            },
            PlannedArg::Later(typed) => match &typed.kind {
                TypedKind::Binary(..) | TypedKind::Unary(..) => format!("({})", self.typed(typed)),
                _ => self.typed(typed),
            },
            PlannedArg::Columns(typed) => self.typed(typed),
            PlannedArg::Closure(closure) => self.cut(closure.span),
        }
    }

    /// An expression.
    pub fn typed(self, typed: &Typed) -> String {
        match &typed.kind {
            TypedKind::Literal(value) => literal(value),
            TypedKind::Column(name) if is_word(name) => name.clone(),
            TypedKind::Column(name) => format!("`{name}`"),
            TypedKind::Variable(name) => format!("${name}"),
            TypedKind::List(items) => format!("[{}]", self.all(items)),
            TypedKind::Record(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| format!("{}: {}", key(name), self.typed(value)));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
            TypedKind::Field(base, name) => format!("{}.{}", self.operand(base, 11), key(name)),
            TypedKind::Item(base, place, optional) => {
                let mark = if *optional { "?" } else { "" };
                format!("{}.{place}{mark}", self.operand(base, 11))
            }
            TypedKind::Spread(inner) => format!("...{}", self.operand(inner, 11)),
            TypedKind::Range(start, next, end, inclusive) => {
                let part = |typed: &Typed| self.operand(typed, 7);
                let next =
                    next.as_deref().map_or(String::new(), |next| format!("..{}", part(next)));
                let dots = if *inclusive { ".." } else { "..<" };
                let end = end.as_deref().map_or(String::new(), part);
                format!("{}{next}{dots}{end}", part(start))
            }
            TypedKind::Apply(..) => format!("({})", self.piped(typed)),
            TypedKind::Environment(name, optional) => {
                format!("env.{name}{}", if *optional { "?" } else { "" })
            }
            TypedKind::Unary(Unary::Not, operand) => format!("not {}", self.operand(operand, 3)),
            TypedKind::Unary(Unary::Negate, operand) => format!("-{}", self.operand(operand, 9)),
            TypedKind::Binary(operator, left, right) => {
                let level = level(*operator);
                // Those that bind to the right need none there, comparisons never chain.
                let right_binds = matches!(operator, Binary::Power | Binary::Otherwise);
                let (a, b) = if right_binds { (level + 1, level) } else { (level, level + 1) };
                let (left, right) = (self.operand(left, a), self.operand(right, b));
                format!("{left} {} {right}", operator.text())
            }
            TypedKind::Text(_)
            | TypedKind::If(..)
            | TypedKind::Match(..)
            | TypedKind::Try(_)
            | TypedKind::Closure(_)
            | TypedKind::Pipeline(_)
            | TypedKind::Error => match self.cut(typed.span) {
                text if text.is_empty() => "…".to_owned(),
                text => text,
            },
        }
    }

    /// `typed` where a pipeline may stand.
    fn piped(self, typed: &Typed) -> String {
        match &typed.kind {
            TypedKind::Apply(command, input, args) => {
                format!("{} | {}", self.piped(input), self.call(command, args))
            }
            _ => self.typed(typed),
        }
    }

    /// `typed` where something binds as tightly as `level`.
    fn operand(self, typed: &Typed, level_around: u8) -> String {
        let own = match &typed.kind {
            TypedKind::Binary(operator, ..) => level(*operator),
            TypedKind::Unary(Unary::Not, _) => 3,
            TypedKind::Unary(Unary::Negate, _) => 9,
            TypedKind::Range(..) => 6,
            _ => u8::MAX,
        };
        let text = self.typed(typed);
        if own < level_around { format!("({text})") } else { text }
    }

    fn all(self, items: &[Typed]) -> String {
        items.iter().map(|item| self.typed(item)).collect::<Vec<_>>().join(", ")
    }
}

/// How tightly an operator binds; those of the grammar.
fn level(operator: Binary) -> u8 {
    use Binary as B;
    match operator {
        B::Or => 1,
        B::And => 2,
        B::Otherwise => 5,
        B::Add | B::Subtract => 7,
        B::Multiply | B::Divide | B::FloorDivide | B::Modulo => 8,
        B::Power => 10,
        _ => 4,
    }
}

/// Whether `name` stands for itself where a name is expected.
fn is_word(name: &str) -> bool {
    let mut chars = name.chars();
    let begins = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_' || c == '/');
    let known = matches!(name, "true" | "false" | "null" | "and" | "or" | "not" | "in");
    begins && !known && chars.all(|c| c.is_alphanumeric() || "_-./*".contains(c))
}

fn key(name: &str) -> String {
    if is_word(name) && !name.contains(['.', '/', '*']) {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}

/// A value as it is written.
fn literal(value: &Value) -> String {
    match value {
        Value::String { val, .. } => format!("{val:?}"),
        Value::Binary { .. } => format!("0x[{}]", plain_text(value)),
        Value::List { vals, .. } => {
            format!("[{}]", vals.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        Value::Record { val, .. } => {
            let fields =
                val.iter().map(|(name, value)| format!("{}: {}", key(name), literal(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        other => plain_text(other),
    }
}
