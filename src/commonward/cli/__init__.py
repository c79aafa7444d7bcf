"""The one command, `commonward`. It finds its verbs by entry points and knows none of them itself."""
