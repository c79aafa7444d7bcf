"""The child process that draws the pages of a PDF. As `child`: it opens nothing, and has given up files, sockets and
processes before the first byte is read. Fonts that a document does not bring along are drawn with those of the library.
"""

import codecs
import json
import os

import pypdfium2
from pypdfium2 import raw

from commonward.guard.contract import MediaRefused
from commonward.guard.media import child, confine, picture
from commonward.guard.media.limits import MOST_DRAWN, MOST_LETTERS, MOST_PAGES, PAGE_SIDE, Limits
from commonward.guard.media.refusals import Code, refusal


def main(text: str) -> None:
    """Do one order and end the process. Any other end than status 0 with an answer is a failure for the parent."""
    order = json.loads(text)
    limits, after = Limits(**order["limits"]), int(order["after"])
    confine.give_way()
    confine.limit(limits)
    picture.prepare(limits)
    _warm()
    confine.seal()
    try:
        answer = _drawn(child.received(limits), after, limits)
    except MediaRefused as refused:
        answer = json.dumps({"refused": refused.code}).encode() + b"\n"
    except MemoryError:
        answer = json.dumps({"refused": Code.TOO_HEAVY}).encode() + b"\n"
    child.send(answer)
    os._exit(0)


def _warm() -> None:
    """Draw an empty page of our own, so that whatever is loaded late is loaded before that becomes impossible."""
    codecs.lookup("utf-16-le")
    page = pypdfium2.PdfDocument.new().new_page(8, 8)
    page.render().to_pil()
    page.get_textpage().get_text_range()


def _drawn(data: bytes, after: int, limits: Limits) -> bytes:
    try:
        document = pypdfium2.PdfDocument(data)
        number = len(document)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise refusal(Code.LOCKED if locked else Code.DAMAGED, limits) from None
    if number > MOST_PAGES:
        raise refusal(Code.TOO_MANY_FRAMES, limits)
    if number <= after:
        raise refusal(Code.EMPTY, limits)
    sheets, words, bodies = [], [], []
    for index in range(after, min(number, after + MOST_DRAWN)):
        try:
            page = document[index]
            width, height = page.get_size()
            # Without a form environment: scripts of forms are not even loaded. What was typed is drawn as notes are.
            image = page.render(scale=PAGE_SIDE / max(width, height, 1.0), may_draw_forms=False).to_pil()
            said = page.get_textpage().get_text_range()[:MOST_LETTERS]
        except pypdfium2.PdfiumError:
            raise refusal(Code.DAMAGED, limits) from None
        form, body = picture.encode(image.convert("RGB"), drawn=True, limits=limits)
        sheets.append([form, image.width, image.height, len(body)])
        words.append(said.encode("utf-8", "replace").decode())
        bodies.append(body)
    header = {"pages": number, "sheets": sheets, "words": words}
    return b"".join([json.dumps(header).encode(), b"\n", *bodies])
