"""The review page in a browser: answered by keyboard alone, by several people, over a bad network."""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import Any

import pytest
import reviewed
from axe_playwright_python.sync_playwright import Axe
from reviewed import Served

from pipeline.communes import former_units
from pipeline.review import journal
from pipeline.review.groups import group_of

HOLDER = reviewed.OWNER


def enter(page: Any, served: Served, who: str = "Người Thử") -> None:
    page.goto(served.address)
    page.locator("#who").fill(who)
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#entry').hidden")


def asked(page: Any) -> bool:
    """Whether a question stands there; waits until one or the end does."""
    page.wait_for_function(
        "!document.querySelector('#question').hidden || !document.querySelector('#nothing').hidden"
    )
    return bool(page.locator("#question").is_visible())


def values(page: Any) -> dict[str, str]:
    """What is shown of each field, by its name for people."""
    rows = page.locator("#fields tbody tr")
    return {
        rows.nth(k).locator("th").inner_text(): rows.nth(k).locator(".value").inner_text()
        for k in range(rows.count())
    }


def saved(page: Any) -> None:
    """Wait until the page says that an answer is kept."""
    page.wait_for_function("document.querySelector('#told').textContent.startsWith('Đã lưu.')")


def settled(served: Served, count: int) -> None:
    """Wait until so many decisions are there and the questions were made of them."""
    limit = time.monotonic() + 30
    while len(served.desk.decisions) < count and time.monotonic() < limit:
        time.sleep(0.02)
    served.desk.renew()


def answer_by_keyboard(page: Any, true_number: int) -> int:
    """Answer the question on the screen as somebody who sees the paper; how many keys it took."""
    number, area, code = reviewed.TRUTH[true_number]
    wanted = {"Số thửa": str(number), "Diện tích (m²)": f"{area}".replace(".", ","), "Loại đất": code}
    wanted["Người sử dụng đất"] = HOLDER
    shown, keys = values(page), 0
    rows = page.locator("#fields tbody tr")
    for place, (name, value) in enumerate(shown.items()):
        if name not in wanted or value == wanted[name]:
            continue
        while "current" not in (rows.nth(place).get_attribute("class") or ""):
            page.keyboard.press("Tab")
            keys += 1
        options = rows.nth(place).locator("button")
        told = [
            re.sub(r"^\d", "", options.nth(k).inner_text().split("\n")[0]) for k in range(options.count())
        ]
        fitting = [k for k, text in enumerate(told) if text.startswith(wanted[name])]
        if fitting:
            page.keyboard.press(str(fitting[0] + 1))
            keys += 1
        else:
            page.keyboard.press("e")
            page.keyboard.type(wanted[name])
            page.keyboard.press("Enter")
            page.wait_for_function("document.querySelector('#typing').hidden")
            keys += 2 + len(wanted[name])
    page.keyboard.press("Enter")
    return keys + 1


def true_number(served: Served, page: Any) -> int | None:
    """Which parcel or row the question on the screen is about, by its place; None for what is neither."""
    picture = page.locator("#pictures img").first.get_attribute("src")
    name = re.search(r"question=([^&]+)", picture or "")
    assert name
    about, key = name.group(1).replace("%3A", ":").split(":")
    if about == "ground":
        return None
    if about == "row":
        return round((float(key.rpartition("-")[2]) - 18) / reviewed.ROW_PX)
    east, north = map(float, key.split("_")[2:])
    return next(
        place
        for place, plot in enumerate(reviewed.PLOTS, 1)
        if plot.buffer(1).covers(reviewed.point(east, north))
    )


def test_the_whole_queue_by_keyboard_alone_ends_with_nothing_open(browser: Any, served: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served)
    keys = []
    while asked(page):
        name = page.locator("#name").inner_text()
        number = true_number(served, page)
        keys.append(1 if number is None else answer_by_keyboard(page, number))
        if number is None:  # ground at the edge of the sheet
            page.keyboard.press("Enter")
        page.wait_for_function(
            "name => document.querySelector('#question').hidden ||"
            " document.querySelector('#name').textContent !== name ||"
            " document.querySelector('#told').textContent.startsWith('Đã lưu.')",
            arg=name,
        )
        page.evaluate("document.querySelector('#told').textContent = ''")
        settled(served, 1)
        assert len(keys) < 60
    assert page.locator("#nothing").is_visible() and not served.desk.left()
    commune = reviewed.merged(served.desk.decisions)
    assert {parcel.status for parcel in commune.parcels} <= {"khop", "chap_nhan"}
    assert {(p.number, p.label_area_m2, p.code) for p in commune.parcels} == set(reviewed.TRUTH.values())
    assert {record.record.owner.value for record in commune.records} == {HOLDER}
    assert sum(count <= 2 for count in keys) >= 0.9 * len(keys)
    page.close()


def test_undo_brings_the_question_back(browser: Any, served: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served)
    assert asked(page)
    first, left = page.locator("#name").inner_text(), len(served.desk.left())
    page.keyboard.press("Enter")
    page.wait_for_function("name => document.querySelector('#name').textContent !== name", arg=first)
    page.keyboard.press("z")
    page.wait_for_function("document.querySelector('#told').textContent.startsWith('Đã hoàn tác')")
    settled(served, 2)
    assert len(served.desk.left()) == left
    page.close()


def test_reload_and_back_lose_nothing_and_double_nothing(browser: Any, served: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served)
    assert asked(page)
    page.keyboard.press("Enter")
    saved(page)
    page.reload()
    assert asked(page)
    page.goto("about:blank")
    page.go_back()
    assert asked(page)
    assert Counter(each.id for each in served.desk.decisions).most_common(1)[0][1] == 1
    names = [path.relative_to(served.desk.raw).as_posix() for path in served.desk.raw.rglob("*.jsonl")]
    assert journal.read(served.desk.raw, names) == served.desk.decisions
    page.close()


def test_an_answer_that_the_network_lost_is_sent_again_and_counts_once(browser: Any, served: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    tries: list[str] = []

    def lose(route: Any) -> None:
        tries.append(route.request.post_data)
        if len(tries) == 1:
            route.abort()
        elif len(tries) == 2:  # it arrives, but its answer is lost
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/answer", lose)  # before the page is there: nothing is sent past it
    enter(page, served)
    assert asked(page)
    page.keyboard.press("Enter")
    saved(page)
    assert len(tries) == 3 and len(set(tries)) == 1
    assert len({each.id for each in served.desk.decisions}) == len(served.desk.decisions)
    page.close()


def test_two_people_are_asked_different_questions(browser: Any, served: Served) -> None:
    pages = [browser.new_context(bypass_csp=True).new_page() for _ in range(2)]
    for page, who in zip(pages, ("An", "Bình"), strict=True):
        enter(page, served, who)
        assert asked(page)
    names = [page.locator("#pictures img").first.get_attribute("src") for page in pages]
    assert names[0] != names[1]
    for page in pages:
        page.keyboard.press("Enter")
        saved(page)
    assert {each.who for each in served.desk.decisions} == {"An", "Bình"}
    for page in pages:
        page.context.close()


def test_a_value_that_cannot_be_is_refused_while_it_is_typed(browser: Any, served: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served)
    assert asked(page)
    page.keyboard.press("e")
    page.keyboard.type("XYZ")
    page.wait_for_function("document.querySelector('#checked').textContent !== ''")
    page.keyboard.press("Enter")
    assert page.locator("#typing").is_visible() and not served.desk.decisions
    page.keyboard.press("Escape")
    assert page.locator("#typing").is_hidden()
    page.close()


def test_a_number_that_another_parcel_has_is_told_while_it_is_typed(browser: Any, served: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served)
    assert asked(page)
    other = next(each for each in reviewed.merged().parcels if each.status == "khop")
    rows = page.locator("#fields tbody tr")
    while "current" not in (rows.nth(0).get_attribute("class") or ""):
        page.keyboard.press("Tab")
    page.keyboard.press("e")
    page.keyboard.type(str(other.number))
    page.wait_for_function("document.querySelector('#checked').textContent.includes('thửa khác')")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("9999")
    page.wait_for_function("!document.querySelector('#checked').textContent.includes('thửa khác')")
    page.close()


@pytest.mark.parametrize("width", [1280, 800])
def test_nothing_serious_hinders_anybody_and_nothing_is_wider_than_the_screen(
    browser: Any, served: Served, width: int
) -> None:
    page = browser.new_page(bypass_csp=True, viewport={"width": width, "height": 900})
    page.goto(served.address)
    page.wait_for_function("document.querySelector('#language').textContent !== ''")
    found = [Axe().run(page).response["violations"]]
    enter(page, served)
    assert asked(page)
    page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth)")
    found.append(Axe().run(page).response["violations"])
    serious = [
        each["id"] for violations in found for each in violations if each["impact"] in ("serious", "critical")
    ]
    assert not serious
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()


def test_both_languages_and_no_request_leaves_this_machine(browser: Any, served: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    enter(page, served)
    assert asked(page)
    assert "Nhận như đang hiện" in page.locator("#answers").inner_text()
    page.locator("#language").click()
    assert "Accept as shown" in page.locator("#answers").inner_text()
    assert requests and all(url.startswith((served.address, "data:")) for url in requests)
    page.close()


def test_from_a_parcel_of_the_report_to_its_question(browser: Any, served: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served)
    assert asked(page)
    page.locator("header a").click()
    links = page.locator("a.go")
    wanted = links.last.get_attribute("href").partition("#")[2]
    assert links.count() > 1 and links.last.is_visible()
    links.last.click()
    assert asked(page)
    picture = page.locator("#pictures img").first.get_attribute("src") or ""
    assert wanted.replace(":", "%3A") in picture
    page.close()


def test_what_a_page_is_and_where_it_belongs_by_keyboard(browser: Any, served_pages: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served_pages)
    assert asked(page)
    assert "Trang 1" in page.locator("#name").inner_text()
    page.keyboard.press("Enter")  # nothing is said yet
    page.wait_for_function("document.querySelector('#told').textContent !== ''")
    assert not served_pages.desk.decisions
    page.keyboard.press("3")
    assert "Giấy khác" in page.locator("tr.current .value").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('tr.current th').textContent === 'Của xã cũ'")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_function("!document.querySelector('#nothing').hidden")
    said = {(each.about, each.field): each.value for each in served_pages.desk.decisions}
    assert said == {("page", "kind"): "other", ("page", "unit"): former_units("09208")[0].code}
    page.close()


def at_several_labels(browser: Any, served: Served) -> Any:
    """A page that asks about two labels in one face."""
    page = browser.new_page(bypass_csp=True)
    enter(page, served)
    assert asked(page)
    question = next(each for each in served.desk.open if "several_labels" in each.alike)
    page.evaluate("name => { location.hash = '#' + encodeURIComponent(name); }", question.id)
    page.wait_for_function("document.querySelector('#name').textContent.startsWith('Thửa 26')")
    page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth)")
    return page


def click_at(page: Any, across: float, down: float) -> None:
    """Click at a share of the first picture, which a drawing may have made larger."""
    image = page.locator("#pictures img").first
    box = image.bounding_box()
    image.click(position={"x": across * box["width"], "y": down * box["height"]})


def draw_boundary(page: Any) -> None:
    for down in (0.25, 0.9):
        click_at(page, 0.52, down)


def test_a_missing_boundary_is_drawn_with_the_mouse(browser: Any, served_joined: Served) -> None:
    page = at_several_labels(browser, served_joined)
    page.keyboard.press("c")
    draw_boundary(page)
    assert page.locator("svg polyline.line").get_attribute("points").count(",") == 2
    page.wait_for_function("document.querySelector('#told').textContent.startsWith('Các phần')")
    found = Axe().run(page).response["violations"]
    assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]
    page.keyboard.press("Enter")
    saved(page)
    assert [each.field for each in served_joined.desk.decisions] == ["outline", "drawn"]
    page.close()


def test_a_missing_boundary_is_drawn_by_keyboard_alone_and_can_be_left(
    browser: Any, served_joined: Served
) -> None:
    page = at_several_labels(browser, served_joined)
    page.keyboard.press("c")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    assert page.locator("svg").count() == 0 and not served_joined.desk.decisions
    page.keyboard.press("c")
    for way in ("ArrowUp", "ArrowDown"):
        for _ in range(20 if way == "ArrowUp" else 40):
            page.keyboard.press(way)
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    saved(page)
    assert [each.field for each in served_joined.desk.decisions] == ["outline", "drawn"]
    page.close()


def test_while_a_boundary_is_drawn_no_button_accepts_the_land(browser: Any, served_joined: Served) -> None:
    page = at_several_labels(browser, served_joined)
    buttons = page.locator("#answers button")
    buttons.filter(has_text="Vẽ đường ranh").click()
    assert buttons.count() == 3
    draw_boundary(page)
    buttons.filter(has_text="Bỏ điểm cuối").click()
    assert page.locator("svg polyline.line").get_attribute("points").count(",") == 1
    click_at(page, 0.52, 0.9)
    page.locator("#answers button.main").click()
    saved(page)
    assert [each.field for each in served_joined.desk.decisions] == ["outline", "drawn"]
    page.close()


def test_a_neighbour_is_joined_only_when_it_is_confirmed(browser: Any, served_joined: Served) -> None:
    page = at_several_labels(browser, served_joined)
    page.keyboard.press("j")
    for across in (0.5, 0.02):  # another click takes the place of the first
        click_at(page, across, 0.5)
    page.wait_for_function("document.querySelector('#told').textContent.startsWith('Enter để ghép')")
    assert not served_joined.desk.decisions
    page.keyboard.press("Enter")
    saved(page)
    assert [each.field for each in served_joined.desk.decisions] == ["outline", "outline"]
    page.close()


def test_a_key_that_is_held_down_answers_once_and_a_marked_link_is_followed(
    browser: Any, served: Served
) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served)
    assert asked(page)
    before = page.locator("#name").inner_text()
    page.keyboard.down("Enter")
    for _ in range(3):  # as a browser repeats a key that is held
        saved(page)
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert len({each.key for each in served.desk.decisions}) == 1
    page.wait_for_function("before => document.querySelector('#name').textContent !== before", arg=before)
    page.locator("header a").focus()
    page.evaluate(
        "document.querySelector('header a').addEventListener("
        "'click', event => { event.preventDefault(); window.went = 1; })"
    )
    page.keyboard.press("Enter")
    assert page.evaluate("window.went") == 1 and len({each.key for each in served.desk.decisions}) == 1
    page.close()


def test_land_that_has_a_number_does_not_go_by_one_key(browser: Any, served_joined: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served_joined)
    assert asked(page)
    page.keyboard.press("d")
    page.wait_for_function("document.querySelector('#told').textContent.includes('D lần nữa')")
    assert not served_joined.desk.decisions
    page.keyboard.press("d")
    saved(page)
    assert [(each.field, each.value) for each in served_joined.desk.decisions] == [
        ("outline", "POLYGON EMPTY")
    ]
    page.close()


def test_a_row_that_does_not_hold_goes_by_a_second_key(browser: Any, served: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served)
    while asked(page) and not page.locator("#name").inner_text().startswith("Dòng sổ"):
        page.keyboard.press("Enter")
        saved(page)
        page.evaluate("document.querySelector('#told').textContent = ''")
        served.desk.renew()
    before = len(served.desk.decisions)
    page.keyboard.press("d")
    page.wait_for_function("document.querySelector('#told').textContent.includes('D lần nữa')")
    assert len(served.desk.decisions) == before
    page.keyboard.press("d")
    saved(page)
    last = served.desk.decisions[-1]
    assert (last.about, last.field, last.value) == ("row", "accepted", "nothing")
    page.close()


def test_a_sheet_is_placed_by_known_points(browser: Any, served_unplaced: Served) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served_unplaced)
    assert asked(page)
    page.keyboard.press("p")
    image = page.locator("#pictures img").first
    for share, typed in ((0.2, "2345030,0 553020,0"), (0.8, "2345100,0 553120,0")):
        for _ in range(2):  # near it, then the point itself
            page.wait_for_function(
                "[...document.images].every(image => image.complete && image.naturalWidth)"
            )
            box = image.bounding_box()
            image.click(position={"x": share * box["width"], "y": (1 - share) * box["height"]})
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('#typing').hidden")
    page.wait_for_function("document.querySelector('#told').textContent.includes('lệch')")
    found = Axe().run(page).response["violations"]
    assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]
    page.keyboard.press("Enter")
    page.wait_for_function("!document.querySelector('#nothing').hidden")
    (decision,) = served_unplaced.desk.decisions
    assert (decision.about, decision.field) == ("page", "points")
    page.close()


def test_questions_that_are_alike_are_answered_together_without_the_odd_one(
    browser: Any, served: Served
) -> None:
    page = browser.new_page(bypass_csp=True)
    enter(page, served)
    assert asked(page)
    largest = max((group_of(each, served.desk.left()) for each in served.desk.left()), key=len)
    page.evaluate("name => { location.hash = '#' + encodeURIComponent(name); }", largest[0].id)
    page.wait_for_function("document.querySelector('#answers').textContent.includes('Trả lời cùng lúc')")
    page.wait_for_function(
        "name => document.querySelector('#pictures img').src.includes(encodeURIComponent(name))",
        arg=largest[0].id,
    )
    page.keyboard.press("b")
    page.wait_for_function("!document.querySelector('#group').hidden")
    page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth)")
    found = Axe().run(page).response["violations"]
    assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]
    crops = page.locator("#grid button")
    assert crops.count() == len(largest) > 1
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert crops.nth(1).get_attribute("aria-pressed") == "false"
    page.keyboard.press("Enter")
    saved(page)
    decided = {each.key for each in served.desk.decisions}
    assert {each.key for place, each in enumerate(largest) if place != 1} <= decided
    assert largest[1].key not in decided
    page.close()
