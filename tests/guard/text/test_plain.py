"""What the words say so plainly that nothing is weighed: a birth date behind its label, an illness by a full name."""

import pytest

from commonward.guard import Guard, Submission
from commonward.guard.contract import Author

GUARD = Guard()


def _found(text: str, author: Author = "professional") -> set[tuple[str, str]]:
    report = GUARD.check(Submission(text=text, context="public_post", author=author))
    return {
        (one.rule, text[one.start : one.end])
        for one in report.findings
        if one.start is not None and one.rule in ("phi.date", "phi.name", "phi.mrn", "phi.indirect")
    }


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("dob 4/7/62, wants somebody to ring", "4/7/62"),
        ("DOB: 04/07/1962", "04/07/1962"),
        ("date of birth 12 May 1971, needs a bed by noon", "12 May 1971"),
        ("f. nac. 4/7/62, alérgica a la penicilina", "4/7/62"),
    ],
)
def test_a_birth_date_behind_its_label_is_somebodys_whoever_else_is_told_of(text: str, date: str) -> None:
    assert ("phi.date", date) in _found(text)


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("my dob is 4/7/62, so I remember vinyl", "patient"),
        ("DOB on the new form is written DD/MM/YYYY, for example 01/02/1990.", "professional"),
        ("If unknown, please register DOB 01/01/1900.", "professional"),
    ],
)
def test_ones_own_birth_date_and_a_form_are_left_alone(text: str, author: Author) -> None:
    assert _found(text, author) == set()


@pytest.mark.parametrize(
    ("text", "name", "author"),
    [
        ("My neighbour Carl Petrosian has HIV and nobody in the building knows", "Carl Petrosian", "patient"),
        ("Our teacher Mr. Abernathy has cancer, so sad", "Abernathy", "patient"),
        ("Peter Hollins has stage 4 lung cancer and still brings us bagels", "Peter Hollins", "professional"),
        ("Anna Petrosian was diagnosed with lupus", "Anna Petrosian", "professional"),
    ],
)
def test_who_is_said_to_be_ill_by_their_full_name_is_named_with_it(text: str, name: str, author: Author) -> None:
    assert ("phi.name", name) in _found(text, author)


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Frida Kahlo had polio as a child", "professional"),
        ("Our committee chair Mama Nafula has cut diarrhoea here more than all my pills.", "professional"),
        ("My sister Anna has diabetes, like our mother", "patient"),
        (
            "Our manikin Mr. Abernathy has asthma in the morning and a stroke after lunch. Simulation day!",
            "professional",
        ),
    ],
)
def test_the_famous_ones_own_people_and_what_is_no_illness_are_left_alone(text: str, author: Author) -> None:
    assert not {one for one in _found(text, author) if one[0] == "phi.name"}


@pytest.mark.parametrize("text", ["pt jd 00-88-123 K+ 6.9 who do i call", "patient 0088123 is due at two"])
def test_a_number_behind_the_word_patient_is_a_record_number(text: str) -> None:
    assert any(rule == "phi.mrn" for rule, _quote in _found(text))


@pytest.mark.parametrize("text", ["200 patients 2019 to 2021", "We asked patients 12-14 weeks after surgery"])
def test_a_count_and_a_time_behind_it_are_none(text: str) -> None:
    assert not any(rule == "phi.mrn" for rule, _quote in _found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Only 3 kids in the state have this enzyme deficiency, and I took care of one of them",
        "We have one of the four known cases in the country on our unit",
        "Solo hay tres niños en la provincia con este síndrome y uno está en mi planta",
        "The kid from the viral video is my patient and he is doing great",
        "My patient is the guy who ran for city council last fall. Not looking good.",
        "El señor que se cayó del andamio de la catedral está en nuestra UCI",
    ],
)
def test_one_of_the_few_of_a_place_is_told(text: str) -> None:
    assert any(rule == "phi.indirect" for rule, _quote in _found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Only 3 people in the world have this syndrome, writes the Orphanet newsletter.",
        "Only two nurses in the whole country applied for the grant.",
    ],
)
def test_a_figure_in_the_news_is_nobody_of_ours(text: str) -> None:
    assert not any(rule == "phi.indirect" for rule, _quote in _found(text))


@pytest.mark.parametrize(
    "text",
    [
        "I passed my certification! Three years of night school, two kids, one very patient husband named Greg.",
        "Wilson disease, Kayser-Fleischer rings: a photo from Wikimedia, CC BY-SA, link below.",
    ],
)
def test_who_has_patience_and_what_is_from_the_net_are_left_alone(text: str) -> None:
    assert _found(text) == set()
