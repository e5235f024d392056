"""What becomes of the post's link and of reference identifiers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.records.model import Brand

_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)(10\.\d{4,9}/\S+)\Z", re.IGNORECASE)
_PMID = re.compile(r"(?:pmid:?\s*)(\d{1,9})\Z", re.IGNORECASE)
_NCT = re.compile(r"(?:nct:\s*)?(NCT\d{8})\Z", re.IGNORECASE)


def is_own(url: str, domains: Sequence[str]) -> bool:
    """Whether ``url`` leads to one of the practice's own domains or below one."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:  # a malformed host in the author's link: the link rule names it
        return False
    names = [domain.casefold().strip(".").removeprefix("www.") for domain in domains]
    return any(host == name or host.endswith(f".{name}") for name in names if name)


def tagged(url: str, brand: Brand, *, platform: str, post_id: str) -> str:
    """Return ``url`` with the brand's link tags, if it leads home; else as it is.

    ``{platform}`` and ``{post}`` in a tag's value are filled in. A parameter the author wrote
    stays; the fragment stays last.
    """
    if not url or not brand.utm or not is_own(url, brand.contacts.domains):
        return url
    parts = urlsplit(url)
    given = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    known = {"{platform}": platform, "{post}": post_id}
    added = [(k, _filled(v, known)) for k, v in brand.utm.items() if k not in given]
    query = "&".join(part for part in (parts.query, urlencode(added)) if part)
    return urlunsplit(parts._replace(query=query))


def _filled(value: str, known: Mapping[str, str]) -> str:
    for name, word in known.items():
        value = value.replace(name, word)
    return value


def mentions_link(text: str, url: str) -> bool:
    """Whether ``text`` already shows ``url``, with or without scheme, "www." or query."""
    return bool(url) and _bare(url) in text.casefold()


def _bare(url: str) -> str:
    without = re.sub(r"^[a-z]+://(?:www\.)?", "", url.casefold())
    return re.split(r"[?#]", without)[0].rstrip("/")


def reference_url(reference: str) -> str:
    """Return a reference as a link if it is a DOI, PubMed or trial number; else as written."""
    reference = reference.strip()
    if found := _DOI.match(reference):
        return f"https://doi.org/{found[1]}"
    if found := _PMID.match(reference):
        return f"https://pubmed.ncbi.nlm.nih.gov/{found[1]}/"
    if found := _NCT.match(reference):
        return f"https://clinicaltrials.gov/study/{found[1].upper()}"
    return reference


def reference_name(reference: str) -> str:
    """Return a reference for a text whose links cannot be followed: "doi:10.1000/1"."""
    reference = reference.strip()
    if found := _DOI.match(reference):
        return f"doi:{found[1]}"
    if found := _PMID.match(reference):
        return f"PMID {found[1]}"
    return reference
