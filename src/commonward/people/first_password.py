"""Where somebody chooses their first password, for whoever sets a place up and may have no mail yet."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from commonward.people.entrance import Entrance
from commonward.people.models import Account


def first_password_link(account: Account) -> str:
    """A link as a new-password mail has it. It works for a day, and until a password was chosen."""
    key = f"{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}"
    return Entrance().get_reset_password_from_key_url(key)
