"""What a file is, by its content alone, and which files are kept.

What the sender or the provider says it is decides only where formats share one shape, as the old ones of
Office do. Nothing that a browser would run is kept.
"""

import io
import zipfile
from dataclasses import dataclass

import filetype


@dataclass(frozen=True, slots=True)
class Kept:
    """`shown`: a browser may show or play it inside a page."""

    extension: str
    shown: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
KEPT = {
    "image/jpeg": Kept("jpg", shown=True),
    "image/png": Kept("png", shown=True),
    "image/webp": Kept("webp", shown=True),
    "image/gif": Kept("gif", shown=True),
    "audio/ogg": Kept("ogg", shown=True),
    "audio/mpeg": Kept("mp3", shown=True),
    "audio/mp4": Kept("m4a", shown=True),
    "audio/aac": Kept("aac", shown=True),
    "audio/amr": Kept("amr"),
    "audio/wav": Kept("wav", shown=True),
    "video/mp4": Kept("mp4"),
    "video/3gpp": Kept("3gp"),
    "video/quicktime": Kept("mov"),
    "application/pdf": Kept("pdf"),
    "application/msword": Kept("doc"),
    "application/vnd.ms-excel": Kept("xls"),
    "application/vnd.ms-powerpoint": Kept("ppt"),
    f"{_OFFICE}wordprocessingml.document": Kept("docx"),
    f"{_OFFICE}spreadsheetml.sheet": Kept("xlsx"),
    f"{_OFFICE}presentationml.presentation": Kept("pptx"),
    "text/vcard": Kept("vcf"),
}
_SAME = {"audio/x-wav": "audio/wav", "audio/m4a": "audio/mp4", "audio/x-m4a": "audio/mp4"}
_OLD_OFFICE = ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint")
_OLD_OFFICE_START = bytes.fromhex("d0cf11e0a1b11ae1")
_FOLDERS = {
    "word/": f"{_OFFICE}wordprocessingml.document",
    "xl/": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/": f"{_OFFICE}presentationml.presentation",
}


def recognise(data: bytes, claimed: str = "") -> str | None:
    """The type of one that is kept, a key of KEPT; None for every other."""
    found = _recognise(data, claimed.partition(";")[0].strip().lower())
    return found if found in KEPT else None


def _recognise(data: bytes, claimed: str) -> str | None:
    if data.startswith(_OLD_OFFICE_START):
        return claimed if claimed in _OLD_OFFICE else _OLD_OFFICE[0]
    if data.startswith(b"PK\x03\x04"):
        return _by_folders(data)
    if data[4:8] == b"ftyp" and data[8:11] in (b"3gp", b"3g2"):
        return "video/3gpp"
    if data[:64].lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCARD"):
        return "text/vcard"
    found: str | None = filetype.guess_mime(data)
    if found == "video/mp4" and claimed.startswith("audio/"):
        return "audio/mp4"  # one shape for both
    return _SAME.get(found or "", found)


def _by_folders(data: bytes) -> str | None:
    """Which of the newer formats of Office a ZIP is: none other is kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for start, kind in _FOLDERS.items() if any(n.startswith(start) for n in names)), None)
