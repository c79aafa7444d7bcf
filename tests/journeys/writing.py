"""Words for what people do in the composer, so that journeys read as what happens."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect


def field(page: Page) -> Locator:
    """Where one writes."""
    return page.locator("textarea[name=text]")


def words(page: Page) -> str:
    """What stands there."""
    return field(page).input_value()


def marked(page: Page) -> list[str]:
    """The words with a mark under them."""
    return [mark.text_content() or "" for mark in page.locator("[data-part=marks] .mark").all()]


def cards(page: Page, number: int) -> Locator:
    """The cards of what was found, once there are so many."""
    found = page.locator("[data-part=cards] .finding[data-finding]")
    expect(found).to_have_count(number)
    return found


def mend(card: Locator) -> None:
    """Take the first way that a card offers to put right what was found. What it is called is the guard's affair."""
    card.locator("[name=fix]").first.click()


def checked(page: Page) -> None:
    """The words were read and nothing stands in their way."""
    expect(page.get_by_text("Nothing found. This can go out.").first).to_be_visible()


def publish(page: Page) -> None:
    """Press the button that sends the words."""
    page.locator("[name=publish]").click()


def picture(name: str = "bench.png") -> FilePayload:
    """A small picture, as a file chooser hands it over."""
    drawn = BytesIO()
    Image.new("RGB", (320, 240), "teal").save(drawn, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": drawn.getvalue()}
