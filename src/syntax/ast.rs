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
    /// `let name: type = pipeline`; the name without `$`.
    Let(Binding),
    /// `const name: type = pipeline`, whose value is known before anything runs.
    Const(Binding),
    /// `def name [parameters]: input -> output { … }`.
    Def(Box<Def>),
    /// `use path`, with what is taken from it.
    Use(Use),
    /// `for name in expression { … }`.
    For {
        /// The variable, which holds one item after the other.
        name: Spanned<String>,
        /// What is gone through.
        over: Spanned<Expr>,
        /// What is done for each item.
        body: Block,
    },
    /// `while condition { … }`.
    While {
        /// Asked before each round.
        condition: Spanned<Expr>,
        /// What is done in each round.
        body: Block,
    },
    /// `break`: the innermost loop ends.
    Break,
    /// `continue`: the innermost loop goes on with its next round.
    Continue,
    /// `return pipeline`: the innermost `def` or closure ends.
    Return(Option<Spanned<Pipeline>>),
    /// `test "name" { … }`, which only the test runner runs.
    Test {
        /// What it is called.
        name: Spanned<String>,
        /// What must run without an error.
        body: Block,
    },
    /// A pipeline; as a whole statement its result is shown.
    Pipeline(Pipeline),
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The name, without `$`.
    pub name: Spanned<String>,
    /// The type that the value must have.
    pub ty: Option<Spanned<TypeExpr>>,
    /// What it is set to.
    pub value: Spanned<Pipeline>,
    /// Where `export` stands before it.
    pub export: Option<Span>,
}

/// Statements in braces.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block {
    /// Its statements, in order.
    pub statements: Vec<Spanned<Statement>>,
    /// Where it stands, braces included.
    pub span: Span,
}

/// A command made of others.
#[derive(Debug, Clone, PartialEq)]
pub struct Def {
    /// Its name: one word or two.
    pub name: Spanned<String>,
    /// Positional parameters and flags, in order.
    pub params: Vec<Param>,
    /// The type of what flows in; nothing does when it is left out.
    pub input: Option<Spanned<TypeExpr>>,
    /// The type of what it yields.
    pub output: Option<Spanned<TypeExpr>>,
    /// What it does.
    pub body: Block,
    /// The comment above it, without `#`; empty when there is none.
    pub doc: String,
    /// Where `export` stands before it.
    pub export: Option<Span>,
}

/// How a parameter is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamKind {
    /// By its place, and it must be.
    Required,
    /// By its place, and it may be left out: `name?`, or one with a default.
    Optional,
    /// All that are left: `...name`.
    Rest,
    /// By its name: `--name` with a type.
    Flag,
    /// By its name and without a value: `--name` without a type.
    Switch,
}

/// A parameter of a `def` or of a closure.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Its name, without dashes, dots and `?`.
    pub name: Spanned<String>,
    /// How it is given.
    pub kind: ParamKind,
    /// The short form of a flag.
    pub short: Option<char>,
    /// Its type.
    pub ty: Option<Spanned<TypeExpr>>,
    /// What it is when it is not given.
    pub default: Option<Spanned<Expr>>,
    /// The comment behind it, without `#`; empty when there is none.
    pub doc: String,
}

/// `use path [names]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// A path such as `./lib.rsh`, or `std/…`.
    pub path: Spanned<String>,
    /// What is taken.
    pub names: UseNames,
}

/// What `use` takes from a module.
#[derive(Debug, Clone, PartialEq)]
pub enum UseNames {
    /// All that it exports, each behind the name of the module: `lib name`.
    Prefixed,
    /// All that it exports, as it is called there: `*`.
    All,
    /// These alone.
    Some(Vec<Spanned<String>>),
}

/// A type as it is written.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeExpr {
    /// `int`, `list`, `table` … by its name.
    Name(String),
    /// `list<item>`.
    List(Box<Spanned<TypeExpr>>),
    /// `record<name: type, …>`.
    Record(Fields),
    /// `table<name: type, …>`.
    Table(Fields),
    /// `type?`.
    Nullable(Box<Spanned<TypeExpr>>),
    /// What could not be read; a diagnostic tells about it.
    Error,
}

/// The fields of a record type or the columns of a table type.
#[derive(Debug, Clone, PartialEq)]
pub struct Fields {
    /// Names and types, in order.
    pub fields: Vec<(Spanned<String>, Spanned<TypeExpr>)>,
    /// Whether `...` says that there may be more.
    pub open: bool,
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
    /// An instant, in nanoseconds since 1970 in UTC: `2024-01-31`, `2024-01-31T10:00:00Z`.
    Date(i64),
    /// `0x[de ad]`.
    Bytes(Vec<u8>),
    /// `$"…(expr)…"`: texts and values in turn.
    Interpolation(Vec<Spanned<Piece>>),
    /// `1..5`, `1..<5`, `1..`, `0..2..10`.
    Range(Box<Range>),
    /// `[a, b]` or `[a b]`.
    List(Vec<Spanned<Expr>>),
    /// `[[a, b]; [1, 2]]`: the names of columns, then rows.
    Table {
        /// The columns.
        columns: Vec<Spanned<Expr>>,
        /// The rows, each a list.
        rows: Vec<Spanned<Vec<Spanned<Expr>>>>,
    },
    /// `{name: value, …}`.
    Record(Vec<Entry>),
    /// `...expression`, in lists, records and arguments.
    Spread(Box<Spanned<Expr>>),
    /// `{|a, b| … }`, or `{ … }` without parameters.
    Closure(Box<Closure>),
    /// `if condition { … } else { … }`.
    If(Box<If>),
    /// `match value { pattern => … }`.
    Match(Box<Match>),
    /// `try { … } catch kind => { … } finally { … }`.
    Try(Box<Try>),
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
        /// The field, or the number of an item from 0.
        name: Spanned<String>,
        /// Whether `?` stands behind it: null where there is none.
        optional: bool,
    },
    /// Text that could not be parsed; a diagnostic tells about it, so nothing more is said.
    Error,
}

/// A part of an interpolation.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Text, escapes resolved.
    Text(String),
    /// `(pipeline)`.
    Value(Pipeline),
}

/// A range of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// The first number.
    pub start: Spanned<Expr>,
    /// The second one, which gives the step; one further without it.
    pub next: Option<Spanned<Expr>>,
    /// The last number; without it there is no end.
    pub end: Option<Spanned<Expr>>,
    /// Whether the end is a part of it.
    pub inclusive: bool,
}

/// An entry of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// `name: value`.
    Field(Spanned<String>, Spanned<Expr>),
    /// `...expression`.
    Spread(Spanned<Expr>),
}

/// A function without a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Closure {
    /// Its parameters.
    pub params: Vec<Param>,
    /// What it does.
    pub body: Block,
}

/// A choice.
#[derive(Debug, Clone, PartialEq)]
pub struct If {
    /// What is asked.
    pub condition: Spanned<Expr>,
    /// What is done if it is true.
    pub then: Block,
    /// What is done if not: a block, or another `if`.
    pub otherwise: Option<Else>,
}

/// What stands behind `else`.
#[derive(Debug, Clone, PartialEq)]
pub enum Else {
    /// `else { … }`.
    Block(Block),
    /// `else if …`.
    If(Spanned<Box<If>>),
}

/// A choice by the form of a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The value.
    pub value: Spanned<Expr>,
    /// The arms, tried in order.
    pub arms: Vec<Arm>,
    /// Where they stand, braces included.
    pub span: Span,
}

/// `pattern | pattern if guard => body`.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// One of them has to fit; never empty.
    pub patterns: Vec<Spanned<Pattern>>,
    /// What has to be true besides.
    pub guard: Option<Spanned<Expr>>,
    /// What is done.
    pub body: Block,
}

/// What a value may look like.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// `_`: anything.
    Any,
    /// `$name`: anything, which is called so from here on.
    Name(String),
    /// `$name: type`, or the type alone.
    Type(Option<Spanned<String>>, Spanned<TypeExpr>),
    /// A literal or a range.
    Value(Expr),
    /// `[a, b, ...$rest]`.
    List(Vec<Spanned<Pattern>>, Option<Spanned<Option<String>>>),
    /// `{name: pattern, $name}`; other fields may be there.
    Record(Vec<(Spanned<String>, Spanned<Pattern>)>),
    /// What could not be read; a diagnostic tells about it.
    Error,
}

/// What is done when something fails.
#[derive(Debug, Clone, PartialEq)]
pub struct Try {
    /// What may fail.
    pub body: Block,
    /// Tried in order.
    pub handlers: Vec<Handler>,
    /// Done at the end in any case.
    pub finally: Option<Block>,
}

/// `catch kind, kind => { … }`, or `catch { … }` for any error.
#[derive(Debug, Clone, PartialEq)]
pub struct Handler {
    /// The kinds of errors; empty for all.
    pub kinds: Vec<Spanned<String>>,
    /// What the error is called: `{|error| … }`.
    pub name: Option<Spanned<String>>,
    /// What is done.
    pub body: Block,
    /// Where it stands.
    pub span: Span,
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
    /// `??`, the right side where the left one is null
    Otherwise,
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
            Self::Otherwise => "??",
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
