"""How delimited text becomes rows: lines as an editor counts them, every bad record kept apart."""

from __future__ import annotations

import io

import pytest

from repaircli.tabular import delimited
from repaircli.tabular.rows import Row

HEADER = ("no", "name", "fault")


def lines(text: str) -> delimited.Lines:
    return delimited.Lines(
        io.TextIOWrapper(
            io.BytesIO(text.encode("utf-8", "surrogatepass")), "utf-8", "surrogatepass", newline=""
        )
    )


def rows(body: str, delimiter: str = ",", header: tuple[str, ...] = HEADER) -> list[Row]:
    return list(delimited.rows(lines(body), delimiter, header))


def good(body: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(r.line, r.cells) for r in rows(body) if r.error is None]


def bad(body: str) -> list[tuple[int, str, str | None]]:
    return [(r.error.line, r.error.code, r.error.column) for r in rows(body) if r.error is not None]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_as_one_line(end):
    assert good(end.join(["1,a,b", "2,c,d", "3,e,f"])) == [
        (1, ("1", "a", "b")),
        (2, ("2", "c", "d")),
        (3, ("3", "e", "f")),
    ]


def test_line_ends_within_a_cell_are_kept_and_counted():
    text = '1,"a\r\nb\rc\nd",x\n2,y,z\n'
    assert good(text) == [(1, ("1", "a\r\nb\rc\nd", "x")), (5, ("2", "y", "z"))]


def test_other_separators_of_unicode_end_no_line():
    assert good("1,a\x0bb\x85\u2028c\x1c,x\n2,y,z\n") == [
        (1, ("1", "a\x0bb\x85\u2028c\x1c", "x")),
        (2, ("2", "y", "z")),
    ]


def test_the_place_of_a_cell_is_the_line_on_which_it_begins():
    (row,) = rows('1,"a\nb\nc","d\ne"\n')
    assert [delimited.place(row, i) for i in range(3)] == [1, 1, 3]


def test_quotation_marks_are_read_strictly():
    assert good('1,"a ""b"" c",d"e\n') == [(1, ("1", 'a "b" c', 'd"e'))]
    assert bad('1,"a"b,c\n2,x,y\n') == [(1, "text_after_quote", "B")]
    assert good('1,"a"b,c\n2,x,y\n') == [(2, ("2", "x", "y"))]


def test_an_unclosed_quotation_mark_is_one_bad_row_and_swallows_nothing():
    text = '1,a,b\n2,"c,d\n3,e,f\n4,g,h\n'
    assert bad(text) == [(2, "unclosed_quote", "B")]
    assert [n for n, _ in good(text)] == [1, 3, 4]


def test_two_stray_marks_do_not_make_one_row_of_what_is_between_them():
    text = '1,"a,b\n2,c,d\n3,e",f\n4,g,h\n'
    assert bad(text) == [(1, "unclosed_quote", "B")]
    assert [n for n, _ in good(text)] == [2, 3, 4]


def test_a_stray_mark_before_a_properly_quoted_cell_is_told_at_its_own_line():
    text = '1,"a,b\n2,"c, d",e\n3,f,g\n'
    assert bad(text) == [(1, "unclosed_quote", "B")]
    assert good(text) == [(2, ("2", "c, d", "e")), (3, ("3", "f", "g"))]


def test_a_long_text_of_several_lines_is_no_unclosed_mark():
    cell = "\n".join(["说明，第一行", "a,b", "x,y,z", "", '他说 ""好""'])
    text = f'1,"{cell}",b\n2,c,d\n'
    assert good(text)[0][1][1] == cell.replace('""', '"')
    assert good(text)[1][0] == 6


def test_too_many_and_too_few_cells_are_told_with_the_place():
    assert bad("1,a,b,c\n2,x\n3,y,z\n") == [(1, "too_many_cells", "D"), (2, "too_few_cells", "C")]


def test_empty_lines_and_rows_of_empty_cells_are_no_records():
    assert good("\n1,a,b\n\n,,\n2,c,d\n   \n")[:2] == [(2, ("1", "a", "b")), (5, ("2", "c", "d"))]


def test_nul_and_undecodable_bytes_are_errors_of_their_cell():
    assert bad("1,a\0b,c\n2,d,\udcff\n3,e,f\n") == [(1, "nul", "B"), (2, "undecodable", "C")]


def test_cells_and_lines_have_a_greatest_length():
    assert bad(f"1,{'x' * 40_000},c\n2,a,b\n") == [(1, "too_long", "B")]
    assert bad(f"1,{'x' * 1_100_000},c\n2,a,b\n") == [(1, "line_too_long", None)]
    assert good(f"1,{'x' * 3_000_000},c\n2,a,b\n") == [(2, ("2", "a", "b"))]
    quoted = '"' + ("长" * 60 + "\n") * 2000
    assert bad(f"1,{quoted}\n2,a,b\n")[0] == (1, "unclosed_quote", "B")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_fits_the_header(delimiter):
    known = set(HEADER).__contains__
    found, header, _ = delimited.head(lines(delimiter.join(HEADER) + "\n1\n"), known)
    assert (found, header.cells) == (delimiter, HEADER)


def test_a_sep_line_decides_the_delimiter_and_counts_as_a_line():
    text = lines("sep=|\nno|name|fault\n1|a,b|c\n")
    delimiter, header, _ = delimited.head(text, set(HEADER).__contains__)
    assert (delimiter, header.line, header.cells) == ("|", 2, HEADER)
    assert [(r.line, r.cells) for r in delimited.rows(text, delimiter, header.cells)] == [
        (3, ("1", "a,b", "c"))
    ]


def test_an_empty_text_has_no_header():
    for text in ("", "\n\n", "sep=;\n"):
        assert delimited.head(lines(text), set(HEADER).__contains__)[1] is None


def test_a_hundred_thousand_unclosed_marks_are_read_in_reasonable_time():
    text = '1,"a,b\n' * 20_000
    assert len(bad(text)) == 20_000
