"""The second step after an organisation's server: asked for as after a password, unless the server's own counts."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondStep(AuthenticateStage):  # type: ignore[misc]  # allauth ships no types that mypy may follow here
    """In the place of allauth's own stage (`Entrance.get_login_stages`)."""

    def _should_handle(self, request: HttpRequest) -> bool:
        told = (self.login.signal_kwargs or {}).get("sign_on")
        if isinstance(told, dict) and told.get("factor") is True:
            return False
        return bool(super()._should_handle(request))
