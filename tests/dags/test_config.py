from pathlib import Path

import pytest

from dags.config import ConfigError, load_config

GOOD = "BEATBOOK_CONTACT=desk@paper.example\nBEATBOOK_TIMEZONE=America/Chicago\n"


def write(folder: Path, text: str) -> Path:
    (folder / "beatbook.env").write_text(text, encoding="utf-8")
    return folder


def test_paths_of_the_file_are_relative_to_it(tmp_path):
    config = load_config(
        write(tmp_path, GOOD + "BEATBOOK_DATA=kept\n# a comment\n\nBEATBOOK_GAZETTEER='local'\n")
    )
    assert config.data == tmp_path / "kept"
    assert config.gazetteer == tmp_path / "local"
    assert config.sources == tmp_path / "sources"
    assert config.timezone.key == "America/Chicago"
    assert config.warehouse == tmp_path / "kept" / "warehouse" / "beatbook.duckdb"


def test_the_environment_goes_before_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("BEATBOOK_TIMEZONE", "America/New_York")
    monkeypatch.setenv("BEATBOOK_DATA", str(tmp_path / "elsewhere"))
    config = load_config(write(tmp_path, GOOD))
    assert config.timezone.key == "America/New_York"
    assert config.data == tmp_path / "elsewhere"


def test_a_child_process_given_the_environment_reads_the_same_settings(tmp_path, monkeypatch):
    config = load_config(write(tmp_path, GOOD + "BEATBOOK_PROXY=http://127.0.0.1:3128\n"))
    for name, value in config.environment().items():
        monkeypatch.setenv(name, value)
    assert load_config(tmp_path / "another") == config


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("BEATBOOK_TIMEZONE=America/Chicago\n", "BEATBOOK_CONTACT is not set"),
        ("BEATBOOK_CONTACT=desk@paper.example\n", "BEATBOOK_TIMEZONE is not set"),
        (
            "BEATBOOK_CONTACT=nobody\nBEATBOOK_TIMEZONE=America/Chicago\n",
            "must be a mail address or start with http",
        ),
        ("BEATBOOK_CONTACT=a@b.example\nBEATBOOK_TIMEZONE=Chicago\n", "'Chicago', which is not a zone"),
        ("BEATBOOK_CONTACT=a@b.example\nBEATBOOK_TIMEZONE=../../etc\n", "which is not a zone"),
        (GOOD + "BEATBOOK_DATTA=x\n", "Did you mean BEATBOOK_DATA?"),
        (GOOD + "BEATBOOK_PROXY=socks5://127.0.0.1\n", "must start with http://"),
        (GOOD + "just words\n", "line 3: found 'just words'"),
    ],
)
def test_a_wrong_setting_says_what_was_found_and_what_would_be_accepted(tmp_path, text, says):
    with pytest.raises(ConfigError, match=says.replace("?", r"\?")):
        load_config(write(tmp_path, text))


def test_a_misspelt_variable_of_the_environment_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("BEATBOOK_CONTACTS", "a@b.example")
    with pytest.raises(
        ConfigError, match=r"the environment: BEATBOOK_CONTACTS .* Did you mean BEATBOOK_CONTACT\?"
    ):
        load_config(write(tmp_path, GOOD))
