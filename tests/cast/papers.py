"""Files as people send them: a small picture, a picture with words in it, a PDF document with pages of letters."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont


def picture(*lines: str, name: str = "IMG 2041.jpg", form: str = "JPEG") -> SimpleUploadedFile:
    """A picture in which these lines can be read."""
    image = Image.new("RGB", (900, 90 + 90 * max(1, len(lines))), "#f4f1ea")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=52)
    for number, line in enumerate(lines):
        draw.text((40, 40 + 90 * number), line, fill="#111", font=font)
    data = io.BytesIO()
    image.save(data, form)
    return SimpleUploadedFile(name, data.getvalue(), f"image/{form.lower()}")


def document(*lines: str, pages: int = 1, last: str = "", name: str = "letter.pdf") -> SimpleUploadedFile:
    """A PDF whose pages bear these lines; `last` stands on the last page alone."""

    def written(*lines: str) -> str:
        words = " ".join(f"({line}) Tj T*" for line in lines)
        return f"BT /F1 14 Tf 60 760 Td 20 TL {words} ET"

    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number in range(pages):
        stream = written(*lines, last) if last and number == pages - 1 else written(*lines)
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    made, starts = "%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        starts.append(len(made))
        made += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}"
    return SimpleUploadedFile(name, made.encode("latin-1"), "application/pdf")
