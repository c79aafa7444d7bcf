"""By which words posts and people are found. Read only inside a question that `visible_to` decides.

Each row stands and falls with the words that are live, in the same transaction. `words` holds the folded words, their
near forms and, for posts, whose reach they are in, separated by blanks; the databases keep their indexes over it
(`community.search.database`).
"""

from django.db import models

from commonward.community.models.posts import Post
from commonward.community.models.profiles import Profile


class PostWords(models.Model):
    """The words by which a live post is found."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, primary_key=True, related_name="+")
    words = models.TextField()


class PersonWords(models.Model):
    """The words by which a shown profile is found: its name, its handle, what it says of itself."""

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, primary_key=True, related_name="+")
    words = models.TextField()
