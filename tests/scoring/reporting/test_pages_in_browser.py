import math
import shutil
import struct
import wave
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from scoring.coaching.build import build_coaching_report
from scoring.reporting.call_page import render_call_page
from scoring.reporting.coaching_page import render_coaching_page
from scoring.reporting.team_page import render_team_page
from scoring.team.build import build_teams_report

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS = 206
AUDIO = "audio = document.getElementById('audio')"


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--mute-audio"],
        )
        yield browser
        browser.close()


@pytest.fixture
def folder(tmp_path: Path, scored, rubric) -> Path:
    with wave.open(str(tmp_path / "llamada.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        second = b"".join(struct.pack("<h", int(300 * math.sin(i * 0.3))) for i in range(8000))
        file.writeframes(second * SECONDS)
    page = render_call_page(scored, rubric, audio_href="llamada.wav")
    (tmp_path / "llamada-0042.html").write_text(page, encoding="utf-8")
    return tmp_path


class Watched:
    """A page with everything that it asked for or complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def time(self) -> float:
        return self.page.evaluate("document.getElementById('audio').currentTime")

    def paused(self) -> bool:
        return self.page.evaluate("document.getElementById('audio').paused")

    def ready(self) -> None:
        self.until("audio.readyState >= 1")

    def until(self, condition: str) -> None:
        """Wait for `condition`; the page's own policy forbids Playwright to poll inside it."""
        for _ in range(100):
            if self.page.evaluate(f"(({AUDIO}) => audio && {condition})()"):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never came true: {condition}")


@pytest.fixture
def watched(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield Watched(page)
    page.close()


def test_clicking_a_finding_plays_from_a_second_before_to_a_second_after(watched, folder) -> None:
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    watched.ready()
    watched.page.click("#c-no_sighs a.play")
    watched.until("audio.currentTime >= 39.3")
    assert 39.2 <= watched.time() <= 41.9
    watched.until("audio.paused")
    assert 41.8 <= watched.time() <= 42.4
    assert watched.complaints == []


def test_the_address_of_a_moment_opens_the_call_there(watched, folder) -> None:
    watched.page.goto(f"file://{folder}/llamada-0042.html#t=107.5")
    watched.ready()
    watched.until("audio.currentTime > 107")
    assert watched.time() == pytest.approx(107.5, abs=0.1)
    assert watched.paused()
    watched.until(
        "document.querySelector('.line.current')?.innerText.includes('le pido disculpas')"
    )


def test_clicking_the_picture_seeks_to_that_moment(watched, folder) -> None:
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    watched.ready()
    box = watched.page.locator("#track").bounding_box()
    watched.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 60)
    watched.until("audio.currentTime > 100")
    assert watched.time() == pytest.approx(SECONDS / 2, abs=1.5)


def test_the_picture_obeys_the_keyboard(watched, folder) -> None:
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    watched.ready()
    watched.page.focus("#track")
    watched.page.keyboard.press("ArrowRight")
    watched.until("audio.currentTime >= 5")
    watched.page.keyboard.press("End")
    watched.until("audio.currentTime > 200")
    assert watched.page.get_attribute("#track", "aria-valuetext") == "3:26"


def test_a_turn_of_the_transcript_plays_when_clicked(watched, folder) -> None:
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    watched.ready()
    watched.page.click(".line.other .clock")
    watched.until("audio.currentTime >= 168")
    assert not watched.paused()
    assert "Facturación" in watched.page.inner_text(".line.current")


def test_filters_leave_only_what_was_asked_for(watched, folder) -> None:
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    watched.page.click("[data-filter=unsure]")
    assert watched.page.locator(".finding:visible").count() == 1


def folds(page: Page) -> set[bool]:
    """Whether parts that come second are open: all, none or some."""
    return set(page.evaluate("[...document.querySelectorAll('details.fold')].map((d) => d.open)"))


def test_on_a_phone_what_comes_second_is_folded_until_it_is_asked_for(watched, folder) -> None:
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"file://{folder}/llamada-0042.html")
    assert folds(page) == {False}
    assert page.locator(".finding.not_met:visible").count() > 0
    met = page.locator(".finding.met")
    assert met.count() > 0
    assert not any(card.is_visible() for card in met.all())

    page.click("[data-filter=met]")
    assert all(card.is_visible() for card in met.all())
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_timeout(100)
    assert folds(page) == {True}
    assert watched.complaints == []


def test_a_link_opens_the_fold_its_target_lies_in(watched, folder) -> None:
    watched.page.set_viewport_size({"width": 390, "height": 844})
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    target = watched.page.locator(".finding.met").first.get_attribute("id")
    watched.page.goto(f"file://{folder}/llamada-0042.html#{target}")
    assert watched.page.locator(f"#{target}").is_visible()


def test_paper_shows_what_a_phone_folds(watched, folder) -> None:
    watched.page.set_viewport_size({"width": 390, "height": 844})
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    watched.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folds(watched.page) == {True}
    watched.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folds(watched.page) == {False}


def test_what_is_worth_a_look_is_among_what_to_review(watched, folder, scored, rubric) -> None:
    first, *others = scored.findings
    doubtful = replace(scored, findings=(replace(first, confidence=0.3), *others))
    page = render_call_page(doubtful, rubric, audio_href="llamada.wav")
    (folder / "doubtful.html").write_text(page, encoding="utf-8")
    watched.page.goto(f"file://{folder}/doubtful.html")
    watched.page.click("[data-filter=unsure]")
    assert watched.page.locator(".finding:visible").count() == 2


def test_a_link_to_a_finding_brings_back_what_a_filter_hid(watched, folder) -> None:
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    watched.page.click("[data-filter=met]")
    link = watched.page.locator(".to-improve a").first
    target = watched.page.locator(link.get_attribute("href"))
    assert not target.is_visible()
    link.click()
    assert target.is_visible()


def test_a_finding_is_played_from_the_keyboard(watched, folder) -> None:
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    watched.ready()
    watched.page.focus("#c-no_sighs a.play")
    watched.page.keyboard.press("Enter")
    watched.until("audio.currentTime >= 39.3")
    assert not watched.paused()


def test_without_scripts_all_can_be_read_and_no_dead_button_shows(browser, folder) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{folder}/llamada-0042.html")
    assert page.locator(".finding:visible").count() > 3
    assert page.locator("button:visible").count() == 0
    assert page.locator("audio:visible").count() == 1
    assert "JavaScript" in page.inner_text(".player")
    context.close()


def test_no_request_leaves_the_folder_and_nothing_complains(watched, folder) -> None:
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    watched.ready()
    watched.page.click("[data-zoom=in]")
    watched.page.click("#c-greeted a.play")
    watched.page.wait_for_timeout(300)
    assert watched.complaints == []
    own = (f"file://{folder}/", "data:")
    assert [url for url in watched.requests if not url.startswith(own)] == []


def test_a_missing_recording_is_said_and_the_rest_still_works(watched, folder) -> None:
    (folder / "llamada.wav").unlink()
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    watched.page.wait_for_selector("#missing:visible")
    assert "No se encuentra el audio" in watched.page.inner_text("#missing")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out_of_the_page(watched, folder, width: int) -> None:
    watched.page.set_viewport_size({"width": width, "height": 900})
    watched.page.goto(f"file://{folder}/llamada-0042.html")
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_script_in_a_name_never_runs(watched, folder, call_maker, rubric) -> None:
    hostile = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    call = call_maker(agent_name=hostile, customer_name=hostile)
    page = render_call_page(call, rubric, audio_href="llamada.wav")
    (folder / "hostil.html").write_text(page, encoding="utf-8")
    watched.page.goto(f"file://{folder}/hostil.html")
    assert watched.page.title() != "run"
    assert hostile in watched.page.inner_text("h1")


def test_a_link_of_the_coaching_report_opens_the_call_at_the_moment(
    watched, folder, scored, rubric
) -> None:
    report = build_coaching_report([scored], agent_id="a07", team=[], rubric=rubric)
    page = render_coaching_page(report, call_href=lambda call_id: f"{call_id}.html")
    (folder / "a07.html").write_text(page, encoding="utf-8")
    watched.page.goto(f"file://{folder}/a07.html")
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 1280
    watched.page.click(".priority >> nth=0 >> a.play >> nth=0")
    watched.ready()
    watched.until("audio.currentTime > 1")
    priority = report.priorities[0].moments[0]
    assert watched.time() == pytest.approx(priority.start - 1, abs=0.2)
    assert watched.complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_team_page_fits_and_asks_for_nothing(
    watched, folder, scored, rubric, width: int
) -> None:
    watched.page.set_viewport_size({"width": width, "height": 900})
    report = build_teams_report([scored], rubric=rubric, page_of=str)
    page = render_team_page(
        report, call_href=lambda call_id: f"../{call_id}.html", agent_href=lambda _: None
    )
    (folder / "team").mkdir()
    (folder / "team/index.html").write_text(page, encoding="utf-8")
    watched.page.goto(f"file://{folder}/team/index.html")
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
    assert "Reclamaciones" in watched.page.inner_text("h2")
    assert folds(watched.page) == {width == 1280}
    assert watched.complaints == []
    assert [url for url in watched.requests if not url.startswith(("file://", "data:"))] == []


def test_on_a_phone_no_indicator_lies_out_of_sight(watched, folder, scored, rubric) -> None:
    told = {"csat": 4.0, "nps": 9, "retained": True, "agent_id": "a07"}
    metadata = scored.heard.metadata.model_copy(update=told)
    call = replace(scored, heard=replace(scored.heard, metadata=metadata))
    report = build_teams_report([call] * 6, rubric=rubric, page_of=str)
    page = render_team_page(report, call_href=lambda _: None, agent_href=lambda _: None)
    (folder / "phone.html").write_text(page, encoding="utf-8")
    watched.page.set_viewport_size({"width": 390, "height": 900})
    watched.page.goto(f"file://{folder}/phone.html")
    watched.page.click("summary:has-text('Indicadores')")
    cells = watched.page.locator("table.numbers.stacked td").all()
    assert len(cells) >= 8, "the team and one agent, each with a score and three indicators"
    for cell in cells:
        box = cell.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert cell.get_attribute("data-label")
