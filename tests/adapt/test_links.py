"""Link tags go on the practice's own links only."""

from __future__ import annotations

import pytest

from bot.adapt.links import is_own, mentions_link, reference_name, reference_url, tagged
from bot.records.model import Brand, Phrase

BRAND = Brand(
    name="Harbor",
    contacts=Phrase(domains=("www.HarborSpine.org",)),
    utm={"utm_source": "{platform}", "utm_campaign": "{post}"},
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://harborspine.org/a", "https://harborspine.org/a?utm_source=x&utm_campaign=walk"),
        (
            "https://a.harborspine.org/?q=1#t",
            "https://a.harborspine.org/?q=1&utm_source=x&utm_campaign=walk#t",
        ),
        (
            "https://harborspine.org/?utm_source=mail",
            "https://harborspine.org/?utm_source=mail&utm_campaign=walk",
        ),
        ("https://notharborspine.org/", "https://notharborspine.org/"),
        ("https://doi.org/10.1000/1", "https://doi.org/10.1000/1"),
        ("https://[bad/", "https://[bad/"),
        ("", ""),
    ],
)
def test_tags(url: str, expected: str) -> None:
    assert tagged(url, BRAND, platform="x", post_id="walk") == expected


def test_no_domain_is_own_without_a_list() -> None:
    assert not is_own("https://harborspine.org", ("",))


def test_a_link_is_told_already_without_scheme_and_query() -> None:
    assert mentions_link("See harborspine.org/a today", "https://www.harborspine.org/a/?x=1")
    assert not mentions_link("See harborspine.org", "https://harborspine.org/a")
    assert not mentions_link("anything", "")


@pytest.mark.parametrize(
    ("reference", "url", "name"),
    [
        (
            "doi:10.2147/JPR.S366978",
            "https://doi.org/10.2147/JPR.S366978",
            "doi:10.2147/JPR.S366978",
        ),
        ("https://doi.org/10.1/x", "https://doi.org/10.1/x", "https://doi.org/10.1/x"),
        ("https://dx.doi.org/10.1000/x", "https://doi.org/10.1000/x", "doi:10.1000/x"),
        ("PMID: 28597471", "https://pubmed.ncbi.nlm.nih.gov/28597471/", "PMID 28597471"),
        ("NCT01234567", "https://clinicaltrials.gov/study/NCT01234567", "NCT01234567"),
        ("Lee, Pain 2020", "Lee, Pain 2020", "Lee, Pain 2020"),
    ],
)
def test_references(reference: str, url: str, name: str) -> None:
    assert (reference_url(reference), reference_name(reference)) == (url, name)
