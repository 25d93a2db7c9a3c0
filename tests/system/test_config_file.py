"""The settings file, changed by commands; several identities of one person."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from repaircli.platform import settings


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "home" / "config.toml"
    monkeypatch.setattr(settings, "path", lambda: path)
    return path


def test_a_setting_is_written_read_and_taken_out_and_comments_stay(network, file):
    file.parent.mkdir()
    file.write_text('# mine\nlang = "en"  # for now\n[mail]\nhost = "x"\n')
    changed = network.run(None, "config set lang zh").data
    assert (changed["name"], changed["value"], changed["path"]) == ("lang", "zh", str(file))
    assert file.read_text() == '# mine\nlang = "zh"  # for now\n[mail]\nhost = "x"\n'
    network.run(None, "config set timezone Asia/Tokyo")
    assert network.run(None, "config get timezone").data["value"] == "Asia/Tokyo"
    assert network.run(None, "config unset timezone").exit == 0
    lines = [line for line in file.read_text().splitlines() if line]
    assert lines == ["# mine", 'lang = "zh"  # for now', "[mail]", 'host = "x"']
    assert not list(file.parent.glob(".repaircli-*"))


def test_a_file_that_is_not_there_is_made_with_its_folder(network, file):
    assert network.run(None, "config set as co1").exit == 0
    assert file.read_text() == 'as = "co1"\n'
    assert network.run(None, "whoami").data["login"] == "co1"


def test_the_database_is_written_with_its_whole_path(network, file, monkeypatch):
    monkeypatch.chdir(file.parent.parent)
    network.run(None, "config set db x.db")
    assert f'db = "{file.parent.parent / "x.db"}"' in file.read_text()
    network.run(None, "config set db postgresql://h/d")
    assert 'db = "postgresql://h/d"' in file.read_text()


@pytest.mark.parametrize(
    "words",
    [
        "set lang fr",
        "set format xml",
        "set nonsense 1",
        "set timezone Mars/X",
        "set as ''",
        "get x",
    ],
)
def test_what_a_setting_cannot_be_is_refused_and_writes_nothing(network, file, words):
    result = network.run(None, f"config {words}")
    assert result.exit == 2 and result.err and not file.exists()


def test_what_the_file_does_not_say_cannot_be_taken_out(network, file):
    assert network.run(None, "config unset as").exit == 5 and not file.exists()


def test_what_is_stronger_than_the_file_is_told(network, file):
    assert "takes precedence: db" in network.run(None, "config set db y.db").err


def test_a_broken_file_is_left_as_it_is(network, file):
    file.parent.mkdir()
    file.write_text("lang = \n")
    assert network.run(None, "config set lang zh").exit == 2
    assert file.read_text() == "lang = \n"


def test_an_unknown_setting_is_told_by_every_command_that_reads_the_file_once(network, file):
    file.parent.mkdir()
    file.write_text("mailx = 1\n")
    for words in ("whoami", "config show"):
        err = network.run("co1", words, format="table").err
        assert err.count(f"note: unknown setting in {file}: mailx") == 1
    assert network.run(None, "config unset mailx").exit == 0
    assert "unknown" not in network.run("co1", "whoami").err


def test_the_editor_opens_the_file_and_what_it_wrote_is_checked(network, file, monkeypatch):
    script = file.parent.parent / "editor.py"
    script.write_text("import sys; open(sys.argv[1], 'a').write(\"lang = 'zh'\\n\")")
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    assert network.run(None, "config edit").exit == 2, "no terminal"
    assert network.run(None, "config edit", typed="").exit == 0
    assert "# as = " in file.read_text() and file.read_text().endswith("lang = 'zh'\n")
    script.write_text("import sys; open(sys.argv[1], 'w').write('format = 3')")
    assert network.run(None, "config edit", typed="").exit == 2
    monkeypatch.setenv("VISUAL", "no-such-editor")
    assert "no-such-editor" in network.run(None, "config edit", typed="").err


# ----------------------------------------------------------------------------------------------- several identities


@pytest.mark.parametrize("named", ["co1,eng1", "eng1, co1", "co1，eng1"])
def test_of_several_identities_the_one_that_may_acts(network, file, named):
    no = network.create()
    assert network.run(named, "order", "download", no).exit == 0
    network.ok("co1", f"contact log {no} --result reached")
    assert (
        network.run(named, "order", "writeback-t3", no, "--at", "+1h").data["t3"][0]["written_by"] == "eng1"
    )
    assert network.show(no)["downloaded_by"] == "co1"


def test_whoami_shows_every_identity_and_the_file_may_name_both(network, file):
    network.run(None, "config set as co1, eng1")
    assert file.read_text() == 'as = "co1, eng1"\n'
    shown = network.run(None, "whoami", format="table").out
    assert "co1名 (co1) coordinator; eng1名 (eng1) engineer" in shown
    assert network.run(None, "config set as co1 eng1").data["value"] == "co1, eng1"


def test_what_either_may_do_is_theirs_in_the_list_of_what_is_due(network, file):
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result reached")
    assert [x["yours"] for x in network.run("co1,eng1", "due").data] == [True]
    assert network.run("co1,eng1", "order", "show", no).data["next_step"]["yours"] is True


def test_none_that_may_or_an_unknown_one_is_refused(network, file):
    assert network.run("co1,eng1", "region add 华中区").exit == 4
    assert "nobody" in network.run("co1,nobody", "due").err


def test_the_wrong_role_is_told_the_same_line_for_somebody_who_may(network, file):
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result reached")
    refused = network.run("co1", "order", "writeback-t3", no, "--at", "06-03 15:00", format="table")
    hint = refused.err.splitlines()[-1]
    assert hint.startswith(f"hint: repaircli order writeback-t3 {no} --at '06-03 15:00' ")
    assert refused.exit == 4 and hint.endswith(" --as both1")


def test_without_an_identity_one_is_named_that_works(network, file, monkeypatch):
    monkeypatch.delenv("REPAIRCLI_AS", raising=False)
    no = network.create()
    told = network.run(None, "order", "download", no, format="table", lang="zh")
    assert told.exit == 4 and "还不知道您是谁：请加 --as 账号，例如 --as both1" in told.err
    assert f"repaircli order download {no}" in told.err and "--as both1\n" in told.err
