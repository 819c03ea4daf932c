//! The syntax tree. It says what was written, not what it means: whether a bare word is a column,
//! a path or the name of a probe is for the plan to decide.

use crate::source::Span;

/// Something with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The thing.
    pub node: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `node` at `span`.
    pub fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }
}

/// A whole text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Program {
    /// Its statements, in order.
    pub statements: Vec<Spanned<Statement>>,
    /// The spans of its comments, `#` included, without the end of the line; in order.
    pub comments: Vec<Span>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// `let name = pipeline`; the name without `$`.
    Let {
        /// The variable.
        name: Spanned<String>,
        /// What it is set to.
        value: Spanned<Pipeline>,
    },
    /// A pipeline whose result is shown.
    Pipeline(Pipeline),
}

/// Stages with `|` between them; never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    /// The stages, in order.
    pub stages: Vec<Spanned<Stage>>,
}

/// One stage of a pipeline.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// A command and its arguments.
    Call(Call),
    /// An expression.
    Expr(Expr),
    /// Text that could not be parsed; a diagnostic tells about it, so nothing more is said.
    Error,
}

/// A command and its arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The first word. A command whose name has several words (`to json`) has the others among its
    /// arguments; the plan joins the longest name that there is.
    pub name: Spanned<String>,
    /// Arguments and flags, as written.
    pub arguments: Vec<Spanned<Argument>>,
}

/// One argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// A value, a word or a whole operator expression: `cores > 4` is one argument.
    Positional(Expr),
    /// `--name`, `--name=value` or `-n`; the name without dashes. A value after a space is a
    /// positional argument here, and the plan gives it to the flag when the flag takes one.
    Flag {
        /// The name without dashes.
        name: Spanned<String>,
        /// What stands after `=`.
        value: Option<Spanned<Expr>>,
        /// Whether it was written with one dash.
        short: bool,
    },
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number with a point or an exponent.
    Float(f64),
    /// A quoted string, escapes resolved.
    String(String),
    /// A length of time in nanoseconds: `30s`, `500ms`, `2hr`.
    Duration(i64),
    /// An amount of data in bytes: `4GiB`, `10kb`.
    Filesize(i64),
    /// An unquoted word: a column, a path, a probe, a host pattern; also `` `a b` ``, a name in
    /// backticks. The plan decides.
    Word(String),
    /// `$name`, without the `$`.
    Variable(String),
    /// `[a, b]` or `[a b]`.
    List(Vec<Spanned<Expr>>),
    /// `{name: value, …}`.
    Record(Vec<(Spanned<String>, Spanned<Expr>)>),
    /// `(pipeline)`.
    Group(Box<Spanned<Pipeline>>),
    /// `left operator right`.
    Binary {
        /// Left operand.
        left: Box<Spanned<Expr>>,
        /// The operator.
        operator: Spanned<Binary>,
        /// Right operand.
        right: Box<Spanned<Expr>>,
    },
    /// `not x` or `-x`.
    Unary {
        /// The operator.
        operator: Spanned<Unary>,
        /// Its operand.
        operand: Box<Spanned<Expr>>,
    },
    /// `x.field`, after anything but a bare word (a word keeps its dots).
    Field {
        /// What has the field.
        base: Box<Spanned<Expr>>,
        /// The field.
        name: Spanned<String>,
    },
    /// Text that could not be parsed; a diagnostic tells about it, so nothing more is said.
    Error,
}

/// Operators with two operands, the loosest binding first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Binary {
    /// `or`
    Or,
    /// `and`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `=~`, matches the regular expression
    Match,
    /// `!~`, does not match it
    NotMatch,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, always a float for ints
    Divide,
    /// `//`, rounds towards negative infinity
    FloorDivide,
    /// `mod`, has the sign of the right operand
    Modulo,
    /// `**`, binds to the right
    Power,
}

impl Binary {
    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Match => "=~",
            Self::NotMatch => "!~",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::FloorDivide => "//",
            Self::Modulo => "mod",
            Self::Power => "**",
        }
    }
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unary {
    /// `not`
    Not,
    /// `-`
    Negate,
}
