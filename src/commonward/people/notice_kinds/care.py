"""What is told in care: that there is something, and never what."""

from typing import Final

from django.utils.translation import gettext_noop

from commonward.people.notice_kinds.kind import Kind

CARE: Final = {
    "care.show_asked": Kind(
        gettext_noop("You are asked whether something may be shown to others."),
        gettext_noop("You are asked whether some things may be shown to others."),
        "question",
    ),
    "care.show_agreed": Kind(
        gettext_noop("What you asked to show is permitted."),
        gettext_noop("What you asked to show is permitted."),
        "check",
    ),
    "care.show_declined": Kind(
        gettext_noop("What you asked to show is not permitted."),
        gettext_noop("What you asked to show is not permitted."),
        "refuse",
    ),
    "care.show_answered": Kind(
        gettext_noop("Somebody who acts for you decided whether something may be shown."),
        gettext_noop("Somebody who acts for you decided whether some things may be shown."),
        "question",
    ),
    "care.permit_asked": Kind(
        gettext_noop("You are asked whether you permit something."),
        gettext_noop("You are asked whether you permit some things."),
        "question",
    ),
    "care.permit_given": Kind(
        gettext_noop("What you asked a patient to permit is permitted."),
        gettext_noop("What you asked a patient to permit is permitted."),
        "check",
    ),
    "care.permit_refused": Kind(
        gettext_noop("What you asked a patient to permit is not permitted."),
        gettext_noop("What you asked a patient to permit is not permitted."),
        "refuse",
    ),
    "care.permit_answered": Kind(
        gettext_noop("Somebody who acts for you decided whether something is permitted."),
        gettext_noop("Somebody who acts for you decided whether some things are permitted."),
        "question",
    ),
    "care.permit_mistaken": Kind(
        gettext_noop("Something that you were asked to permit was entered in error. You can read why."),
        gettext_noop("Things that you were asked to permit were entered in error. You can read why."),
        "undo",
    ),
    "care.message": Kind(
        gettext_noop("You have a new message."),
        gettext_noop("You have new messages."),
        "care",
    ),
    "care.proxy_given": Kind(
        gettext_noop("Somebody lets you act for them in care."),
        gettext_noop("Somebody lets you act for them in care."),
        "hand",
    ),
    "care.proxy_named": Kind(
        gettext_noop("Somebody can act for you in care now."),
        gettext_noop("Somebody can act for you in care now."),
        "hand",
    ),
    "care.proxy_ending": Kind(
        gettext_noop("A parent's say in care ends in less than sixty days."),
        gettext_noop("A parent's say in care ends in less than sixty days."),
        "clock",
    ),
    "care.emergency": Kind(
        gettext_noop("Somebody opened your record in an emergency."),
        gettext_noop("Somebody opened your record in an emergency."),
        "key",
    ),
    "care.emergency_to_read": Kind(
        gettext_noop("A record was opened in an emergency. Please read why."),
        gettext_noop("A record was opened in an emergency. Please read why."),
        "key",
    ),
    "care.turn": Kind(
        gettext_noop("It is your turn to answer in care."),
        gettext_noop("It is your turn to answer in care, several times."),
        "care",
    ),
    "care.handed_over": Kind(
        gettext_noop("A conversation in care was handed over to you."),
        gettext_noop("Conversations in care were handed over to you."),
        "care",
    ),
    "care.overdue": Kind(
        gettext_noop("A patient waits longer than was promised. Please look now."),
        gettext_noop("Patients wait longer than was promised. Please look now."),
        "clock",
    ),
    "care.alert": Kind(
        gettext_noop("Somebody has to look at a message in care at once. Please open it now."),
        gettext_noop("Somebody has to look at messages in care at once. Please open them now."),
        "flag",
    ),
    "care.nobody": Kind(
        gettext_noop("Nobody of your care team has taken up your message. Please open this; it says whom to call."),
        gettext_noop("Nobody of your care team has taken up your message. Please open this; it says whom to call."),
        "phone",
    ),
    "care.otherwise": Kind(
        gettext_noop("Your care team noted that it answered you by telephone or at a visit."),
        gettext_noop("Your care team noted that it answered you by telephone or at a visit."),
        "phone",
    ),
    "care.permit": Kind(
        gettext_noop("Your care team would like to write to you here. You decide whether it may."),
        gettext_noop("Your care team would like to write to you here. You decide whether it may."),
        "care",
    ),
    "care.asked": Kind(
        gettext_noop("Somebody asks your team for care."),
        gettext_noop("Somebody asks your team for care."),
        "care",
    ),
    "care.unasked": Kind(
        gettext_noop("Somebody who asked your team for care has taken it back."),
        gettext_noop("Somebody who asked your team for care has taken it back."),
        "undo",
    ),
    "care.established": Kind(
        gettext_noop("A care team has taken you into care."),
        gettext_noop("A care team has taken you into care."),
        "care",
    ),
    "care.proposal_accepted": Kind(
        gettext_noop("Somebody took up the care that you offered."),
        gettext_noop("%(count)d people took up the care that you offered."),
        "care",
    ),
    "care.refused": Kind(
        gettext_noop("A care team has answered you."),
        gettext_noop("A care team has answered you."),
        "care",
    ),
    "care.paused": Kind(
        gettext_noop("A conversation in care is paused."),
        gettext_noop("A conversation in care is paused."),
        "care",
    ),
    "care.resumed": Kind(
        gettext_noop("A conversation in care goes on."),
        gettext_noop("A conversation in care goes on."),
        "care",
    ),
    "care.ending": Kind(
        gettext_noop("A care team has given notice."),
        gettext_noop("A care team has given notice."),
        "care",
    ),
    "care.ended": Kind(
        gettext_noop("A relationship in care has ended."),
        gettext_noop("A relationship in care has ended."),
        "care",
    ),
    "care.released": Kind(
        gettext_noop("A second reader has sent your message."),
        gettext_noop("A second reader has sent your messages."),
        "check",
    ),
    "care.returned": Kind(
        gettext_noop("A second reader asks you for a change."),
        gettext_noop("A second reader asks you for changes."),
        "undo",
    ),
    "care.file_refused": Kind(
        gettext_noop("A file of yours could not be taken. Your words were sent."),
        gettext_noop("Files of yours could not be taken. Your words were sent."),
        "refuse",
    ),
    "care.stopped": Kind(
        gettext_noop("A message of yours was stopped before it was sent."),
        gettext_noop("Messages of yours were stopped before they were sent."),
        "refuse",
    ),
}
