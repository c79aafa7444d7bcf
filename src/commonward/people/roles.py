"""The roles of seats, in the order and with the names that people see."""

from django.utils.translation import gettext_lazy as _

from commonward.kernel.actor import Role

ROLE_CHOICES = [
    (Role.PATIENT.value, _("Patient")),
    (Role.CAREGIVER.value, _("Family or caregiver")),
    (Role.STUDENT.value, _("Student")),
    (Role.PROFESSIONAL.value, _("Health professional")),
    (Role.SUPPORT_WORKER.value, _("Support worker")),
    (Role.ORGANISATION.value, _("Communication staff")),
    (Role.MODERATOR.value, _("Moderator")),
    (Role.PRIVACY_OFFICER.value, _("Privacy officer")),
    (Role.ADMINISTRATOR.value, _("Administrator")),
]
