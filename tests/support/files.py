"""Files of the kinds that clients send, small ones."""

from io import BytesIO

from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def png(width: int = 4, height: int = 4) -> bytes:
    """Return a picture of one colour."""
    file = BytesIO()
    Image.new("RGB", (width, height), (40, 120, 200)).save(file, "PNG")
    return file.getvalue()
