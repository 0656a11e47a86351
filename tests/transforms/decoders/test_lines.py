"""Bytes become whole, clean lines, and archives prove that they are whole."""

import gzip
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from transforms.decoders.contents import BLOCK_BYTES, RefusedError, unpacked
from transforms.decoders.delimited import joined_records, read_header
from transforms.decoders.lines import cleaned_lines, is_utf8

Pack = Callable[[bytes], bytes]

CUTS = st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=30)


def cut(content: bytes, sizes: list[int]) -> Iterator[bytes]:
    """The content in blocks of these sizes, and the rest."""
    for size in sizes:
        yield content[:size]
        content = content[size:]
    yield content


LINES = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20).map(
            str.encode
        ),
        st.binary(max_size=20).map(lambda raw: raw.replace(b"\r", b"").replace(b"\n", b"")),
    ),
    max_size=20,
)


@given(lines=LINES, ends=st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"])), sizes=CUTS)
def test_where_blocks_are_cut_makes_no_difference(
    lines: list[bytes], ends: list[bytes], sizes: list[int]
) -> None:
    content = b"".join(line + (ends[i] if i < len(ends) else b"\n") for i, line in enumerate(lines))

    whole = b"".join(cleaned_lines([content]))
    pieces = b"".join(cleaned_lines(cut(content, sizes)))

    assert pieces == whole


@given(lines=LINES)
def test_every_line_has_its_place_in_the_result(lines: list[bytes]) -> None:
    clean = b"".join(cleaned_lines([b"".join(line + b"\n" for line in lines)]))

    result = clean.split(b"\n")
    assert result.pop() == b""
    assert len(result) == len(lines)
    for before, after in zip(lines[1:], result[1:], strict=True):
        assert after == before or after.startswith(b"\x1e")


def test_clean_lines_are_passed_on_unchanged() -> None:
    block = 'plain\n{"ä": 1}\n\n \t\n'.encode()

    assert list(cleaned_lines([block])) == [block]


def test_a_replaced_line_says_why_and_shows_what_it_can() -> None:
    (clean,) = cleaned_lines([b"a\nb\xff\nc\x00\n"])

    assert clean.split(b"\n") == [
        b"a",
        b"\x1einvalid_utf8\x1ebyte 0xff at 2\x1eb\\xff",
        b"\x1econtrol_character\x1echaracter 0x00 at 2\x1ec\\x00",
        b"",
    ]


@given(
    st.one_of(
        st.binary(max_size=30),
        st.text(max_size=30).map(lambda t: t.encode("utf-8", "surrogatepass")),
    )
)
def test_utf8_is_what_python_decodes(block: bytes) -> None:
    try:
        block.decode()
        expected = True
    except UnicodeDecodeError:
        expected = False

    assert is_utf8(block) == expected


PACKS = pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress, bytes])
@given(content=st.binary(min_size=1, max_size=2_000))
def test_what_was_packed_comes_out(pack: Pack, content: bytes) -> None:
    content = b"text " + content

    assert b"".join(unpacked(BytesIO(pack(content)))) == content


@PACKS
@pytest.mark.parametrize("size", [1, 2 * BLOCK_BYTES])
def test_archives_one_after_the_other_are_one(pack: Pack, size: int) -> None:
    parts = [letter * size for letter in (b"a", b"b", b"c")]

    assert b"".join(unpacked(BytesIO(b"".join(map(pack, parts))))) == b"".join(parts)


def test_zeros_after_a_gzip_archive_are_padding() -> None:
    packed = gzip.compress(b"one") + b"\0" * 512 + gzip.compress(b"two") + b"\0"

    assert b"".join(unpacked(BytesIO(packed))) == b"onetwo"


@PACKS
def test_anything_else_after_an_archive_is_refused(pack: Pack) -> None:
    with pytest.raises(RefusedError, match="archive is (broken|truncated)"):
        list(unpacked(BytesIO(pack(b"one") + b"and more that is no archive")))


@PACKS
@given(content=st.binary(min_size=1, max_size=500), data=st.data())
def test_no_part_of_an_archive_passes_for_the_whole(
    pack: Pack, content: bytes, data: st.DataObject
) -> None:
    packed = pack(content)
    part = packed[: data.draw(st.integers(min_value=4, max_value=len(packed) - 1))]

    with pytest.raises(RefusedError, match="truncated"):
        list(unpacked(BytesIO(part)))


def test_a_changed_byte_of_a_gzip_archive_is_found() -> None:
    packed = bytearray(gzip.compress(b"letters"))
    packed[-8] ^= 1  # the checksum

    with pytest.raises(RefusedError, match="the gzip archive is broken: CRC check failed"):
        list(unpacked(BytesIO(packed)))


@PACKS
def test_a_hostile_archive_is_unpacked_block_by_block(pack: Pack) -> None:
    packed = pack(b"\0" * 50_000_000)

    sizes = [len(block) for block in unpacked(BytesIO(packed))]

    assert max(sizes) == BLOCK_BYTES
    assert sum(sizes) == 50_000_000


def test_the_delimiter_is_the_one_that_finds_the_mapped_names() -> None:
    assert read_header(b"a;b,c;d", ["b,c"]) == (["a", "b,c", "d"], ";")
    assert read_header(b'"a,b"\tc', ["c"]) == (["a,b", "c"], "\t")
    assert read_header(b"a", []) == (["a"], ",")


ROWS = st.lists(
    st.tuples(*[st.text('ab,"\n', max_size=6)] * 3).filter(lambda row: any(row)), max_size=12
)


@given(rows=ROWS, sizes=CUTS)
def test_records_over_several_lines_are_joined_wherever_blocks_are_cut(
    rows: list[tuple[str, ...]], sizes: list[int]
) -> None:
    quoted = [",".join('"' + field.replace('"', '""') + '"' for field in row) for row in rows]
    lines = "".join(f"{row}\n" for row in quoted).encode().splitlines(keepends=True)
    blocks = [b"".join(some) for some in grouped(lines, sizes)]

    joined = b"".join(joined_records(blocks, ",", 3)).decode()

    assert joined.count("\n") == sum(row.count("\n") + 1 for row in quoted)
    assert [row for row in joined.split("\n") if row] == [
        row.replace("\n", "\x1d") for row in quoted
    ]


def grouped(lines: list[bytes], sizes: list[int]) -> Iterator[list[bytes]]:
    """The lines in groups of these sizes, and the rest."""
    for size in sizes:
        yield lines[:size]
        lines = lines[size:]
    yield lines
