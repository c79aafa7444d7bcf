"""What a file says beside its pixels: reported by kind, judged by phi.image-meta, and gone from every new file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from commonward.guard import Decision, Guard, Kind, Media, Submission
from commonward.guard.media import Inspection, MetaKind, exif, inspect
from guard.media import pictures

PERSONAL_EXIF = {
    MetaKind.PLACE: 2,
    MetaKind.TIME: 2,
    MetaKind.DEVICE: 2,
    MetaKind.SERIAL: 1,
    MetaKind.AUTHOR: 1,
    MetaKind.COMMENT: 1,
    MetaKind.MAKER_NOTE: 1,
    MetaKind.SOFTWARE: 1,
    MetaKind.EXIF: 1,
}
XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>
<rdf:Description exif:GPSLatitude="52,30N" xmp:CreatorTool="Wardcam" aux:SerialNumber="SN-4471">
<dc:creator><rdf:Seq><rdf:li>Nadia Okafor</rdf:li></rdf:Seq></dc:creator>
<mwg-rs:RegionList/><photoshop:DateCreated>2024-03-03</photoshop:DateCreated><dc:description>Pat</dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
XMP_KINDS = {"xmp", "place", "software", "serial", "author", "people", "time", "comment"}
IPTC = b"".join(
    b"\x1c\x02" + bytes([number]) + len(value).to_bytes(2, "big") + value
    for number, value in ((80, b"Nadia Okafor"), (90, b"Ferriby"), (55, b"20240303"), (120, b"for Pat"))
)
PHOTOSHOP = b"Photoshop 3.0\x00" + b"8BIM\x04\x04\x00\x00" + len(IPTC).to_bytes(4, "big") + IPTC


@pytest.fixture
def looked_at(tmp_path: Path) -> Callable[[bytes], Inspection]:
    def look(data: bytes) -> Inspection:
        path = tmp_path / "given"
        path.write_bytes(data)
        inspection = inspect(path, into=tmp_path)
        for rendition in inspection.renditions:
            assert_bare(rendition.path, tmp_path)
        return inspection

    return look


def assert_bare(path: Path, folder: Path) -> None:
    """Nothing but pixels: by the words put in, by a decoder, and by looking at it again."""
    data = path.read_bytes()
    assert not [mark for mark in (*pictures.MARKS, b"Exif", b"xmp", b"8BIM", b"ICC", b"iCCP") if mark in data]
    with Image.open(path) as new:
        assert not new.getexif()
        assert set(new.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert inspect(path).traces == ()


@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "avif"])
def test_exif_is_counted_by_kind_and_gone(form: str, looked_at: Callable[[bytes], Inspection]) -> None:
    inspection = looked_at(pictures.saved(pictures.photo(), form.upper(), exif=pictures.exif()))
    counts = {trace.kind: trace.count for trace in inspection.traces}
    assert {kind: counts.get(kind) for kind in PERSONAL_EXIF} == PERSONAL_EXIF


def test_a_tiff_carries_its_metadata_among_its_own_fields(looked_at: Callable[[bytes], Inspection]) -> None:
    data = pictures.saved(pictures.photo(), "TIFF", artist="Nadia Okafor", date_time="2024:03:03 10:11:12")
    assert looked_at(data).kinds == {MetaKind.AUTHOR, MetaKind.TIME}


def test_place_becomes_an_entity_and_a_note(tmp_path: Path) -> None:
    """Nadia adds a picture from her phone: she is told, and not stopped."""
    path = tmp_path / "ward.jpg"
    path.write_bytes(pictures.saved(pictures.photo(), "JPEG", exif=pictures.exif()))
    report = Guard().check(Submission(media=[Media(path, alt="A tree in flower.")], author="professional"))
    assert [entity.kind for entity in report.entities] == [Kind.META] * len(PERSONAL_EXIF)
    assert [(f.rule, f.decision, f.media, f.start) for f in report.findings] == [
        ("phi.image-meta", Decision.NOTE, 0, None)
    ]


def test_settings_of_a_camera_are_no_breach(looked_at: Callable[[bytes], Inspection]) -> None:
    block = pictures.exif(personal=False)
    block[0x0131] = "Camera 1.0"
    block.get_ifd(0x8769)[0x8827] = 400
    inspection = looked_at(pictures.saved(pictures.photo(), "JPEG", exif=block))
    assert inspection.kinds == {MetaKind.EXIF, MetaKind.SOFTWARE, MetaKind.SETTINGS}
    assert len(inspection.entities(3)) == 3
    assert inspection.entities(3)[0].media == 3
    assert inspection.breaches(3) == ()


def test_fields_that_are_there_but_blank_say_nothing(looked_at: Callable[[bytes], Inspection]) -> None:
    block = pictures.exif(personal=False)
    block[0x010F], block[0x0110] = "    ", "\x00"
    block.get_ifd(0x8825)[0] = b"\x02\x03\x00\x00"
    assert looked_at(pictures.saved(pictures.photo(), "JPEG", exif=block)).kinds == {MetaKind.EXIF}


@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "gif"])
def test_xmp_is_found_wherever_it_stands(form: str, looked_at: Callable[[bytes], Inspection]) -> None:
    image = pictures.photo()
    if form == "png":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
        data = pictures.saved(image, "PNG", pnginfo=text)
    elif form == "gif":
        plain = pictures.saved(image, "GIF")
        # As in the XMP specification, part 3: a magic trailer lets readers of sub-blocks find the end.
        trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\x00"
        data = plain[:-1] + b"\x21\xff\x0bXMP DataXMP" + XMP + trailer + b"\x3b"
    elif form == "jpeg":
        data = pictures.with_segments(pictures.saved(image, "JPEG"), (0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + XMP))
    else:
        data = pictures.saved(image, form.upper(), xmp=XMP)
    assert looked_at(data).kinds == XMP_KINDS


def test_press_agency_data_is_found(looked_at: Callable[[bytes], Inspection]) -> None:
    data = pictures.with_segments(pictures.saved(pictures.photo(), "JPEG"), (0xED, PHOTOSHOP))
    assert looked_at(data).kinds == {"iptc", "author", "place", "time", "comment"}


def test_png_text_is_told_by_its_keyword(looked_at: Callable[[bytes], Inspection]) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Nadia Okafor")
    text.add_text("Creation Time", "2024:03:03", zip=True)
    text.add_itxt("Comment", "for Pat Lindqvist")
    text.add_text("Raw profile type exif", "\nexif\n8\n" + b"Exif\x00\x00II".hex())
    data = pictures.saved(pictures.photo(), "PNG", pnginfo=text)
    stamped = pictures.with_chunks(data, pictures.chunk(b"tIME", bytes(7)), pictures.chunk(b"prVt", b"SN-4471"))
    counts = {trace.kind: trace.count for trace in looked_at(stamped).traces}
    assert counts == {"author": 1, "time": 2, "comment": 1, "text": 3, "other": 2}


@pytest.mark.parametrize("form", ["JPEG", "GIF"])
def test_comments_are_found(form: str, looked_at: Callable[[bytes], Inspection]) -> None:
    assert looked_at(pictures.saved(pictures.photo(), form, comment=b"Nadia")).kinds == {MetaKind.COMMENT}


def test_a_thumbnail_inside_a_thumbnail_goes_too(looked_at: Callable[[bytes], Inspection]) -> None:
    data = pictures.saved(pictures.photo(), "JPEG", exif=pictures.thumbnail_exif())
    assert MetaKind.THUMBNAIL in looked_at(data).kinds


def test_a_colour_profile_is_used_and_left_out(looked_at: Callable[[bytes], Inspection]) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    inspection = looked_at(pictures.saved(pictures.drawing(), "PNG", icc_profile=profile))
    assert inspection.kinds == {MetaKind.PROFILE}
    assert inspection.breaches(0) == ()


def test_a_huge_exif_block_is_read_in_time(looked_at: Callable[[bytes], Inspection]) -> None:
    block = pictures.exif()
    block.get_ifd(0x8769)[0x927C] = b"Nadia" * 12_000
    assert MetaKind.MAKER_NOTE in looked_at(pictures.saved(pictures.photo(), "JPEG", exif=block)).kinds


def test_a_broken_exif_block_still_says_what_it_holds(looked_at: Callable[[bytes], Inspection]) -> None:
    block = pictures.exif().tobytes()
    data = pictures.with_segments(pictures.saved(pictures.photo(), "JPEG"), (0xE1, block[: len(block) // 2]))
    assert MetaKind.DEVICE in looked_at(data).kinds


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_nothing_is_found_where_nothing_is(form: str, looked_at: Callable[[bytes], Inspection]) -> None:
    assert looked_at(pictures.saved(pictures.photo(), form)).traces == ()


@given(st.binary(max_size=400), st.sampled_from([b"II*\x00\x08\x00\x00\x00", b"MM\x00*\x00\x00\x00\x08", b""]))
def test_the_exif_reader_bears_any_bytes(rest: bytes, start: bytes) -> None:
    data = start + rest
    for field in exif.fields(data):
        assert 0 <= field.start < field.end <= len(data)
