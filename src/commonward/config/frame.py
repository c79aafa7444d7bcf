"""What every page's frame shows: the places to go and the seat the person acts in."""

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor; the places depend on the seat."""
    return {"places": [], "seat_card": None}
