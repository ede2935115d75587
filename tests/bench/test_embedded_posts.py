"""The count of embedded posts: what is counted, and that none of the labelled ones is lost."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from labelled_folder import POST, STORY, write_folder

from bench.embedded_posts import main


def test_a_post_that_the_label_holds_is_counted_and_another_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = write_folder(tmp_path / "held", "aeb", body="\n\n".join([*STORY, POST]))
    assert main([str(held)]) == 0
    assert capsys.readouterr().out.startswith("1 posts on 1 pages: beatbook 1, each with author and address")
    left_out = write_folder(tmp_path / "left_out", "aeb", body="\n\n".join(STORY))
    assert main([str(left_out)]) == 0
    assert capsys.readouterr().out.startswith("0 posts on 0 pages")


def test_a_folder_of_another_shape_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


@pytest.mark.shared
def test_every_labelled_post_comes_out_with_author_and_address(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([str(shared / "pages")])
    assert (code, capsys.readouterr().out.split(":")[0]) == (0, "17 posts on 9 pages")
