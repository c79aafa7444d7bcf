"""What is clinical lies locked in the database, opens in its own place only, and never without its key."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models.functions import Length
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from commonward.kernel import clock, datakeys, keyring
from commonward.kernel.datakeys import KeyMissing, Place, SealBroken
from commonward.kernel.models import DataKey
from commonward.kernel.sealed import Ciphertext, SealedTextField
from kernel.specimen.models import Specimen

WORDS = "Her haemoglobin fell to nine after the colonoscopy."
#: Clinical words that must be found nowhere, and one that must.
CLINICAL = ("haemoglobin", "colonoscopy", "oncology", "urgent-today", "biopsy-picture")
OPEN_WORD = "plainlyreadable"


@pytest.fixture(autouse=True)
def _keys_of_this_test(settings: Settings, tmp_path: Path) -> None:
    settings.SEALING_KEYS_FILE = tmp_path / "keys" / "sealing_keys"


def stored() -> Specimen:
    return Specimen.objects.create(open_word=OPEN_WORD, words=WORDS, topic="oncology", file=b"biopsy-picture" * 40)


def raw(specimen: Specimen, column: str = "words") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM specimen_specimen WHERE id = %s", [specimen.pk])
        return bytes(cursor.fetchone()[0])


def put(specimen: Specimen, value: bytes, column: str = "words") -> None:
    Specimen.objects.filter(pk=specimen.pk).update(**{column: Ciphertext(value)})


@pytest.mark.django_db
class TestReadingAndWriting:
    """An object holds words; the database holds none."""

    def test_words_and_bytes_come_back_as_they_were(self) -> None:
        found = Specimen.objects.get(pk=stored().pk)
        assert (found.words, found.topic, found.file) == (WORDS, "oncology", b"biopsy-picture" * 40)

    @given(words=st.text(), file=st.binary(max_size=300))
    def test_whatever_they_are(self, words: str, file: bytes) -> None:
        # Half of a surrogate pair is no text; a form never lets one through.
        words = words.encode("utf-8", "ignore").decode()
        made = Specimen.objects.create(words=words, file=file)
        found = Specimen.objects.get(pk=made.pk)
        assert (found.words, found.topic, found.file) == (words, None, file)

    def test_many_at_once(self) -> None:
        made = Specimen.objects.bulk_create([Specimen(words=f"{WORDS} {number}") for number in range(5)])
        found = Specimen.objects.in_bulk([one.pk for one in made])
        assert [found[one.pk].words for one in made] == [f"{WORDS} {number}" for number in range(5)]

    def test_a_column_fetched_later(self) -> None:
        found = Specimen.objects.defer("words").get(pk=stored().pk)
        assert found.words == WORDS

    def test_a_change_is_kept_and_what_is_the_same_is_not_locked_anew(self) -> None:
        found = Specimen.objects.get(pk=stored().pk)
        before, topic = raw(found), raw(found, "topic")
        found.words = "Another text."
        assert found.topic == "oncology"
        found.save()
        assert raw(found) != before
        assert raw(found, "topic") == topic
        assert Specimen.objects.get(pk=found.pk).words == "Another text."

    def test_the_same_words_twice_look_different(self) -> None:
        assert raw(stored()) != raw(stored())

    def test_short_codes_are_all_of_one_length(self) -> None:
        lengths = {len(raw(Specimen.objects.create(words=word))) for word in ("", "routine", "urgent-today", "x" * 60)}
        assert len(lengths) == 1

    def test_nothing_in_the_clear_can_reach_the_database(self) -> None:
        made = stored()
        with pytest.raises(TypeError) as refused:
            Specimen.objects.filter(pk=made.pk).update(words=WORDS)
        assert "haemoglobin" not in str(refused.value)
        made.words = "Another text."
        with pytest.raises(TypeError):
            Specimen.objects.bulk_update([made], ["words"])
        with pytest.raises(TypeError) as refused:
            Specimen.objects.create(words=b"haemoglobin")
        assert "haemoglobin" not in str(refused.value)

    def test_what_is_locked_shows_nothing(self) -> None:
        (value,) = Specimen.objects.filter(pk=stored().pk).values_list("words", flat=True)
        assert repr(value) == str(value) == "<locked>"

    def test_a_dump_of_fixtures_holds_no_words(self, capsys: pytest.CaptureFixture[str]) -> None:
        stored()
        call_command("dumpdata", "specimen")
        (row,) = json.loads(capsys.readouterr().out)
        assert row["fields"]["open_word"] == OPEN_WORD
        assert not [word for word in CLINICAL if word.encode() in base64.b64decode(row["fields"]["words"])]


@pytest.mark.django_db
class TestTheDatabaseCanNotCompare:
    """No lookup, no order, no expression, no index."""

    @pytest.mark.parametrize("lookup", ["exact", "iexact", "contains", "startswith", "gt", "in", "range", "regex"])
    def test_no_lookup(self, lookup: str) -> None:
        with pytest.raises(FieldError):
            Specimen.objects.filter(**{f"words__{lookup}": WORDS})

    def test_an_order_by_it_says_nothing(self) -> None:
        for number in range(30):
            Specimen.objects.create(words=f"{number:02}")
        ordered = [row.words for row in Specimen.objects.order_by("words")]
        assert sorted(ordered) == [f"{number:02}" for number in range(30)]
        assert ordered not in (sorted(ordered), sorted(ordered, reverse=True))

    def test_whether_there_is_something_can_be_asked(self) -> None:
        stored()
        Specimen.objects.create(words=WORDS)
        assert Specimen.objects.filter(topic__isnull=True).count() == 1
        assert Specimen.objects.filter(topic__isnull=False).count() == 1

    def test_its_length_is_that_of_the_lock(self) -> None:
        short, longer = Specimen.objects.create(words="no"), Specimen.objects.create(words="yes, at once")
        rows = Specimen.objects.filter(pk__in=[short.pk, longer.pk]).annotate(length=Length("words"))
        assert len({row.length for row in rows}) == 1

    @isolate_apps("kernel.specimen")
    def test_an_index_or_a_key_from_the_database_is_refused(self) -> None:
        class Compared(models.Model):
            words = SealedTextField(db_index=True)

            class Meta:
                app_label = "specimen"
                managed = False

        field = Compared._meta.get_field("words")
        assert [error.id for error in field.check()] == ["commonward.E020", "commonward.E020"]
        assert Specimen._meta.get_field("words").check() == []


@pytest.mark.django_db
class TestBoundToItsPlace:
    """Moved, changed or cut, it does not open, and says so."""

    def test_not_in_another_row(self) -> None:
        hers, his = stored(), stored()
        put(his, raw(hers))
        with pytest.raises(SealBroken):
            _ = Specimen.objects.get(pk=his.pk).words

    def test_not_in_another_column(self) -> None:
        made = stored()
        put(made, raw(made, "topic"))
        with pytest.raises(SealBroken):
            _ = Specimen.objects.get(pk=made.pk).words

    def test_not_in_another_table(self) -> None:
        sealed = datakeys.seal(Place("specimen_specimen", "words", 7), WORDS.encode())
        assert datakeys.unseal(Place("specimen_specimen", "words", 7), sealed) == WORDS.encode()
        with pytest.raises(SealBroken):
            datakeys.unseal(Place("specimen_other", "words", 7), sealed)

    def test_not_with_one_bit_changed_anywhere(self) -> None:
        place = Place("specimen_specimen", "words", 7)
        sealed = datakeys.seal(place, b"yes")
        for position in range(len(sealed)):
            changed = bytearray(sealed)
            changed[position] ^= 1
            with pytest.raises(SealBroken):
                datakeys.unseal(place, bytes(changed))

    def test_not_when_it_was_cut(self) -> None:
        place = Place("specimen_specimen", "words", 7)
        sealed = datakeys.seal(place, b"yes")
        for length in range(len(sealed)):
            with pytest.raises(SealBroken):
                datakeys.unseal(place, sealed[:length])

    def test_a_copy_under_another_key_is_refused_until_it_was_read(self) -> None:
        copy = Specimen.objects.get(pk=stored().pk)
        copy.pk, copy._state.adding = None, True
        with pytest.raises(TypeError):
            copy.save()


@pytest.mark.django_db
class TestTheKey:
    """Without it there is a plain fault; with it nothing is lost."""

    def test_it_is_made_once_and_only_its_owner_can_read_it(self) -> None:
        stored()
        path = keyring.place()
        assert path.stat().st_mode & 0o777 == 0o600
        before = path.read_text()
        stored()
        assert path.read_text() == before

    def test_a_missing_file_is_a_fault_and_never_a_fresh_key(self) -> None:
        made = stored()
        hidden = keyring.place().rename(keyring.place().with_name("elsewhere"))
        datakeys.forget()
        with pytest.raises(KeyMissing) as fault:
            _ = Specimen.objects.get(pk=made.pk).words
        assert "Nothing is lost" in fault.value.sentence
        with pytest.raises(KeyMissing), transaction.atomic():
            stored()
        assert not keyring.place().exists()
        hidden.rename(keyring.place())
        assert Specimen.objects.get(pk=made.pk).words == WORDS

    def test_another_key_is_a_fault(self, settings: Settings) -> None:
        made = stored()
        settings.SEALING_KEYS = keyring.spelled(keyring.fresh())
        datakeys.forget()
        with pytest.raises(KeyMissing):
            _ = Specimen.objects.get(pk=made.pk).words
        assert datakeys.missing()

    def test_another_key_under_the_name_of_the_right_one_is_a_fault(self) -> None:
        made = stored()
        DataKey.objects.update(wrapped=bytes(60))
        datakeys.forget()
        with pytest.raises(KeyMissing):
            _ = Specimen.objects.get(pk=made.pk).words

    @pytest.mark.parametrize("spelling", ["", "x", "AAAA", "é" * 44])
    def test_a_file_that_holds_no_keys_is_a_fault(self, spelling: str) -> None:
        keyring.place().parent.mkdir()
        keyring.place().write_text(spelling, encoding="utf-8")
        with pytest.raises(keyring.KeysUnusable) as fault:
            stored()
        assert str(keyring.place()) in str(fault.value)

    def test_it_can_be_given_as_a_setting(self, settings: Settings) -> None:
        settings.SEALING_KEYS = keyring.spelled(keyring.fresh())
        assert Specimen.objects.get(pk=stored().pk).words == WORDS
        assert not keyring.place().exists()

    def test_a_data_key_that_was_rolled_back_is_not_used_again(self) -> None:
        class Undone(Exception):
            pass

        with pytest.raises(Undone), transaction.atomic():
            stored()
            raise Undone
        made = stored()
        datakeys.forget()
        assert Specimen.objects.get(pk=made.pk).words == WORDS

    def test_after_a_month_another_data_key_is_taken(self) -> None:
        first = stored()
        with clock.at(clock.now() + datakeys.PERIOD):
            datakeys.renew()
            datakeys.renew()
        datakeys.forget()
        second = stored()
        assert datakeys.key_of(raw(first)) != datakeys.key_of(raw(second))
        assert DataKey.objects.count() == 2
        assert [Specimen.objects.get(pk=made.pk).words for made in (first, second)] == [WORDS, WORDS]


@pytest.mark.django_db
class TestDigests:
    """Equal texts can be told, and nobody without the keys can try words out."""

    def test_equal_texts_have_equal_digests_of_one_purpose(self) -> None:
        digest = datakeys.keyed_digest("paste", WORDS)
        datakeys.forget()
        assert digest == datakeys.keyed_digest("paste", WORDS)
        assert digest not in {datakeys.keyed_digest("paste", f"{WORDS} "), datakeys.keyed_digest("record", WORDS)}

    def test_another_installation_has_others(self, settings: Settings, tmp_path: Path) -> None:
        digest = datakeys.keyed_digest("paste", WORDS)
        DataKey.objects.all().delete()
        datakeys.forget()
        settings.SEALING_KEYS_FILE = tmp_path / "others"
        assert datakeys.keyed_digest("paste", WORDS) != digest


def spellings(word: str) -> list[bytes]:
    """How a word may lie in a file or a dump."""
    text = word.encode()
    return [
        text,
        word.encode("utf-16-le"),
        text.hex().encode(),
        text.hex().upper().encode(),
        base64.b64encode(text)[:-4],
    ]


def found_in(data: bytes, word: str) -> bool:
    return any(spelling in data for spelling in spellings(word))


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
class TestNoWordInAnyCopy:
    """Somebody who takes the database's files, or a dump, has no clinical word."""

    @pytest.fixture
    def copies(self) -> bytes:
        """Everything of the database that somebody could carry away."""
        made = stored()
        made.words = f"{WORDS} urgent-today"
        made.save()
        Specimen.objects.create(open_word=OPEN_WORD, words="colonoscopy").delete()
        return _sqlite_copies() if connection.vendor == "sqlite" else _postgresql_copies()

    def test_no_clinical_word_is_found_and_the_search_can_find(self, copies: bytes) -> None:
        assert found_in(copies, OPEN_WORD)
        assert [word for word in CLINICAL if found_in(copies, word)] == []


def _sqlite_copies() -> bytes:
    """The file, the write-ahead log beside it, and a dump in SQL."""
    file = Path(str(connection.settings_dict["NAME"]))
    beside = [path for path in (file, Path(f"{file}-wal")) if path.exists()]
    assert connection.connection is not None
    dump = "\n".join(connection.connection.iterdump())
    assert OPEN_WORD in dump
    return b"".join(path.read_bytes() for path in beside) + dump.encode()


def _postgresql_copies() -> bytes:
    """What pg_dump writes where it is installed, and the rows as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(specimen_specimen::text, '') FROM specimen_specimen")
        rows = str(cursor.fetchone()[0]).encode()
    place = connection.settings_dict
    if shutil.which("pg_dump") is None:
        return rows
    address = f"postgresql://{place['USER']}:{place['PASSWORD']}@{place['HOST'] or 'localhost'}:{place['PORT'] or 5432}"
    dumped = subprocess.run(["pg_dump", f"{address}/{place['NAME']}"], capture_output=True, check=True)
    return rows + dumped.stdout
