"""Pictures on their way in: brought to quarantine, inspected by a worker in a limited child process, made anew.

No URL serves the quarantine. What is shown is always a new file that the inspection wrote. The original is deleted
once the inspection is done.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from commonward.guard.contract import GuardUnavailable, MediaRefused
from commonward.guard.media import Inspection, inspect, sniff
from commonward.kernel import clock, ledger, work
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import NotFound, Unacceptable
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref
from commonward.oversight.events import MediaInspected
from commonward.oversight.models import Media

INSPECT: Final = "media.inspect"
MOST_BYTES: Final = 20 * 1024 * 1024
