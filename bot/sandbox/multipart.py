"""The fields of a multipart/form-data body, read strictly (RFC 7578)."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

MARK = b"\r\n\r\n"


class NotMultipart(Exception):
    """The body is not multipart/form-data; the message says what is amiss."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``filename`` is empty for a plain value."""

    data: bytes
    filename: str = ""
    content_type: str = ""

    @property
    def text(self) -> str:
        """The value as text."""
        return self.data.decode(errors="replace")

    def shown(self) -> str | dict[str, object]:
        """The value as a log may hold it: of a file only its type and size."""
        if self.filename:
            return {"type": self.content_type, "bytes": len(self.data)}
        return self.text[:200]


def parse(body: bytes, content_type: str) -> dict[str, Field]:
    """Name -> field. Raises NotMultipart for anything else or for a doubled name."""
    boundary = _boundary(content_type)
    chunks = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if len(chunks) < 3 or not chunks[-1].startswith(b"--"):
        raise NotMultipart("the multipart body is not closed by its boundary")
    found: dict[str, Field] = {}
    for chunk in chunks[1:-1]:
        name, one = _field(chunk)
        if name in found:
            raise NotMultipart("a multipart field comes twice")
        found[name] = one
    return found


def _boundary(content_type: str) -> bytes:
    header = Message()
    header["content-type"] = content_type
    boundary = header.get_param("boundary")
    if header.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        raise NotMultipart("the content type is not multipart/form-data with a boundary")
    return boundary.encode()


def _field(chunk: bytes) -> tuple[str, Field]:
    head, mark, data = chunk.partition(MARK)
    if not mark:
        raise NotMultipart("a multipart field has no header")
    header = Message()
    for line in head.decode(errors="replace").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            header[name] = value.strip()
    label = header.get_param("name", header="content-disposition")
    if not isinstance(label, str):
        raise NotMultipart("a multipart field has no name")
    filename = header.get_param("filename", "", header="content-disposition")
    return label, Field(data, str(filename or ""), str(header["content-type"] or ""))
