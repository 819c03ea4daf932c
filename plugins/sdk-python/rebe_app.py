"""What the interface wants, made of what `rebe_plugin` offers and `plugin` defines."""

from typing import Any, List, Optional
import json

import plugin as module
from componentize_py_types import Err, Some
from rebe_plugin import Function, Problem
from wit_world.exports import commands as wit

PLUGIN = module.plugin


def bits(bitmap: bytes, rows: int) -> List[bool]:
    return [bool(bitmap[row >> 3] >> (row & 7) & 1) for row in range(rows)]


def bitmap(values: List[bool]) -> bytes:
    made = bytearray((len(values) + 7) // 8)
    for row, value in enumerate(values):
        if value:
            made[row >> 3] |= 1 << (row & 7)
    return bytes(made)


def cells(column: wit.Column, rows: int, how: str) -> List[Any]:
    """The cells of a column; None for null."""
    inner = column.cells
    if isinstance(inner, wit.Cells_Bytes):
        offsets, data = inner.value.offsets, inner.value.data
        found = [data[offsets[row] : offsets[row + 1]] for row in range(rows)]
        if how == "texts":
            found = [str(cell, "utf-8") for cell in found]
    elif isinstance(inner, wit.Cells_Bools):
        found = bits(inner.value, rows)
    else:
        found = list(inner.value)
    if column.validity is None:
        return found
    valid = bits(column.validity, rows)
    return [cell if has else None for cell, has in zip(found, valid)]


def column(values: List[Any], how: str) -> wit.Column:
    """A column of these cells."""
    valid = [value is not None for value in values]
    validity = None if all(valid) else bitmap(valid)
    if how == "ints":
        made = wit.Cells_Ints([0 if value is None else value for value in values])
    elif how == "floats":
        made = wit.Cells_Floats([0.0 if value is None else float(value) for value in values])
    elif how == "bools":
        made = wit.Cells_Bools(bitmap([bool(value) for value in values]))
    else:
        encoded = [
            b"" if value is None else value.encode() if how == "texts" else bytes(value)
            for value in values
        ]
        offsets, end = [0], 0
        for cell in encoded:
            end += len(cell)
            offsets.append(end)
        made = wit.Cells_Bytes(wit.Bytes(offsets, b"".join(encoded)))
    return wit.Column(validity, made)


def problem(error: Exception) -> Err:
    """What a function raised, for the person who made the call."""
    if isinstance(error, Err) and isinstance(getattr(error.value, "value", None), str):
        # What a service has answered says itself what is missing.
        error = Problem(error.value.value)
    if not isinstance(error, Problem):
        # A mistake of the plugin, of which its author should know where it is.
        at, line = error.__traceback__, 0
        while at is not None:
            line, at = at.tb_lineno, at.tb_next
        error = Problem(f"it raised {type(error).__name__} in line {line}: {error}"[:900])
    place = None
    if error.argument is not None:
        place = wit.Place(error.argument.replace("_", "-"), 0, None)
    return Err(wit.Problem(error.message, error.help, place))


def called(call: wit.Invocation) -> Function:
    return next(function for function in PLUGIN.functions if function.name == call.command)


def given(call: wit.Invocation, name: str) -> Optional[Any]:
    found = [argument for argument in call.arguments if argument.name == name]
    return found[0].values[0].value if found else None


def outputs(function: Function, call: wit.Invocation, input: List[wit.ColumnType]) -> List[wit.ColumnType]:
    known = {column.name: column.ty for column in input}
    nullable = False
    for parameter in function.columns:
        name = given(call, parameter.word)
        ty = known.get(name, "")
        if ty.removesuffix("?") != parameter.kind.name:
            message = f"`{name}` is of type {ty}, wanted is {parameter.kind.name}"
            raise Problem(message, "", parameter.name)
        nullable |= ty.endswith("?") and not parameter.kind.optional
    for name, kind in function.outputs:
        known[name] = kind.name + ("?" if nullable or kind.optional else "")
    return [wit.ColumnType(name, ty) for name, ty in known.items()]


class Commands:
    def describe(self) -> wit.Manifest:
        services = {service.name.lower().replace("_", "-"): service for service in wit.Service}
        wants = [
            wit.Want(services[service], scope, reason, optional)
            for service, scope, reason, optional in PLUGIN.wants
        ]
        described = []
        for function in PLUGIN.functions:
            params = []
            # Values that may be left out come last.
            for parameter in sorted(function.parameters, key=lambda p: not p.is_column and p.kind.optional):
                is_column = parameter.is_column
                shape = wit.Shape_Column() if is_column else wit.Shape_Value(parameter.kind.name)
                optional = parameter.kind.optional and not is_column
                arity = wit.Arity.OPTIONAL if optional else wit.Arity.ONE
                params.append(wit.Param(parameter.word, parameter.doc, shape, arity))
            examples = [wit.Example(*example) for example in function.examples]
            uses = [want.service for want in wants]
            described.append(
                wit.Command(
                    function.name, function.summary, "", wit.Input.TABLE, None, params, [], uses, examples
                )
            )
        return wit.Manifest(
            PLUGIN.name, PLUGIN.version, PLUGIN.summary, described, [], [], [], wants
        )

    def output(self, call: wit.Invocation, input: List[wit.ColumnType]) -> List[wit.ColumnType]:
        try:
            return outputs(called(call), call, input)
        except Exception as error:
            raise problem(error)


class Stage(wit.Stage):
    @classmethod
    def open(cls, call: wit.Invocation, input: List[wit.ColumnType]) -> "Stage":
        try:
            self = cls()
            self.function = called(call)
            names = [column.name for column in input]
            self.columns = [names.index(given(call, p.word)) for p in self.function.columns]
            self.values = {p.name: given(call, p.word) for p in self.function.values}
            after = [column.name for column in outputs(self.function, call, input)]
            self.places = [after.index(name) for name, _ in self.function.outputs]
            return self
        except Exception as error:
            raise problem(error)

    def push(self, rows: wit.Batch) -> wit.Given:
        try:
            function, count = self.function, rows.rows
            parameters = function.columns
            taken = [
                cells(rows.columns[at], count, parameter.kind.cells)
                for at, parameter in zip(self.columns, parameters)
            ]
            needed = [at for at, parameter in enumerate(parameters) if not parameter.kind.optional]
            answers: List[Any] = []
            for row in zip(*taken):
                if any(row[at] is None for at in needed):
                    answers.append(None)
                else:
                    answers.append(function.call(*row, **self.values))
            made = list(rows.columns)
            for at, (place, (_, kind)) in enumerate(zip(self.places, function.outputs)):
                values = answers
                if function.is_tuple:
                    values = [None if answer is None else answer[at] for answer in answers]
                new = column(values, kind.cells)
                if place < len(made):
                    made[place] = new
                else:
                    made.append(new)
            return wit.Given([wit.Batch(count, made)], False)
        except Exception as error:
            raise problem(error)

    def finish(self) -> wit.Given:
        return wit.Given([], False)

    def more(self) -> wit.Given:
        return wit.Given([], False)
