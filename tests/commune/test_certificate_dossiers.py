from __future__ import annotations

from dataclasses import replace

from commune_inputs import sure, unsure

from pipeline.commune.certificate_dossiers import gather, with_numbers
from pipeline.model import CertificateFacts, CertificatePage, CertificatePart, ParcelPage, Reading, Source

NONE: Reading[str] = Reading(None)


def side(
    page: int, *parts: CertificatePart, serial: Reading[str] = NONE, scan: str = "records/a.pdf"
) -> CertificatePage:
    return CertificatePage(Source(scan, page), "2009", parts, CertificateFacts(serial=serial))


def paper(
    page: int, number: int | None, form: str = "certificate", scan: str = "records/a.pdf"
) -> ParcelPage:
    read: Reading[int] = Reading(None) if number is None else sure(number)
    sheet: Reading[int] = Reading(None) if number is None else sure(7)
    return ParcelPage(
        Source(scan, page), form, "", NONE, NONE, NONE, sheet, read, Reading(None), NONE, None, (), ()
    )


def places(pages: list[CertificatePage], papers: list[ParcelPage]) -> list[list[int]]:
    return [[page.source.page for page in dossier.pages] for dossier in gather(pages, papers)]


def test_a_page_of_changes_and_a_front_join_the_parcel_between_them() -> None:
    pages = [side(3, "changes"), side(1, "front", serial=sure("BK 123456")), side(2, "parcel")]
    (dossier,) = gather(pages, [paper(2, 41)])
    assert [page.source.page for page in dossier.pages] == [1, 2, 3] and dossier.by_order


def test_another_serial_number_another_parcel_or_a_second_front_begin_anew() -> None:
    first, other = sure("BK 123456"), sure("BK 123457")
    assert places([side(1, "front", serial=first), side(2, "changes", serial=other)], []) == [[1], [2]]
    assert places([side(1, "parcel"), side(2, "parcel")], [paper(1, 41), paper(2, 42)]) == [[1], [2]]
    assert places([side(1, "front"), side(2, "parcel"), side(3, "front")], [paper(2, 41)]) == [[1, 2], [3]]


def test_pages_of_several_scans_belong_together_only_by_a_sure_serial_number() -> None:
    one, two = side(1, "front", serial=sure("BK 123456")), side(1, "parcel", scan="records/b.pdf")
    known, read = (
        replace(two, facts=CertificateFacts(serial=serial))
        for serial in (sure("BK 123456"), unsure("BK 123456"))
    )
    assert [len(gather([one, page], [])) for page in (two, read, known)] == [2, 2, 1]
    assert not gather([one, known], [])[0].by_order


def test_corners_on_a_page_of_a_certificate_are_of_its_parcel() -> None:
    dossiers = gather(
        [side(1, "parcel"), side(2, "changes")], papers := [paper(1, 41), paper(2, None, "corners")]
    )
    assert [each.number.value for each in with_numbers(papers, dossiers)] == [41, 41]
    alone = gather([side(2, "changes")], papers)
    assert with_numbers(papers, alone)[1].number.value is None
