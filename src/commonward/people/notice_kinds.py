"""The kinds of notices and their sentences. None has room for what somebody wrote: only a name and a number go in."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Kind:
    """The sentence of a notice, once and for several at a time, and its icon.

    `%(name)s` is who did it, as the reader may know them; `%(count)d` how often; `%(people)d` how many did it, for the
    sentence that is said of two and more.
    """

    once: str
    often: str
    icon: str
    together: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds that people want or do not want together. Some are always told on the page."""

    label: str
    prefixes: tuple[str, ...]
    may_hush_page: bool = False


#: In this order; a kind belongs to the first that fits.
GROUPS: Final = {
    "answers": Group(gettext_noop("Answers, and being spoken of"), ("post.replied", "post.mentioned", "post.disputed")),
    "thanks": Group(gettext_noop("Thanks"), ("post.thanked",), may_hush_page=True),
    "follows": Group(gettext_noop("Somebody follows you"), ("profile.",), may_hush_page=True),
    "words": Group(gettext_noop("What becomes of your words"), ("post.", "media.", "review.", "report.")),
    "trust": Group(gettext_noop("Help and advice"), ("trust.", "help.", "ethics.")),
    "care": Group(gettext_noop("Care"), ("care.",)),
    "account": Group(gettext_noop("Your account and this place"), ("",)),
}


def group_of(kind: str) -> str:
    """The code of the group of a kind."""
    return next(code for code, group in GROUPS.items() if kind.startswith(group.prefixes))


KINDS: Final = {
    "post.replied": Kind(
        gettext_noop("%(name)s answered you."),
        gettext_noop("You have %(count)d new answers here."),
        "reply",
        gettext_noop("%(people)d people answered you here."),
    ),
    "post.mentioned": Kind(
        gettext_noop("%(name)s spoke of you."), gettext_noop("You were spoken of %(count)d times here."), "at"
    ),
    "post.thanked": Kind(
        gettext_noop("%(name)s thanked you."),
        gettext_noop("You were thanked %(count)d times here."),
        "thanks",
        gettext_noop("%(people)d people thanked you here."),
    ),
    "post.disputed": Kind(
        gettext_noop("%(name)s disputes something you said, and says why."),
        gettext_noop("Something you said is disputed %(count)d times, and it is said why."),
        "scale",
        gettext_noop("%(people)d people dispute something you said, and say why."),
    ),
    "post.marked": Kind(
        gettext_noop("%(name)s has reviewed a post of yours."),
        gettext_noop("%(count)d professionals have reviewed a post of yours."),
        "seal",
    ),
    "post.mark_lapsed": Kind(
        gettext_noop("A post that you reviewed was changed. Your mark does not stand on the new words."),
        gettext_noop("A post that you reviewed was changed. Your mark does not stand on the new words."),
        "seal-open",
    ),
    "post.review_asked": Kind(
        gettext_noop("%(name)s asks you to review a post."),
        gettext_noop("You were asked %(count)d times to review a post."),
        "question",
    ),
    "post.needs_change": Kind(
        gettext_noop("Something you wrote needs a change before others can see it."),
        gettext_noop("Something you wrote needs a change before others can see it."),
        "pen",
    ),
    "post.permission_over": Kind(
        gettext_noop("The permission for something you showed has ended. It is taken down."),
        gettext_noop("The permission for something you showed has ended. It is taken down."),
        "undo",
    ),
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
    "media.refused": Kind(
        gettext_noop("A picture could not be used. Your words are kept."),
        gettext_noop("Pictures could not be used. Your words are kept."),
        "image",
    ),
    "profile.followed": Kind(
        gettext_noop("%(name)s follows you now."), gettext_noop("%(name)s follows you now."), "follow"
    ),
    "review.released": Kind(
        gettext_noop("A second person has read your words. They are out now."),
        gettext_noop("A second person has read your words. They are out now."),
        "check",
    ),
    "review.returned": Kind(
        gettext_noop("A second person has read your words and asks for a change."),
        gettext_noop("A second person has read your words and asks for a change."),
        "undo",
    ),
    "review.refused": Kind(
        gettext_noop("A second person has read your words. They cannot go out. You may ask for another look."),
        gettext_noop("A second person has read your words. They cannot go out. You may ask for another look."),
        "review",
    ),
    "report.answered": Kind(
        gettext_noop("Thank you for your report. It has been answered."),
        gettext_noop("Thank you for your reports. They have been answered."),
        "flag",
    ),
    "credential.verified": Kind(
        gettext_noop("Your credential is verified. Your badge shows it now."),
        gettext_noop("Your credential is verified. Your badge shows it now."),
        "seal",
    ),
    "credential.refused": Kind(
        gettext_noop("Your credential could not be verified. Please look at it again."),
        gettext_noop("Your credential could not be verified. Please look at it again."),
        "seal-open",
    ),
    "office.given": Kind(
        gettext_noop("You were named for an office. See what it means."),
        gettext_noop("You were named for offices. See what they mean."),
        "seal",
    ),
    "trust.asked": Kind(
        gettext_noop("%(name)s asks whether they may turn to you when things are hard."),
        gettext_noop("%(name)s asks whether they may turn to you when things are hard."),
        "hand",
    ),
    "trust.agreed": Kind(
        gettext_noop("%(name)s agreed: you may turn to them."),
        gettext_noop("%(name)s agreed: you may turn to them."),
        "hand",
    ),
    "help.asked": Kind(
        gettext_noop("%(name)s would like to hear from you soon."),
        gettext_noop("%(name)s would like to hear from you soon."),
        "hand",
    ),
    "help.seen": Kind(
        gettext_noop("%(name)s has seen that you would like to hear from them."),
        gettext_noop("%(name)s has seen that you would like to hear from them."),
        "hand",
    ),
    "help.waits": Kind(
        gettext_noop("Somebody is first in the queue and waits for you."),
        gettext_noop("People are first in the queue and wait for you."),
        "review",
    ),
    "help.answered": Kind(
        gettext_noop("Somebody here wrote to you."), gettext_noop("Somebody here wrote to you."), "hand"
    ),
    "ethics.asked": Kind(
        gettext_noop("Somebody asks you about a rule."), gettext_noop("Somebody asks you about a rule."), "scale"
    ),
    "ethics.answered": Kind(
        gettext_noop("Your question about a rule is answered."),
        gettext_noop("Your question about a rule is answered."),
        "scale",
    ),
    "credential.runs_out": Kind(
        gettext_noop("Your credential runs out within a month. Have the next one verified in time."),
        gettext_noop("Your credential runs out within a month. Have the next one verified in time."),
        "clock",
    ),
    "credential.lapsed": Kind(
        gettext_noop("Your credential has run out. Your badge no longer shows it; have it verified again."),
        gettext_noop("Your credential has run out. Your badge no longer shows it; have it verified again."),
        "seal-open",
    ),
    "credential.recheck": Kind(
        gettext_noop("Your credential was verified a year ago and is looked up again. See whether it is still right."),
        gettext_noop("Your credential was verified a year ago and is looked up again. See whether it is still right."),
        "clock",
    ),
    "credential.to_recheck": Kind(
        gettext_noop("A credential was verified a year ago. Please look it up again."),
        gettext_noop("A credential was verified a year ago. Please look it up again."),
        "clock",
    ),
    "text.to_sign": Kind(
        gettext_noop("Your organisation has a new social media policy. Read and sign it before you post next."),
        gettext_noop("Your organisation has a new social media policy. Read and sign it before you post next."),
        "pen",
    ),
    "training.recorded": Kind(
        gettext_noop("It was noted that you were trained."),
        gettext_noop("It was noted that you were trained."),
        "learn",
    ),
    "child.opened": Kind(
        gettext_noop("The account of a child that you permitted is open. You can take it back here at any time."),
        gettext_noop("Accounts of children that you permitted are open. You can take it back here at any time."),
        "you",
    ),
    "child.grown": Kind(
        gettext_noop("A child whose account you permitted is 13 now and decides alone. Your consent has ended."),
        gettext_noop("Children whose accounts you permitted are 13 now. Your consent has ended."),
        "you",
    ),
    "child.closing": Kind(
        gettext_noop("Your parent's account is closed. Yours closes in two weeks. Ask your care team for help."),
        gettext_noop("Your parent's account is closed. Yours closes in two weeks. Ask your care team for help."),
        "you",
    ),
    "age.teen": Kind(
        gettext_noop("You are 13 now. Matters of yours can stay private from your parents in care."),
        gettext_noop("You are 13 now. Matters of yours can stay private from your parents in care."),
        "you",
    ),
    "age.youth": Kind(
        gettext_noop("You are 16 now. You may speak in public, and decide who finds you. Nothing changed by itself."),
        gettext_noop("You are 16 now. You may speak in public, and decide who finds you. Nothing changed by itself."),
        "you",
    ),
    "age.adult": Kind(
        gettext_noop("You are 18 now. Every seat is open to you. Who finds you stays as it is until you change it."),
        gettext_noop("You are 18 now. Every seat is open to you. Who finds you stays as it is until you change it."),
        "you",
    ),
    "seat.suspended": Kind(
        gettext_noop("A seat of yours is suspended. Ask the administrator there."),
        gettext_noop("A seat of yours is suspended. Ask the administrator there."),
        "lock",
    ),
    "seat.reinstated": Kind(
        gettext_noop("This seat is yours again. Offices are given anew."),
        gettext_noop("This seat is yours again. Offices are given anew."),
        "check",
    ),
    "publishing.halted": Kind(
        gettext_noop("All publishing is paused. Nothing goes out until it is let go on."),
        gettext_noop("All publishing is paused. Nothing goes out until it is let go on."),
        "hand",
    ),
    "publishing.resumed": Kind(
        gettext_noop("Publishing goes on. What waited goes out by itself."),
        gettext_noop("Publishing goes on. What waited goes out by itself."),
        "check",
    ),
    "export.ready": Kind(
        gettext_noop("The copy of what is kept about you is ready. You can fetch it for seven days."),
        gettext_noop("The copy of what is kept about you is ready. You can fetch it for seven days."),
        "save",
    ),
    "export.failed": Kind(
        gettext_noop("The copy of what is kept about you could not be made. Please ask for it again."),
        gettext_noop("The copy of what is kept about you could not be made. Please ask for it again."),
        "info",
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
    "correction.asked": Kind(
        gettext_noop("Somebody asks for something about them to be put right."),
        gettext_noop("Somebody asks for something about them to be put right."),
        "pen",
    ),
    "correction.answered": Kind(
        gettext_noop("What you asked to be put right is answered."),
        gettext_noop("What you asked to be put right is answered."),
        "pen",
    ),
    "incident.reported": Kind(
        gettext_noop("An incident was reported. It waits for you."),
        gettext_noop("An incident was reported. It waits for you."),
        "shield",
    ),
    "seat.ended": Kind(
        gettext_noop("One of your seats was ended by an administrator."),
        gettext_noop("Seats of yours were ended by an administrator."),
        "leave",
    ),
}
