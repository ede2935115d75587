"""`beatbook sql` as a shell: history, completion of names with their meaning, examples to start from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import duckdb
from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document as Typed
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.output import Output
from pygments.lexers.sql import SqlLexer  # type: ignore[import-untyped]
from rich.console import Console
from rich.text import Text

from warehouse.ask import Answer, answer, asking, save
from warehouse.errors import WarehouseError
from warehouse.show import show

# fmt: off
_KEYWORDS = (
    "select", "from", "where", "group", "by", "order", "having", "limit", "distinct",
    "as", "and", "or", "not", "in", "is", "null", "like", "ilike",
    "between", "case", "when", "then", "else", "end", "join", "left", "using",
    "on", "with", "union", "count", "sum", "avg", "min", "max", "filter",
    "over", "partition", "desc", "asc", "describe", "summarize", "list_contains", "contains", "date",
    "interval",
)
# fmt: on
_HELP = """\
Type a question in SQL and end it with a semicolon. Nothing that you type can change the warehouse.
  .tables            the tables and views, with what each holds
  .columns TABLE     the columns of one, with what each means
  .examples          questions to start from; .example 2 runs the second
  .save FILE         the last answer into FILE.csv, FILE.json or FILE.parquet
  .help              this
  .quit              leave (or Ctrl-D). Ctrl-C stops a question."""


_LEAVING = frozenset({".quit", ".exit", "quit", "exit"})
_BARE = _LEAVING | {"help"}
"""Words that do something although no dot stands before them: what people try who do not know the way out."""
_UNFINISHED = (
    " The question is not finished: end it with ; or drop it with Ctrl-C. .help and .quit work here too. "
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question of warehouse/examples.sql: in words, and as a statement to adapt."""

    question: str
    sql: str


def examples() -> tuple[Example, ...]:
    """The questions that the README and the shell begin with, in order."""
    text = resources.files("warehouse").joinpath("examples.sql").read_text(encoding="utf-8")
    parts = (part.partition("\n") for part in re.split(r"\n\n(?=-- )", text.strip()))
    return tuple(Example(question.removeprefix("-- "), sql) for question, _, sql in parts)


def run_shell(
    published_dir: Path,
    *,
    history: Path | None,
    console: Console | None = None,
    input: Input | None = None,  # noqa: A002  prompt_toolkit's own name
    output: Output | None = None,
) -> None:
    """Ask and answer until the user leaves.

    Args:
        published_dir: folder of the snapshots.
        history: file that keeps what was typed; None keeps nothing.
        console: where answers go, where it is not the process's own terminal.
        input: where keys come from, likewise.
        output: where the line that is being typed is shown, likewise.

    Raises:
        WarehouseError: nothing is published there.
    """
    console = console or Console()
    with asking(published_dir) as con:
        session: PromptSession[str] = PromptSession(
            history=_history(history),
            completer=_Names(con),
            lexer=PygmentsLexer(SqlLexer),
            key_bindings=_enter_ends_a_statement(),
            multiline=True,
            prompt_continuation="      ... ",
            bottom_toolbar=lambda: _UNFINISHED if "\n" in get_app().current_buffer.text else None,
            input=input,
            output=output,
        )
        console.print(Text(_greeting(con)))
        last: Answer | None = None
        unfinished = ""
        while True:
            try:
                typed = session.prompt("beatbook> ", default=unfinished)
            except KeyboardInterrupt:
                unfinished = ""
                continue
            except EOFError:
                return
            begun, _, line = typed.rpartition("\n")
            # a command below the lines of a question is obeyed, and the question is given back
            is_between = bool(begun.strip()) and _is_command(line)
            typed, unfinished = (line.strip(), f"{begun}\n") if is_between else (typed.strip(), "")
            if typed.rstrip(";") in _LEAVING:
                return
            try:
                last = _obey(con, typed, last, console)
            except KeyboardInterrupt:
                console.print("stopped")
            except WarehouseError as error:
                console.print(Text(str(error), style="red"))


def _is_command(line: str) -> bool:
    return bool(re.match(r"\s*\.[a-z]+(?:[\s;]|$)", line)) or line.strip().rstrip(";") in _BARE


def _obey(con: duckdb.DuckDBPyConnection, typed: str, last: Answer | None, console: Console) -> Answer | None:
    """Do one thing that was typed; the answer to go on with."""
    command, _, rest = typed.partition(" ")
    rest = rest.strip().rstrip(";")
    match command.rstrip(";"):
        case "":
            return last
        case ".help" | "help":
            console.print(Text(_HELP))
        case ".tables":
            show(_tables(con), console)
        case ".columns":
            show(_columns(con, rest), console)
        case ".examples":
            for number, example in enumerate(examples(), 1):
                console.print(Text(f"{number}. {example.question}", style="bold"))
                console.print(Text(example.sql + "\n"))
        case ".example":
            sql = _example(rest)
            console.print(Text(sql, style="dim"))
            return _answered(con, sql, last, console)
        case ".save":
            if last is None:
                raise WarehouseError("There is no answer to save yet.")
            path = Path(rest).expanduser()
            save(last, path)
            console.print(Text(f"{last.table.num_rows:,} rows in {path}"))
        case word if word.startswith("."):
            raise WarehouseError(f"There is no command {word}. {_HELP}")
        case _:
            return _answered(con, typed, last, console)
    return last


def _answered(
    con: duckdb.DuckDBPyConnection, sql: str, last: Answer | None, console: Console
) -> Answer | None:
    result = answer(con, sql)
    if result is None:
        return last
    show(result, console)
    return result


def _example(number: str) -> str:
    known = examples()
    if not number.isdecimal() or not 1 <= int(number) <= len(known):
        raise WarehouseError(f"Examples are numbered from 1 to {len(known)}; found {number or 'no number'}.")
    return known[int(number) - 1].sql


def _greeting(con: duckdb.DuckDBPyConnection) -> str:
    row = con.execute(
        "select (select count(*) from core.documents), (select count(*) from core.sources), min(day), max(day) from ops.loads"
    ).fetchone()
    assert row is not None
    documents, sources, first, last = row
    return (
        f"{documents:,} documents of {sources:,} sources, collected from {first} to {last}. "
        "Type .help, or begin with: from coverage limit 5;"
    )


def _tables(con: duckdb.DuckDBPyConnection) -> Answer:
    result = answer(con, TABLES)
    assert result is not None
    return result


def _columns(con: duckdb.DuckDBPyConnection, name: str) -> Answer:
    schema, _, table = name.rpartition(".")
    literal = table.replace("'", "''")
    condition = f"table_name = '{literal}'"
    if schema:
        schema_literal = schema.replace("'", "''")
        condition += f" and schema_name = '{schema_literal}'"
    result = answer(
        con,
        "select column_name as column, lower(data_type) as type, comment as meaning from duckdb_columns() "  # noqa: S608
        f"where {_OURS} and {condition} order by schema_name, column_index",
    )
    assert result is not None
    if result.table.num_rows == 0:
        raise WarehouseError(f"There is no table {name or '(no name given)'}. .tables lists all of them.")
    return result


_OURS = (
    "database_name = current_database() and not internal and schema_name in ('main', 'core', 'mart', 'ops')"
)
TABLES = f"""
select "table", holds
from (
    select case schema_name when 'main' then view_name else schema_name || '.' || view_name end as "table", comment as holds
    from duckdb_views() where {_OURS}
    union all
    select schema_name || '.' || table_name, comment
    from duckdb_tables() where {_OURS} and schema_name <> 'main'
)
order by contains("table", '.'), "table"
"""  # noqa: S608  no part of it comes from outside


class _Names(Completer):
    """Completes names of tables and columns, with their meaning beside them, and the words of SQL."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        tables = [(name, meaning or "") for name, meaning in con.execute(TABLES).fetchall()]
        columns = con.execute(
            "select column_name, any_value(comment), list(distinct table_name order by table_name) "  # noqa: S608
            f"from duckdb_columns() where {_OURS} group by column_name order by column_name"
        ).fetchall()
        self._words = [
            *tables,
            *((name, f"{', '.join(of[:3])}: {meaning or ''}") for name, meaning, of in columns),
            *((name, "function") for name in ("search(", "coverage_between(", "week_of(")),
            *((word, "") for word in _KEYWORDS),
        ]
        self._commands = [
            (line.split()[0], " ".join(line.split()[1:]))
            for line in _HELP.splitlines()
            if line.startswith("  .")
        ]
        self._columns_of: dict[str, list[tuple[str, str]]] = {}
        for table, column, meaning in con.execute(
            f"select table_name, column_name, comment from duckdb_columns() where {_OURS} order by table_name, column_index"  # noqa: S608
        ).fetchall():
            self._columns_of.setdefault(table, []).append((column, meaning or ""))

    def get_completions(self, document: Typed, complete_event: CompleteEvent) -> Iterable[Completion]:
        """What begins with the word before the cursor."""
        word = re.search(r"[\w.]*$", document.text_before_cursor)
        typed = word[0] if word else ""
        if not typed:
            return
        if document.text_before_cursor.lstrip() == typed and typed.startswith("."):
            choices, prefix = self._commands, typed
        elif (table := typed.rpartition(".")[0]) in self._columns_of:
            choices, prefix = self._columns_of[table], typed.rpartition(".")[2]
        else:
            choices, prefix = self._words, typed
        for name, meaning in choices:
            # core.documents is also found by its second part
            if name.startswith(prefix.lower()) or name.partition(".")[2].startswith(prefix.lower()):
                yield Completion(name, start_position=-len(prefix), display_meta=meaning[:80])


def _enter_ends_a_statement() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _enter(event: KeyPressEvent) -> None:
        text = event.current_buffer.text.strip()
        if not text or text.endswith(";") or text.startswith(".") or _is_command(text.rpartition("\n")[2]):
            event.current_buffer.validate_and_handle()
        else:
            event.current_buffer.insert_text("\n")

    return keys


def _history(path: Path | None) -> History:
    if path is None:
        return InMemoryHistory()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError:
        return InMemoryHistory()  # a history that cannot be kept is no reason not to answer
    return FileHistory(str(path))
