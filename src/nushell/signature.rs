//! The signature of a command of a plugin, in terms of ours. It comes from a stranger: what does not
//! fit the language is left out, and what a command cannot do without makes it unfit.

use std::collections::HashSet;

use nu_protocol::{PluginExample, PluginSignature, SyntaxShape, Type as Theirs};

use super::limits;
use crate::command::{self, Arg, Args, Arity, Flag, Input, Param, Shape};
use crate::effect::{Effect, Effects};
use crate::plugin::{is_name, plain};
use crate::value::Type;

/// Most characters of a line, and of a text of several.
const LINE: usize = 200;
const TEXT: usize = 4_000;

/// A command of a plugin that can be called.
pub struct Fitted {
    /// How it is written here.
    pub signature: command::Signature,
    /// Its positional arguments, under the names of our parameters.
    pub positional: Vec<(&'static str, SyntaxShape)>,
    /// Its named arguments, under the names of our flags, those that must be there marked.
    pub named: Vec<Named>,
    /// What it takes, and what it makes of that.
    pub types: Vec<(Theirs, Theirs)>,
}

/// A named argument.
pub struct Named {
    /// What our flag is called, and theirs.
    pub name: &'static str,
    /// None for a switch.
    pub shape: Option<SyntaxShape>,
    /// Whether it must be there.
    pub required: bool,
}

impl Fitted {
    /// Those of `args` that have values, and the shapes of these.
    pub fn given<'a>(&'a self, args: &'a Args) -> impl Iterator<Item = (&'a Arg, &'a SyntaxShape)> {
        let positional = self.positional.iter().map(|(name, shape)| (*name, shape));
        let named = self.named.iter().filter_map(|named| Some((named.name, named.shape.as_ref()?)));
        let all = positional.chain(named);
        all.flat_map(|(name, shape)| args.all(name).iter().map(move |arg| (arg, shape)))
    }
}

/// Make it one of ours.
///
/// # Errors
/// It cannot be called from here, as a fragment for people.
pub fn fit(theirs: &PluginSignature) -> Result<Fitted, String> {
    let PluginSignature { sig, examples } = theirs;
    let words = sig.name.split(' ').collect::<Vec<_>>();
    if words.len() > 2 || !words.iter().all(|word| is_name(word)) {
        return Err("commands here are one word or two, of lower-case letters".to_owned());
    }
    let count = sig.required_positional.len() + sig.optional_positional.len();
    if count.max(sig.named.len()) > limits::ARGUMENTS {
        return Err("it has too many arguments".to_owned());
    }
    let mut names = HashSet::new();
    let mut params = Vec::new();
    let mut positional = Vec::new();
    let kinds = [
        (sig.required_positional.as_slice(), Arity::One),
        (sig.optional_positional.as_slice(), Arity::Optional),
        (sig.rest_positional.as_slice(), Arity::Any),
    ];
    for (arg, arity) in kinds.iter().flat_map(|(args, arity)| args.iter().map(|arg| (arg, *arity)))
    {
        let Some(shape) = shape(&arg.shape) else {
            if arity == Arity::One {
                let (name, shape) = (plain(&arg.name, 60), plain(&arg.shape.to_string(), 60));
                return Err(format!("its parameter `{name}` has to be a {shape}"));
            }
            // What comes behind it could not be reached.
            break;
        };
        let name = keep(unique(&arg.name, &mut names));
        params.push(Param { name, shape, arity, doc: keep(plain(&arg.desc, LINE)) });
        positional.push((name, arg.shape.clone()));
    }
    let mut flags = Vec::new();
    let mut named = Vec::new();
    for flag in &sig.named {
        let short = flag.short.filter(char::is_ascii_alphabetic);
        let name = flag.long_name().map(str::to_owned).or_else(|| short.map(String::from));
        let fit = |name: &String| is_name(&name.replace('_', "-").to_lowercase());
        let name = name.filter(|name| fit(name) && !names.contains(name));
        let known = flag.arg.as_ref().map(shape_of_flag);
        let (Some(name), Some(shape)) = (name, known.map_or(Some(None), |shape| shape.map(Some)))
        else {
            if flag.required {
                let name = plain(&flag.long, 60);
                return Err(format!("its flag `{name}` must be there, and cannot be written here"));
            }
            continue;
        };
        // Every command has it.
        if name == "help" {
            continue;
        }
        names.insert(name.clone());
        let (name, doc) = (keep(name), keep(plain(&flag.desc, LINE)));
        let short =
            short.filter(|short| !flags.iter().any(|known: &Flag| known.short == Some(*short)));
        flags.push(Flag { name, short, shape, doc });
        named.push(Named { name, shape: flag.arg.clone(), required: flag.required });
    }
    flags.sort_by_key(|flag| flag.name);
    let types = sig.input_output_types.clone();
    let summary = plain(&sig.description, LINE);
    let summary = if summary.is_empty() { sig.name.clone() } else { summary };
    let signature = command::Signature {
        name: keep(sig.name.clone()),
        summary: keep(summary.trim_end_matches('.').to_owned()),
        details: keep(details(&sig.extra_description, examples)),
        input: input(&types),
        params: Vec::leak(params),
        flags: Vec::leak(flags),
        effects: Effects::of(&[Effect::RunPrograms]),
        examples: &[],
    };
    Ok(Fitted { signature, positional, named, types })
}

/// What may be written where this is wanted; none where it is nothing that we could pass on.
fn shape(theirs: &SyntaxShape) -> Option<Shape> {
    Some(match theirs {
        SyntaxShape::Int => Shape::Value(&Type::Int),
        SyntaxShape::Float => Shape::Value(&Type::Float),
        SyntaxShape::Boolean => Shape::Value(&Type::Bool),
        SyntaxShape::Duration => Shape::Value(&Type::Duration),
        SyntaxShape::Filesize => Shape::Value(&Type::Filesize),
        SyntaxShape::DateTime => Shape::Value(&Type::Date),
        SyntaxShape::Binary => Shape::Value(&Type::Binary),
        SyntaxShape::Range => Shape::Value(&Type::Range),
        SyntaxShape::String
        | SyntaxShape::ExternalArgument
        | SyntaxShape::Directory
        | SyntaxShape::GlobPattern => Shape::Text,
        SyntaxShape::Filepath => Shape::Path,
        SyntaxShape::CellPath | SyntaxShape::FullCellPath => Shape::Member,
        SyntaxShape::Any
        | SyntaxShape::Number
        | SyntaxShape::List(_)
        | SyntaxShape::Record(_)
        | SyntaxShape::Table(_)
        | SyntaxShape::OneOf(_)
        | SyntaxShape::Expression
        | SyntaxShape::MathExpression => Shape::Any,
        _ => return None,
    })
}

/// The same for a flag, which is no member of the input.
fn shape_of_flag(theirs: &SyntaxShape) -> Option<Shape> {
    match theirs {
        SyntaxShape::CellPath | SyntaxShape::FullCellPath => Some(Shape::Text),
        other => shape(other),
    }
}

/// What flows in, as far as all types have it in common; the types themselves are looked at later.
fn input(types: &[(Theirs, Theirs)]) -> Input {
    let nothing = |ty: &Theirs| *ty == Theirs::Nothing;
    let maybe = |ty: &Theirs| match ty {
        Theirs::Any => true,
        Theirs::OneOf(all) => all.iter().any(nothing),
        ty => nothing(ty),
    };
    match types {
        [] => Input::Maybe,
        types if types.iter().all(|(ty, _)| nothing(ty)) => Input::Nothing,
        types if types.iter().any(|(ty, _)| maybe(ty)) => Input::Maybe,
        _ => Input::Any,
    }
}

/// More for `help`. Examples are in the words of Nushell, so nobody may take them for ours.
fn details(text: &str, examples: &[PluginExample]) -> String {
    let lines = text.lines().map(|line| plain(line, LINE));
    let mut lines = lines.collect::<Vec<_>>();
    if !examples.is_empty() {
        lines.push("As Nushell writes it:".to_owned());
    }
    for PluginExample { example, description, .. } in examples.iter().take(16) {
        lines.push(format!("  {}  # {}", plain(example, LINE), plain(description, LINE)));
    }
    lines.join("\n").trim().chars().take(TEXT).collect()
}

/// `name` as that of a parameter, unlike those in `names`, where it is put.
fn unique(name: &str, names: &mut HashSet<String>) -> String {
    let plain =
        |char: char| if char.is_ascii_alphanumeric() { char.to_ascii_lowercase() } else { '-' };
    let mut name = name.chars().take(limits::ARGUMENTS).map(plain).collect::<String>();
    if !is_name(&name) {
        name = "argument".to_owned();
    }
    while !names.insert(name.clone()) {
        name.push_str("-x");
    }
    name
}

fn keep(text: impl Into<String>) -> &'static str {
    String::leak(text.into())
}

#[cfg(test)]
mod tests {
    use nu_protocol::Signature;

    use super::*;

    fn fitted(signature: Signature) -> Result<Fitted, String> {
        fit(&PluginSignature::new(signature, Vec::new()))
    }

    #[test]
    fn what_a_command_takes_is_put_in_our_terms() {
        let theirs = Signature::new("inc by")
            .add_help()
            .description("Increase\u{1b}[31m a value.")
            .required("cell_path", SyntaxShape::CellPath, "Where.")
            .optional("a closure", SyntaxShape::Closure(None), "For what.")
            .rest("more", SyntaxShape::Int, "More.")
            .switch("major", "the first", Some('M'))
            .named("depth", SyntaxShape::Int, "how deep", None)
            .named("each", SyntaxShape::Closure(None), "what", None)
            .input_output_types(vec![(Theirs::Int, Theirs::Int), (Theirs::Nothing, Theirs::Int)]);
        let fitted = fitted(theirs).unwrap();
        let signature = fitted.signature;
        assert_eq!(signature.usage(), "inc by <cell-path> [--depth VALUE] [--major]");
        assert_eq!(signature.summary, "Increase[31m a value");
        assert_eq!((signature.input, fitted.named.len()), (Input::Maybe, 2));
        assert!(signature.effects.contains(Effect::RunPrograms));
    }

    #[test]
    fn what_cannot_be_called_says_why() {
        let closure = Signature::new("a").required("f", SyntaxShape::Closure(None), "");
        assert!(fitted(closure).err().unwrap().contains("parameter `f`"));
        let flag = Signature::new("a").required_named("f", SyntaxShape::Block, "", None);
        assert!(fitted(flag).err().unwrap().contains("flag `f`"));
        assert!(fitted(Signature::new("a b c")).is_err() && fitted(Signature::new("A")).is_err());
    }

    #[test]
    fn names_that_are_the_same_here_are_told_apart() {
        let theirs = Signature::new("a")
            .required("x_y", SyntaxShape::Int, "")
            .required("x y", SyntaxShape::Int, "")
            .required("?", SyntaxShape::Int, "");
        assert_eq!(fitted(theirs).unwrap().signature.usage(), "a <x-y> <x-y-x> <argument>");
    }
}
