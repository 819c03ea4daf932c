"""Write commands for rebe, the structured-data shell for fleets, in Python.

A plugin is a module `plugin.py` with a `Plugin` and functions that it makes commands of:

    from typing import Optional
    from rebe_plugin import Plugin

    plugin = Plugin("word-count", "0.1.0", "counts words")

    @plugin.function("word-count", text="the texts", least="the letters that a word has at least")
    def words(text: str, *, least: Optional[int] = None) -> int:
        '''add how many words texts have'''
        return sum(1 for word in text.split() if len(word) >= (least or 1))

A function is called for each row. Its positional parameters are columns, which whoever calls the
command names, and it gets their cells; those behind the `*` are values that are given once. What it
returns becomes a column with the name of the function, or, where it returns a `NamedTuple`, a column
for each of its fields.

Annotations say the types: `str`, `bytes`, `int`, `float`, `bool`, `Duration` (nanoseconds), `Filesize`
(bytes) and `Date` (nanoseconds since 1970), and `Optional[...]` of each. A row with null in a column
that is not optional gets null, and the function is not called for it. A value that is optional may be
left out. A function raises `Problem` where something is wrong, which ends the run.

There is no operating system: no files, no clock, no network. What there is instead, to whoever is
granted it, is in the modules below `wit_world.imports`, and has to be asked for with `plugin.want`.
"""

from typing import Any, Callable, List, NewType, Optional, Union, get_args, get_origin, get_type_hints
import inspect

Duration = NewType("Duration", int)
Filesize = NewType("Filesize", int)
Date = NewType("Date", int)

# How each is called in the language, and how its cells travel.
_TYPES = {
    str: ("string", "texts"),
    bytes: ("binary", "bytes"),
    int: ("int", "ints"),
    float: ("float", "floats"),
    bool: ("bool", "bools"),
    Duration: ("duration", "ints"),
    Filesize: ("filesize", "ints"),
    Date: ("date", "ints"),
}


class Problem(Exception):
    """Why a call does not work: what was found and what was expected, the next step, and the parameter
    that it is about."""

    def __init__(self, message: str, help: str = "", argument: Optional[str] = None):
        super().__init__(message)
        self.message, self.help, self.argument = message, help, argument


class Kind:
    """A type of the language, and whether it may be null."""

    def __init__(self, annotation: Any):
        arguments = [a for a in get_args(annotation) if a is not type(None)]
        self.optional = get_origin(annotation) is Union and len(arguments) == 1
        bare = arguments[0] if self.optional else annotation
        if bare not in _TYPES:
            raise TypeError(f"{annotation} is no type of a column or a value")
        self.name, self.cells = _TYPES[bare]


class Parameter:
    """A parameter of a function: a column, or a value."""

    def __init__(self, name: str, kind: Kind, doc: str, is_column: bool):
        self.name, self.kind, self.doc, self.is_column = name, kind, doc, is_column

    @property
    def word(self) -> str:
        return self.name.replace("_", "-")


class Function:
    """A command that is a function of a row."""

    def __init__(self, name: str, call: Callable, docs: dict, examples: List[tuple]):
        self.name, self.call, self.examples = name, call, examples
        self.summary = " ".join((inspect.getdoc(call) or "").split())
        if not self.summary:
            raise TypeError(f"the function for `{name}` has no docstring, which says what it does")
        hints = get_type_hints(call)
        self.parameters = []
        for parameter in inspect.signature(call).parameters.values():
            if parameter.name not in hints or parameter.name not in docs:
                raise TypeError(f"`{parameter.name}` of `{name}` needs a type and what it is for")
            is_column = parameter.kind is not inspect.Parameter.KEYWORD_ONLY
            kind, doc = Kind(hints[parameter.name]), docs[parameter.name]
            self.parameters.append(Parameter(parameter.name, kind, doc, is_column))
        returns = hints.get("return")
        fields = getattr(returns, "_fields", None)
        if fields is None:
            self.outputs, self.is_tuple = [(call.__name__.replace("_", "-"), Kind(returns))], False
        else:
            types = get_type_hints(returns)
            self.outputs = [(f.replace("_", "-"), Kind(types[f])) for f in fields]
            self.is_tuple = True

    @property
    def columns(self) -> List[Parameter]:
        return [p for p in self.parameters if p.is_column]

    @property
    def values(self) -> List[Parameter]:
        return [p for p in self.parameters if not p.is_column]


class Plugin:
    """All that a plugin is."""

    def __init__(self, name: str, version: str, summary: str):
        self.name, self.version, self.summary = name, version, summary
        self.functions: List[Function] = []
        self.wants: List[tuple] = []

    def function(self, name: str, /, *, example: Optional[tuple] = None, **docs: str) -> Callable:
        """Make a command called `name` of a function; `docs` says what each parameter is for. An
        `example` is what it shows, the text, and what that prints with `--output ndjson`."""

        def add(call: Callable) -> Callable:
            examples = [example] if example else []
            self.functions.append(Function(name, call, docs, examples))
            return call

        return add

    def want(self, service: str, reason: str, scope: List[str] = (), optional: bool = False) -> None:
        """Ask for a service, such as `read-files` in the folder `/var/log`, and say what for. Every
        function may use it then, where the user grants it."""
        self.wants.append((service, list(scope), reason, optional))
