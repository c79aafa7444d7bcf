"""What the doctor says about one thing that was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the doctor's: what was looked at, whether it is well, what was found and what to do."""

    about: str
    is_well: bool
    found: str
    remedy: str = ""

    def line(self) -> str:
        text = f"{'ok     ' if self.is_well else 'PROBLEM'}  {self.about}: {self.found}"
        return text if self.is_well or not self.remedy else f"{text}\n         → {self.remedy}"

    def as_data(self) -> dict[str, str | bool]:
        """For programs. The remedy is empty where all is well."""
        remedy = "" if self.is_well else self.remedy
        return {"about": self.about, "well": self.is_well, "found": self.found, "remedy": remedy}
