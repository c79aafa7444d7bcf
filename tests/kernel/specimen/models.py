"""One row with everything that can be locked, and one column that is not, by which a search shows that it works."""

from typing import Any

from django.db import models

from commonward.kernel.ids import IdField
from commonward.kernel.sealed import SealedBytesField, SealedTextField


class Specimen(models.Model):
    """What somebody wrote, and a file."""

    id = IdField()
    open_word = models.CharField(max_length=40, default="")
    words = SealedTextField()
    topic = SealedTextField(null=True)
    file = SealedBytesField(null=True)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        app_label = "specimen"
