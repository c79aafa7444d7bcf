"""What a database is for, real people or invented ones, and that it never changes sides.

`commonward setup` writes it down once. Demo mode gives every seat to anybody, so it must never meet real people, and
real people must never be among seats that anybody could take: neither start is possible, and there is no flag.
"""

from django.contrib.auth import get_user_model

from commonward.kernel.models import Installation

_REAL = (
    "This database holds a real installation, so demo mode will not run on it. Unset COMMONWARD_DEMO, or give the demo "
    "a database of its own with COMMONWARD_DATA_DIR or DATABASE_URL."
)
_INVENTED = (
    "This database was made by demo mode, and its people are invented. Give the real installation a database of its "
    "own with COMMONWARD_DATA_DIR or DATABASE_URL, or set COMMONWARD_DEMO=1 to go on with the demo."
)


def refusal(*, demo: bool) -> str:
    """Why this database must not be used in this mode, as a sentence for an administrator; "" when it may be."""
    installation = Installation.objects.first()
    if installation is not None:
        is_demo = installation.is_demo
    elif get_user_model()._default_manager.exists():
        is_demo = False  # people came before anybody wrote it down: take them for real
    else:
        return ""
    if demo == is_demo:
        return ""
    return _REAL if demo else _INVENTED


def settle(*, demo: bool) -> bool:
    """Write down what this database is for, unless it is written; whether that was new. Ask `refusal` first."""
    _installation, is_new = Installation.objects.get_or_create(pk=1, defaults={"is_demo": demo})
    return is_new
