"""Words made safe to keep, and Markdown as HTML that holds whatever is thrown at it."""

import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.kernel import text

ALLOWED = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "hr"}
ATTRIBUTES = {"a": {"href", "class", "rel"}, "ol": {"start"}}
VOID = {"br", "hr"}


class Reading(HTMLParser):
    """Reads HTML as a browser's tokeniser does; fails at anything that our pages do not allow in a post."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, set()), f"{tag} {name}"
            if name == "href":
                assert value is not None
                assert value.startswith("/") or urlsplit(value).scheme in {"http", "https", "mailto"}, value
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError("a declaration")

    def handle_pi(self, data: str) -> None:
        raise AssertionError("an instruction")


def html(words: str) -> str:
    return text.to_html(
        text.tidy(words),
        handle_url=lambda handle: f"/@{handle}/" if handle != "nobody" else None,
        tag_url=lambda tag: f"/tags/{tag}/",
    )


def read(words: str) -> str:
    """The words as a reader sees them, once the HTML has proved to be sound."""
    reading = Reading()
    reading.feed(html(words))
    reading.close()
    assert reading.open == []
    return " ".join(reading.words)


MARKS = ["*", "**", "_", "__", "`", "```", "~~~", "~~", "> ", "- ", "1. ", "#", "## ", "[", "](", ")", "!", "|", "\\"]
ODD = [
    "\n",
    "\n\n",
    "    ",
    "\t",
    "---\n",
    "===\n",
    "<",
    ">",
    "</a>",
    "<script>",
    "<!--",
    "&",
    "&amp;",
    "&#x3c;",
    '"',
    "'",
]
LINKS = [
    "http://a.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "[a](javascript:x)",
    "<javascript:x>",
    "a@b.co",
]
NAMES = ["@nadia", "@nobody", "#tag", "\u202e", "\u2066", "\u2069", "\u0301", "\x00", "\ud800", "word", "é", "𝔘"]
PIECES = st.lists(st.sampled_from([*MARKS, *ODD, *LINKS, *NAMES]), max_size=60).map("".join)


@given(st.one_of(PIECES, st.text(max_size=300)))
def test_whatever_is_written_the_html_is_sound(words: str) -> None:
    read(words)


@given(PIECES)
def test_html_of_html_is_text(words: str) -> None:
    """Nothing that was escaped comes alive when its text is published once more."""
    assert "<script" not in html(html(words)).lower()


@given(st.lists(st.tuples(st.sampled_from(["> ", "- ", "1. ", "> - ", ">>> "]), st.integers(1, 40)), max_size=12))
def test_no_word_is_hidden_by_nesting(lines: list[tuple[str, int]]) -> None:
    words = [f"word{number}" for number in range(len(lines))]
    source = "\n".join(f"{sign * depth}{word}" for (sign, depth), word in zip(lines, words, strict=True))
    shown = read(source)
    assert all(word in shown for word in words)


SIZE = 20_000
DEEP = {
    "quotes": "> " * (SIZE // 2) + "word",
    "quote signs": ">" * SIZE + "word",
    "lists": "- " * (SIZE // 3) + "word",
    "numbered": "1. " * (SIZE // 4) + "word",
    "quoted lists": "> - " * (SIZE // 5) + "word",
    "stars": "*" * SIZE + "word",
    "open emphasis": "*a " * (SIZE // 3) + "word",
    "mixed emphasis": "*a _b " * (SIZE // 6) + "word",
    "brackets": "[" * SIZE + "word",
    "links": "[a](b" * (SIZE // 5) + "word",
    "links in links": "[" * (SIZE // 3) + "a](b)" * 100 + "word",
    "pictures": "![a" * (SIZE // 3) + "word",
    "ticks": "".join("`" * length + "a" for length in range(1, 190)) + "word",
    "angles": "<a " * (SIZE // 3) + "word",
    "entities": "&" * SIZE + "word",
    "escapes": "\\" * SIZE + "word",
    "tables": "|a" * (SIZE // 4) + "\n" + "|-" * (SIZE // 4) + "\nword",
    "lines": "a\n" * (SIZE // 2) + "word",
    "titles under lines": "a\n=\n" * (SIZE // 4) + "word",
    "references": "[a]: b\n" * (SIZE // 7) + "word",
    "addresses": "http://a.b " * (SIZE // 11) + "word",
    "one long address": "http://a.example/" + "a" * SIZE + " word",
    "half addresses": "a@" * (SIZE // 2) + " word",
    "mentions": "@nadia " * (SIZE // 7) + "word",
    "tags": "#tag " * (SIZE // 5) + "word",
    "one enormous word": "w" * SIZE + " word",
    "fences": "```\n" * (SIZE // 4) + "word",
}


@pytest.mark.parametrize("what", DEEP)
def test_ten_thousand_deep_is_sound_and_hides_nothing(what: str) -> None:
    """A quadratic reader would be seen here: each of these takes a blink, and the suite would take minutes."""
    assert "word" in read(DEEP[what])


def test_deep_quotes_are_shown_flat_and_usual_ones_as_quotes() -> None:
    assert html("> > > word").count("<blockquote>") == 3
    flat = html("> " * 40 + "word")
    assert "<blockquote>" not in flat
    assert flat.count("&gt;") == 40


def test_words_behind_a_fence_are_shown() -> None:
    assert "not a language at all" in read("``` not a language at all\ncode\n```")
    assert "python" not in read("```python\ncode\n```")


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>", "vbscript:x", "file:///etc/passwd"],
)
def test_only_web_and_mail_addresses_become_links(link: str) -> None:
    for source in (f"[word]({link})", f"<{link}>", link, f"[word](  {link}  )"):
        assert "href" not in html(source).replace("&lt;", "<")


# --- tidy ----------------------------------------------------------------------------------------------------------


@given(st.text(max_size=300))
def test_tidy_is_done_once_and_storable(words: str) -> None:
    tidied = text.tidy(words)
    assert text.tidy(tidied) == tidied
    tidied.encode()
    assert not {char for char in tidied if unicodedata.category(char) == "Cc"} - {"\n", "\t"}
    assert not set(tidied) & set("\u202a\u202b\u202c\u202d\u202e\u206a\u206f")


@given(st.text(alphabet="a\u2066\u2067\u2068\u2069\n", max_size=60))
def test_isolates_end_on_their_line(words: str) -> None:
    for line in text.tidy(words).split("\n"):
        depth = 0
        for char in line:
            depth += (char in "\u2066\u2067\u2068") - (char == "\u2069")
            assert depth >= 0
        assert depth == 0


def test_honest_isolates_stay() -> None:
    assert text.tidy("She said \u2067שלום\u2069 and left.") == "She said \u2067שלום\u2069 and left."


def test_floods_of_marks_are_cut_and_honest_ones_stay() -> None:
    assert text.tidy("z" + "\u0335" * 100 + "o") == "z" + "\u0335" * text.MOST_MARKS + "o"
    for honest in ("ế", "בְּרֵאשִׁ֖ית", "กำลัง", "हिन्दी", "1\ufe0f\u20e3"):
        assert text.tidy(honest) == unicodedata.normalize("NFC", honest)


def test_families_of_emoji_stay_one() -> None:
    family, flag = (
        "\U0001f469\u200d\U0001f469\u200d\U0001f467",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    )
    assert text.tidy(family) == family
    assert text.tidy(flag) == flag


def test_words_in_tag_characters_are_taken_out() -> None:
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "MRN 00482913")
    assert text.tidy(f"A quiet{hidden} walk") == "A quiet walk"


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060\u200d", "\u3164", "\u2800 \u115f", "\u00ad", "\u0301", " \t"])
def test_what_nobody_sees_is_blank(unseen: str) -> None:
    assert text.is_blank(unseen)
    assert not text.is_blank(unseen + "a")


def test_line_breaks_of_all_kinds_are_one() -> None:
    assert text.tidy("a\r\nb\rc\u2028d\u2029e\x0bf\x85g") == "a\nb\nc\nd\ne\nf\ng"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "# When it wears you out\n\n- **One rest day.** Keep *going*",
            "When it wears you out\n\nOne rest day. Keep going",
        ),
        ("> quoted, and ~~struck~~ `code`", "quoted, and struck code"),
        ("see [the page](https://example.org/a) of WHO", "see the page of WHO"),
        ("2 * 3 * 4, #walking and a-b", "2 * 3 * 4, #walking and a-b"),
        ("[1] is no link (really)", "[1] is no link (really)"),
    ],
)
def test_without_marks_only_the_words_stay(written: str, said: str) -> None:
    assert text.without_marks(written) == said


@given(st.text(alphabet="*_~`[]()#->ab \n", max_size=300))
def test_taking_marks_away_adds_nothing(written: str) -> None:
    assert len(text.without_marks(written)) <= len(written)


# --- Names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Nadia\u200b Okafor", "Nadia Okafor"),
        ("\u202eNadia\u202c Okafor", "Nadia Okafor"),
        ("\u2067Nadia Okafor", "Nadia Okafor"),
        ("Nadia\n\nOkafor", "Nadia Okafor"),
        ("Na\u00addia", "Nadia"),
        ("Z\u0335\u0336\u0337\u0338\u0339alg", "Z\u0335\u0336\u0337alg"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("Zoë Ångström", "Zoë Ångström"),
    ],
)
def test_a_name_is_what_it_looks_like(written: str, kept: str) -> None:
    assert text.tidy_name(written) == kept


@pytest.mark.parametrize(
    ("name", "mixes"), [("Nаdia", True), ("Οkafor", True), ("Nadia Ивановна", False), ("田中 Mai", False)]
)
def test_letters_that_pass_for_others_are_seen(name: str, mixes: bool) -> None:
    assert text.mixes_alphabets(name) is mixes
