"""Sessions in the database as Django keeps them, found by a question that is written once: every page asks it."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from commonward.kernel.prepared import Exact, planned


class SessionStore(db.SessionStore):
    """What `SESSION_ENGINE` names."""

    def _get_session_from_db(self) -> Any:  # Django types neither this nor what it answers
        found = _by_key(Exact(self.session_key))
        if found and found[0].expire_date > timezone.now():
            return found[0]
        self._session_key = None
        return None


@planned
def _by_key(key: Exact) -> "QuerySet[Session]":
    return Session.objects.filter(session_key=key)
