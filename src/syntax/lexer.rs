//! Text to tokens. It is total: every text has tokens, and what cannot be read is a
//! [`Token::Bad`]. It keeps comments and newlines and knows nothing of brackets that match.
//!
//! Only what stands directly beside a token decides what it is: `-` is an operator when
//! whitespace follows, and `+` inside a word belongs to the word, except directly after a value
//! that cannot be a part of a word, such as `1` or `)`.

use chumsky::prelude::*;

use super::ast::Binary;
use super::chars::{is_invisible, is_name, is_variable, is_word};
use super::interpolation;
use super::literal;
use super::scan;
use super::token::{Bad, Bracket, Placed, Token, Wrong};
use crate::source::{SourceId, Span};

/// A token and its bytes.
type Raw<'a> = (Token<'a>, SimpleSpan);

/// Errors need no words here, for the last alternative takes any character.
type Lex<'a, O> = Boxed<'a, 'a, &'a str, O, extra::Default>;

/// The tokens of `text`, comments and newlines among them, without whitespace. `offset` is the
/// place of `text` in its source.
pub(super) fn lex(source: SourceId, text: &str, offset: usize) -> Vec<Placed<'_>> {
    lex_within(source, text, offset, 0)
}

/// The same for what stands in `depth` texts with values within each other.
pub(super) fn lex_within(
    source: SourceId,
    text: &str,
    offset: usize,
    depth: usize,
) -> Vec<Placed<'_>> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = text.get(mark..).unwrap_or_default();
    let raw = tokens().parse(body).into_output().unwrap_or_default();
    let start = offset + mark;
    let place = |span: SimpleSpan| Span::new(source, start + span.start..start + span.end);
    let mut tokens = Vec::with_capacity(raw.len());
    for (token, span) in raw {
        match token {
            Token::Interpolation(text) => {
                interpolation::pieces(text, place(span), depth, &mut tokens);
            }
            token => tokens.push((token, place(span))),
        }
    }
    tokens
}

fn tokens<'a>() -> Lex<'a, Vec<Raw<'a>>> {
    let space = measured(scan::space).or_not().ignored().boxed();
    let first = space.clone().ignore_then(empty()).map(|()| Vec::new());
    first
        .foldl(group().then_ignore(space).repeated(), |mut all, (token, followers)| {
            all.push(token);
            all.extend(followers);
            all
        })
        .boxed()
}

/// One token, or a value with what stands tightly behind it.
fn group<'a>() -> Lex<'a, (Raw<'a>, Vec<Raw<'a>>)> {
    let name = any().filter(|c: &char| is_name(*c)).repeated().at_least(1);
    let field = just('.')
        .ignore_then(name.then(just('?').or_not()).to_slice().or(quoted_field()))
        .map(Token::Field)
        .map_with(|token, e| (token, e.span()));
    let value = placed(choice((close(), variable(), string(), backtick())).boxed())
        .then(field.repeated().collect::<Vec<_>>())
        .then(placed(range().or(arithmetic()).boxed()).or_not())
        .map(|((value, mut fields), operator)| {
            fields.extend(operator);
            (value, fields)
        });
    let tight = choice((just("**").to(Binary::Power), just("*").to(Binary::Multiply)))
        .or(just("+").to(Binary::Add))
        .map(Token::Op)
        .or(range())
        .boxed();
    let number = placed(number())
        .then(placed(tight).or_not())
        .map(|(number, operator)| (number, operator.into_iter().collect()));
    let single = choice((comment(), punctuation(), dashed(), comparison(), word(), bad()));
    let single = placed(single.boxed()).map(|token| (token, Vec::new()));
    // By its first character most of the kinds can be passed over: a letter begins a word, for one.
    let begins = |is_it: fn(char) -> bool| any().filter(move |c: &char| is_it(*c)).rewind();
    let alone = |rule: Lex<'a, Token<'a>>| placed(rule).map(|token| (token, Vec::new())).boxed();
    let common = begins(|c| c.is_ascii_alphabetic()).ignore_then(alone(word()));
    let special = begins(|c| "r0".contains(c)).ignore_then(alone(raw().or(bytes()).boxed()));
    let mark = begins(|c| "\n,;([{".contains(c)).ignore_then(alone(punctuation()));
    let pipe = just("|").then(just('|').not()).to(Token::Pipe).boxed();
    let numeric = begins(|c| c.is_ascii_digit() || "-.".contains(c)).ignore_then(number);
    let valued = begins(|c| !c.is_ascii() || ")]}$\"'`".contains(c)).ignore_then(value);
    choice((mark, special, common, alone(pipe), numeric, valued, single)).boxed()
}

fn placed<'a>(parser: Lex<'a, Token<'a>>) -> Lex<'a, Raw<'a>> {
    parser.map_with(|token, e| (token, e.span())).boxed()
}

fn comment<'a>() -> Lex<'a, Token<'a>> {
    measured(scan::comment).to(Token::Comment).boxed()
}

fn punctuation<'a>() -> Lex<'a, Token<'a>> {
    select! {
        '\n' => Token::Newline,
        ',' => Token::Comma,
        ';' => Token::Semicolon,
        '(' => Token::Open(Bracket::Round),
        '[' => Token::Open(Bracket::Square),
        '{' => Token::Open(Bracket::Curly),
    }
    .or(just(':').then_ignore(one_of(":=").not()).to(Token::Colon))
    .boxed()
}

fn close<'a>() -> Lex<'a, Token<'a>> {
    select! {
        ')' => Token::Close(Bracket::Round),
        ']' => Token::Close(Bracket::Square),
        '}' => Token::Close(Bracket::Curly),
    }
    .boxed()
}

/// Operators that are characters of words, too.
fn arithmetic<'a>() -> Lex<'a, Token<'a>> {
    choice((
        just("**").to(Binary::Power),
        just("*").to(Binary::Multiply),
        just("//").to(Binary::FloorDivide),
        just("/").to(Binary::Divide),
        just("+").to(Binary::Add),
        just("-").to(Binary::Subtract),
    ))
    .map(Token::Op)
    .boxed()
}

/// Operators that stand apart, flags, and `-` before what it negates.
fn dashed<'a>() -> Lex<'a, Token<'a>> {
    let after = any().filter(|c: &char| c.is_whitespace() || ")]}|;,".contains(*c));
    let apart = arithmetic().then_ignore(after.ignored().or(end()).rewind());
    // `+(2)` can be nothing else; `-(2)` is the negative of a group.
    let before_value = arithmetic()
        .filter(|token| *token != Token::Op(Binary::Subtract))
        .then_ignore(one_of("([{$\"'").rewind());
    let name = any()
        .filter(|c: &char| c.is_ascii_alphabetic())
        .then(any().filter(|c: &char| c.is_ascii_alphanumeric() || "_-".contains(*c)).repeated());
    let flag = just("--").or(just("-")).then(name).to_slice().map(Token::Flag);
    let negate = just('-').then(one_of("$(").rewind()).to(Token::Negate);
    let arrow = just("->").to(Token::Arrow);
    let spread = just("...").then_ignore(one_of("$([{").rewind()).to(Token::Spread);
    let update = one_of("+-*/").then(just('=')).then(one_of("=~").not());
    let update = update.to(Token::Bad(Bad::Update));
    choice((arrow, spread, apart, before_value, update, flag, negate)).boxed()
}

/// Operators that end a word. Those of other languages are known, so that they can be told about.
fn comparison<'a>() -> Lex<'a, Token<'a>> {
    use Binary::{
        And, Equal, Greater, GreaterEqual, Less, LessEqual, Match, NotEqual, NotMatch, Or,
    };
    let wrong = |text: &'static str, right| just(text).to(Token::Wrong(Wrong::Operator(right)));
    let right = |text: &'static str, operator| just(text).to(Token::Op(operator));
    let long = choice((wrong("===", Equal), wrong("!==", NotEqual)));
    let arrow = just("=>").to(Token::FatArrow);
    let other = choice((wrong("=<", LessEqual), wrong("<>", NotEqual), wrong("&&", And)));
    let two = choice((right("==", Equal), right("=~", Match), right("!=", NotEqual)));
    let more = choice((right("!~", NotMatch), right("<=", LessEqual), right(">=", GreaterEqual)));
    let one =
        choice((right("<", Less), right(">", Greater), just(":=").or(just("=")).to(Token::Assign)));
    // `!` at the end of something is no operator, but the end of a text without quotes.
    let not = just("!").then(any().filter(|c: &char| !c.is_whitespace()).rewind());
    let last = choice((not.to(Token::Wrong(Wrong::Not)), just("|").to(Token::Pipe)));
    choice((long, arrow, other, wrong("||", Or))).or(choice((two, more, one))).or(last).boxed()
}

fn variable<'a>() -> Lex<'a, Token<'a>> {
    let letter = any().filter(|c: &char| c.is_alphanumeric() || *c == '_');
    let dash = just('-').then(letter.rewind()).ignored();
    let name = letter.ignored().then(letter.ignored().or(dash).repeated());
    let braced = just('{').then(none_of("${}\n").repeated()).then(just('}'));
    just('$')
        .then(name.ignored().or(braced.ignored()))
        .to_slice()
        .map(|text: &str| text.get(1..).unwrap_or_default())
        .map(
            |name| {
                if is_variable(name) { Token::Variable(name) } else { Token::Bad(Bad::Variable) }
            },
        )
        .boxed()
}

fn string<'a>() -> Lex<'a, Token<'a>> {
    let closed = measured(scan::string);
    let dollar = measured(interpolation::length).map(Token::Interpolation);
    // A quote without its other half takes the rest of the text, wherever it was meant to end.
    let unclosed = just('$').or_not().ignore_then(one_of("\"'")).then_ignore(any().repeated());
    let unclosed = unclosed.map(|c| Token::Bad(Bad::Unclosed(c)));
    let typographic = one_of("“„«").then(none_of("“”„«»\n").repeated()).then(one_of("“”»"));
    let typographic_single = one_of("‘‚").then(none_of("‘’‚\n").repeated()).then(one_of("‘’"));
    let curly = typographic.or(typographic_single).to(Token::Bad(Bad::Curly));
    choice((closed.map(Token::Text), dollar, unclosed, curly)).boxed()
}

/// As much of the text as `length` says, if it says anything.
fn measured<'a>(length: fn(&str) -> Option<usize>) -> Lex<'a, &'a str> {
    custom(move |input| {
        let start = input.cursor();
        let rest: &'a str = input.slice_from(&start..);
        let text = length(rest).and_then(|length| rest.get(..length)).unwrap_or_default();
        for _ in text.chars() {
            input.skip();
        }
        if text.is_empty() { Err(EmptyErr::default()) } else { Ok(text) }
    })
    .boxed()
}

/// `r#'…'#`, in which nothing has a meaning; more `#` allow for `'#` inside.
fn raw<'a>() -> Lex<'a, Token<'a>> {
    let length = |text: &str| {
        let hashes = text.strip_prefix('r')?;
        let hashes = hashes.len() - hashes.trim_start_matches('#').len();
        let inner = text.get(1 + hashes..)?.strip_prefix('\'')?;
        let close = format!("'{}", "#".repeat(hashes));
        (hashes > 0).then_some(inner.find(&close)? + 2 * (1 + hashes) + 1)
    };
    let inner = |text: &'a str| {
        let hashes = text.len() - text.trim_end_matches('#').len();
        text.get(2 + hashes..text.len() - hashes - 1).unwrap_or_default()
    };
    measured(length).map(move |text| Token::Raw(inner(text))).boxed()
}

/// `0x[de ad]`.
fn bytes<'a>() -> Lex<'a, Token<'a>> {
    let inner = just("0x[").ignore_then(none_of("]\n").repeated().to_slice());
    let token = |text| match literal::bytes(text) {
        Some(_) => Token::Bytes(text),
        None => Token::Bad(Bad::Bytes),
    };
    inner.then_ignore(just(']')).map(token).boxed()
}

/// The `..` of a range, which stands tight between its numbers.
fn range<'a>() -> Lex<'a, Token<'a>> {
    let exclusive = just("..<").to(Token::Range(false));
    exclusive.or(just("..").then(just('=').or_not()).to(Token::Range(true))).boxed()
}

/// The name of a field in quotes.
fn quoted_field<'a>() -> Lex<'a, &'a str> {
    let escape = just('\\').then(none_of('\n')).ignored();
    let double = escape.or(none_of("\"\\\n").ignored()).repeated();
    let double = double.delimited_by(just('"'), just('"'));
    let single = none_of("'\n").repeated().delimited_by(just('\''), just('\''));
    double.or(single).then(just('?').or_not()).to_slice().boxed()
}

fn backtick<'a>() -> Lex<'a, Token<'a>> {
    let name = just('`').ignore_then(none_of("`\n").repeated().to_slice());
    let closed = name.then_ignore(just('`')).map(|name: &str| match name {
        "" => Token::Bad(Bad::EmptyName),
        name => Token::Quoted(name),
    });
    closed.or(name.to(Token::Bad(Bad::Unclosed('`')))).boxed()
}

/// A whole number: directly behind it stands no character of a word, except an operator.
fn number<'a>() -> Lex<'a, Token<'a>> {
    let digit = any().filter(char::is_ascii_digit);
    let digits = digit.then(digit.or(just('_')).repeated()).ignored();
    let letter = any().filter(|c: &char| c.is_ascii_alphabetic() || "µμ".contains(*c));
    let tail = any().filter(|c: &char| c.is_ascii_alphanumeric() || *c == '_').repeated();
    let base = one_of("xXoO").ignored().or(one_of("bB").then(digit.rewind()).ignored());
    let based = just('0').then(base).then(tail).ignored();
    let fraction = just('.').then(digits);
    let exponent = one_of("eE").then(one_of("+-").or_not()).then(digit.repeated().at_least(1));
    let plain = digits.then(fraction.or_not()).ignored().or(fraction.ignored());
    let decimal = plain.then(exponent.or_not()).then(letter.repeated()).ignored();
    let more = any().filter(|c: &char| is_word(*c) && !"+*".contains(*c));
    let more = more.and_is(just("..").not()).ignored();
    just('-')
        .or_not()
        .then(based.or(decimal))
        .to_slice()
        .then_ignore(more.or(inner_colon()).not())
        .map(|text: &str| match literal::number(text) {
            Ok(value) => Token::Number(value),
            Err(problem) => Token::Bad(Bad::Number(problem)),
        })
        .boxed()
}

fn word<'a>() -> Lex<'a, Token<'a>> {
    measured(scan::word).map(word_or_keyword).boxed()
}

/// A `:` with more of the word behind it, as in `C:\x` and `::1`; else it ends the word.
fn inner_colon<'a>() -> Lex<'a, ()> {
    let more = any().filter(|c: &char| is_word(*c) || *c == ':');
    just(':').then(more.rewind()).ignored().boxed()
}

fn word_or_keyword(word: &str) -> Token<'_> {
    match word {
        "null" => Token::Null,
        "true" => Token::True,
        "false" => Token::False,
        "let" => Token::Let,
        "not" => Token::Not,
        "and" => Token::Op(Binary::And),
        "or" => Token::Op(Binary::Or),
        "in" => Token::Op(Binary::In),
        "mod" => Token::Op(Binary::Modulo),
        "??" => Token::Op(Binary::Otherwise),
        word if literal::is_date(word) => {
            literal::date(word).map_or(Token::Bad(Bad::Date), Token::Date)
        }
        word => Token::Word(word),
    }
}

/// Anything else. `$` alone is here because a good variable has been tried before.
fn bad<'a>() -> Lex<'a, Token<'a>> {
    // The codes by which terminals are told colours come along when their output is copied.
    let parameters = one_of("0123456789;?").repeated();
    let colour = just("\u{1b}[").then(parameters).then(any().filter(char::is_ascii_alphabetic));
    let colour = colour.to(Token::Bad(Bad::Character('\u{1b}')));
    let other = any().map(|c| match c {
        '$' => Token::Bad(Bad::Variable),
        c => Token::Bad(Bad::Character(c)),
    });
    let hidden = any().filter(|c: &char| is_invisible(*c) || c.is_control() && *c != '\n');
    let hidden = hidden.then_ignore(hidden.repeated()).map(|c| Token::Bad(Bad::Character(c)));
    choice((colour, hidden, other)).boxed()
}
