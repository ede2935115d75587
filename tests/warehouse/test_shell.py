import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from night_files import FIRST, Data, document
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document as Typed
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from warehouse.ask import asking
from warehouse.database import open_warehouse, publish
from warehouse.errors import WarehouseError
from warehouse.shell import _Names, run_shell


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = Data(tmp_path_factory.mktemp("shell"))
    data.night(FIRST, [document(topics=["failure-to-respond"])])
    with open_warehouse(data.warehouse) as con:
        data.load(con, FIRST)
    publish(data.warehouse, data.published, "1")
    return data.published


def typed(published: Path, keys: str, history: Path | None = None) -> str:
    out = io.StringIO()
    with create_pipe_input() as pipe:
        pipe.send_text(keys)
        run_shell(
            published, history=history, console=Console(file=out, width=100), input=pipe, output=DummyOutput()
        )
    return out.getvalue()


QUIT = ".quit\r"


def test_a_question_over_several_lines_ends_with_a_semicolon(published: Path) -> None:
    assert "Chief resigns" in typed(published, "select title\rfrom coverage;\r" + QUIT)


def test_the_greeting_says_what_there_is(published: Path) -> None:
    assert typed(published, QUIT).startswith(
        "1 documents of 2 sources, collected from 2026-11-14 to 2026-11-14."
    )


def test_tables_and_columns_are_listed_with_their_meaning(published: Path) -> None:
    said = typed(published, ".tables\r.columns core.quotes\r.columns coverage\r" + QUIT)
    assert "core.quotes" in said
    assert "One row per quotation" in said
    assert "Role by the codebook" in said
    assert "schema_migrations" not in said


def test_help_lists_every_command(published: Path) -> None:
    said = typed(published, ".help\r" + QUIT)
    assert all(command in said for command in (".tables", ".columns", ".examples", ".save", ".quit"))


@pytest.mark.parametrize("way_out", [".quit", ".exit", "exit", "quit", "exit;", " .quit "])
def test_whoever_forgot_the_semicolon_finds_the_way_out(published: Path, way_out: str) -> None:
    assert "1 documents" in typed(published, f"select title\r{way_out}\r")


@pytest.mark.parametrize("way_to_ask", [".help", "help", "help;"])
def test_help_is_given_at_the_prompt_and_within_a_question(published: Path, way_to_ask: str) -> None:
    assert ".columns TABLE" in typed(published, f"{way_to_ask}\r" + QUIT)
    assert ".columns TABLE" in typed(published, f"select title\r{way_to_ask}\r" + "\x03" + QUIT)


def test_a_command_within_a_question_leaves_the_question_to_be_finished(published: Path) -> None:
    said = typed(published, "select title\r.columns coverage\r.nonsense\rfrom coverage;\r" + QUIT)
    assert "Its topics, a list" in said
    assert "There is no command .nonsense." in said
    assert "Chief resigns" in said


def test_a_question_may_hold_words_that_are_commands(published: Path) -> None:
    said = typed(published, "select 1 as\rquit, title\r.upper() as help from coverage;\r" + QUIT)
    assert "CHIEF RESIGNS" in said


def test_an_example_is_shown_and_run(published: Path) -> None:
    said = typed(published, ".examples\r.example 3\r.example 99\r" + QUIT)
    assert "3. Which documents say that the police did not come" in said
    assert "https://us-or-gazette.example/chief-resigns" in said
    assert "Examples are numbered from 1 to 7; found 99." in said


def test_a_mistake_does_not_end_the_shell(published: Path) -> None:
    said = typed(published, "from covrage;\r.nonsense\r.columns nowhere\rselect 6 * 7 as answer;\r" + QUIT)
    assert "Did you mean coverage?" in said
    assert "There is no command .nonsense." in said
    assert "There is no table nowhere." in said
    assert "42" in said


def test_ctrl_c_clears_the_line_and_ctrl_d_leaves(published: Path) -> None:
    assert "42" in typed(published, "select nonsense\x03select 6 * 7;\r\x04")


def test_the_last_answer_is_saved(published: Path, tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    said = typed(published, f".save {path}\rselect 6 * 7 as answer;\r.tables\r.save {path}\r" + QUIT)
    assert "There is no answer to save yet." in said
    assert path.read_text(encoding="utf-8-sig") == "answer\n42\n"


def test_what_was_typed_is_kept(published: Path, tmp_path: Path) -> None:
    history = tmp_path / "state" / "history"
    typed(published, "select 1;\r" + QUIT, history)
    assert "select 1;" in history.read_text()


def test_a_history_that_cannot_be_kept_does_not_stop_the_shell(published: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    assert "42" in typed(published, "select 6 * 7;\r" + QUIT, tmp_path / "state" / "history")


def test_without_a_snapshot_the_shell_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="Nothing has been published"):
        typed(tmp_path, QUIT)


@pytest.fixture(scope="module")
def names(published: Path) -> Iterator[_Names]:
    with asking(published) as con:
        yield _Names(con)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("select * from cov", "coverage"),
        ("select * from docu", "core.documents"),
        ("select * from core.quo", "core.quotes"),
        ("select coverage.tit", "title"),
        ("select speaker_r", "speaker_role"),
        ("from sea", "search("),
        ("sel", "select"),
        (".exa", ".examples"),
    ],
)
def test_names_are_completed(names: _Names, before: str, expected: str) -> None:
    found = list(names.get_completions(Typed(before), CompleteEvent()))
    assert expected in [completion.text for completion in found]
    (chosen,) = [completion for completion in found if completion.text == expected]
    assert chosen.start_position <= 0


def test_a_column_is_completed_with_its_meaning(names: _Names) -> None:
    (found,) = names.get_completions(Typed("select coverage.gone"), CompleteEvent())
    assert found.display_meta_text.startswith("UTC instant of the first look that found the page gone")
