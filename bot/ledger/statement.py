"""Statements that are built and compiled once: building one takes longer than running it.

A statement is written in SQLAlchemy Core with bound values; its text is kept for each
database, and every run after the first only hands over the values.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    Text,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

POSTGRES = "postgresql"
Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Statement:
    """One statement; ``build`` is called once a database, with the database's name."""

    __slots__ = ("_build", "_texts")

    def __init__(self, build: Callable[[str], Executable]) -> None:
        self._build = build
        self._texts: dict[str, tuple[str, dict[str, Any]]] = {}

    def run(self, connection: Connection, values: Values) -> CursorResult[Any]:
        """Execute with these values; a sequence of them executes once for each."""
        text, constants = self.compiled(connection)
        if constants:
            assert isinstance(values, Mapping)
            values = {**constants, **values}
        return connection.exec_driver_sql(text, values)

    def compiled(self, connection: Connection) -> tuple[str, dict[str, Any]]:
        """The SQL for this connection's database, and the values that never change."""
        name = connection.dialect.name
        if name not in self._texts:
            built = self._build(name)
            assert isinstance(built, ClauseElement)
            done = built.compile(dialect=connection.dialect)
            assert isinstance(done, SQLCompiler)
            constants = {k: b.value for k, b in done.binds.items() if not b.required}
            self._texts[name] = (str(done), constants)
        return self._texts[name]


def among(
    column: ColumnElement[Any], name: str, database: str, type_: TypeEngine[Any] | None = None
) -> ColumnElement[bool]:
    """Whether the column is one of the list bound as ``name``; see ``listed``."""
    if database == POSTGRES:
        return column == any_(bindparam(name, type_=ARRAY(type_ or Text())))
    values = func.json_each(bindparam(name, type_=Text())).table_valued("value")
    return column.in_(select(values.c.value))


def listed(connection: Connection, values: Sequence[Any]) -> Any:
    """A list as ``among`` wants it bound: an array, or JSON where there are none."""
    if connection.dialect.name == POSTGRES:
        return list(values)
    return json.dumps(list(values))
